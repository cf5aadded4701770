import { hash as argon2, type Options, verify } from '@node-rs/argon2';
import type { Hasher, PasswordHash } from '../domain/credentials/ports.ts';
import { randomToken } from '../kernel/random.ts';
import type { HashQueue } from './hash-queue.ts';
import { deriveKey, type Keyring } from './keyring.ts';

/** Parameters of argon2id (RFC 9106, security.md 2.1). */
export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** The binding's number for argon2id; its enum exists in its types alone. */
const ARGON2ID = 2;
const TAG_BYTES = 32;
const PARAMETERS = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/;

/**
 * argon2id with a pepper from outside the database as its keyed input. Unknown people are checked against a decoy with
 * the present parameters, on the same road (security.md 2.1). Its methods throw `BusyError`, and a plain error when the
 * pepper of a hash has left the keyring.
 */
export async function passwordHasher(keyring: Keyring, parameters: Argon2Parameters, queue: HashQueue): Promise<Hasher> {
  const peppers = new Map(keyring.peppers.map((pepper) => [pepper.id, deriveKey(pepper, 'password')]));
  const newest = keyring.peppers[0].id;
  const options = (pepperId: string): Options => {
    const secret = peppers.get(pepperId);
    if (!secret) throw new Error(`the keyring no longer has the pepper ${pepperId}`);
    const { memoryKib, passes, lanes } = parameters;
    return { algorithm: ARGON2ID, memoryCost: memoryKib, timeCost: passes, parallelism: lanes, outputLen: TAG_BYTES, secret };
  };
  const make = async (password: string): Promise<PasswordHash> => ({ phc: await argon2(password, options(newest)), pepperId: newest });
  const decoy = await make(randomToken());
  return {
    hash: (password) => queue.run(() => make(password)),
    verify: async (hash, passwords) => {
      const against = hash ?? decoy;
      const matches = await queue.run(() =>
        countMatches(passwords, (password) => verify(against.phc, password, options(against.pepperId))),
      );
      return hash !== undefined && matches > 0;
    },
    needsRehash: (hash) => hash.pepperId !== newest || weaker(hash.phc, parameters),
  };
}

/** One after the other in one place of the queue: one attempt holds the memory of one hash. All of them, also after a match. */
async function countMatches(passwords: readonly string[], matches: (password: string) => Promise<boolean>): Promise<number> {
  let count = 0;
  for (const password of passwords) count += Number(await matches(password));
  return count;
}

/** Whether any parameter of the hash is below the present one. Never the other way: parameters are not lowered. */
function weaker(phc: string, parameters: Argon2Parameters): boolean {
  const [memoryKib = 0, passes = 0] = PARAMETERS.exec(phc)?.slice(1).map(Number) ?? [];
  return memoryKib < parameters.memoryKib || passes < parameters.passes;
}
