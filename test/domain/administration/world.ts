import { afterEach, beforeAll, beforeEach } from '@jest/globals';
import { clientSecretMatches, makeClientSecret } from '../../../src/crypto/client-secrets.ts';
import { commonPasswords } from '../../../src/crypto/common-passwords.ts';
import { hashQueue } from '../../../src/crypto/hash-queue.ts';
import { generateKeyring } from '../../../src/crypto/keyring.ts';
import { linkSecrets } from '../../../src/crypto/link-secrets.ts';
import { passwordHasher } from '../../../src/crypto/password-hasher.ts';
import type { ActingOnAccounts } from '../../../src/domain/administration/accounts.ts';
import type { ActingOnClients } from '../../../src/domain/administration/clients.ts';
import type { ActingOnConnections } from '../../../src/domain/administration/connections.ts';
import type { ActingOnInvitations } from '../../../src/domain/administration/invitations.ts';
import type { Hasher } from '../../../src/domain/credentials/ports.ts';
import type { Outcome } from '../../../src/domain/fault.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { openStore } from '../../../src/store/store.ts';
import { SEALS } from '../../kit/mail/letters.ts';

/** An empty store, a clock wound by hand, and an operator who acts in it. */
export interface World {
  readonly store: Store;
  readonly acting: ActingOnAccounts & ActingOnClients & ActingOnConnections & ActingOnInvitations;
  /** Moves the clock forward, in milliseconds. */
  wind(by: number): void;
}

/** Gives every test of the file a world of its own. */
export function useWorld(): () => World {
  let hasher: Hasher;
  let world: World;
  beforeAll(async () => {
    const queue = hashQueue({ running: 2, waiting: 20, wait: 60_000 });
    hasher = await passwordHasher(generateKeyring(), { memoryKib: 64, passes: 1, lanes: 1 }, queue);
  });
  beforeEach(async () => {
    const store = await openStore({ url: 'sqlite::memory:' }, SEALS);
    let now = Date.UTC(2026, 0, 5, 9);
    const acting = {
      work: store.work,
      clock: { now: () => now },
      by: { actor: 'operator' as const },
      hasher,
      common: commonPasswords(),
      production: false,
      makeSecret: makeClientSecret,
      offered: { certificates: 'all' as const },
      mailedLinks: { secrets: linkSecrets(generateKeyring()), issuer: 'https://voordeur.example' },
    };
    const wind = (by: number) => {
      now += by;
    };
    world = { store, acting, wind };
  });
  afterEach(() => world.store.close());
  return () => world;
}

/** The value of an outcome that must have been done. */
export function made<T>(outcome: Outcome<T>): T {
  if (!outcome.done) throw new Error(outcome.faults.map(({ field, code, detail }) => `${field} ${code}: ${detail}`).join('\n'));
  return outcome.value;
}

/** The faults of an outcome, as `field code`. */
export function faultsOf(outcome: Outcome<unknown>): string[] {
  return outcome.done ? [] : outcome.faults.map(({ field, code }) => `${field} ${code}`);
}

/** Everything a paged list holds. */
export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const held: T[] = [];
  for await (const row of rows) held.push(row);
  return held;
}

export { clientSecretMatches as secretMatches };
