import { readConfig } from '../src/config/config.ts';
import { hashQueue } from '../src/crypto/hash-queue.ts';
import { parseKeyring } from '../src/crypto/keyring.ts';
import { passwordHasher } from '../src/crypto/password-hasher.ts';
import type { Hasher } from '../src/domain/credentials/ports.ts';

/** The product's hasher with its standard parameters and its standard gate. */
export function makeHasher(keyring: string): Promise<Hasher> {
  const { argon2, hashing } = readConfig({});
  return passwordHasher(parseKeyring(keyring), argon2, hashQueue(hashing));
}
