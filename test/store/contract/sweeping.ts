import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/domain/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { startSweeper, sweepOnce } from '../../../src/store/sweeper.ts';
import { bearerId, NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const MINUTE = 60_000;

/** Deleting what has expired. */
export function sweepingContract(makePlace: MakePlace): void {
  describe('sweeper', () => {
    const used = useStore(makePlace);

    test('what expired more than a minute ago goes, everything else stays, used codes and refresh tokens too', async () => {
      const { store } = used();
      const expired = await keep(store, NOW - MINUTE - 1);
      const fresh = await keep(store, NOW - MINUTE);
      expect(await sweepOnce({ store, clock: { now: () => NOW } })).toBe(7);
      expect(await found(store, expired)).toEqual(Array(7).fill(false));
      expect(await found(store, fresh)).toEqual(Array(7).fill(true));
      expect(await store.ports.artifacts.find('AuthorizationCode', fresh)).toHaveProperty('consumed');
    });

    test('more than a batch goes in one round, also when two processes sweep at once', async () => {
      const { store } = used();
      const keys = Array.from({ length: 2500 }, () => newId());
      for (let at = 0; at < keys.length; at += 500) {
        const batch = keys.slice(at, at + 500);
        await store.ports.counters.reserve(
          batch.map((key) => ({ key, remember: 1 })),
          NOW - 2 * MINUTE,
        );
      }
      const rounds = await Promise.all([1, 2].map(() => sweepOnce({ store, clock: { now: () => NOW } })));
      expect(rounds.reduce((sum, swept) => sum + swept)).toBe(2500);
    });

    test('a batch is never larger than asked for', async () => {
      const { artifacts } = used().store.ports;
      for (const model of ['AuthorizationCode', 'AccessToken'] as const) {
        for (let at = 0; at < 3; at += 1) await artifacts.upsert(model, bearerId(), {}, NOW - 5 * MINUTE);
      }
      expect(await artifacts.sweep(NOW - 4 * MINUTE, 4)).toBe(4);
      expect(await artifacts.sweep(NOW - 4 * MINUTE, 4)).toBe(2);
    });

    test('it sweeps by itself until it is stopped, and a database that does not answer is said and outlived', async () => {
      const { store } = used();
      const id = bearerId();
      await store.ports.artifacts.upsert('AccessToken', id, {}, NOW - 2 * MINUTE);
      const refusing = { ...store.ports.artifacts, sweep: async () => Promise.reject(new Error('gone')) };
      let rounds = 0;
      const failingFirst: Store = {
        ...store,
        get ports() {
          rounds += 1;
          return rounds === 1 ? { ...store.ports, artifacts: refusing } : store.ports;
        },
      };
      const warnings: unknown[] = [];
      const log = { warn: (fields: Readonly<Record<string, unknown>>) => void warnings.push(fields['error']) };
      const stop = startSweeper({ store: failingFirst, clock: { now: () => NOW }, log, every: 1 });
      while (await store.ports.artifacts.find('AccessToken', id)) await new Promise(setImmediate);
      await stop();
      expect(warnings).toEqual(['Error: gone']);
    });
  });
}

/** One of everything that expires, at `expiresAt`; the code is used already. Returns the name under which all of it is found. */
async function keep(store: Store, expiresAt: number): Promise<string> {
  const { artifacts, journeys, sessions, counters } = store.ports;
  const id = bearerId();
  for (const model of ['AuthorizationCode', 'RefreshToken', 'Session', 'Grant'] as const) await artifacts.upsert(model, id, {}, expiresAt);
  await artifacts.consume('AuthorizationCode', id, NOW);
  await journeys.replace({ uid: id, organisationId: 'o', clientId: 'c', version: 0, proofs: [], expiresAt });
  await sessions.save({ uid: id, organisationId: 'o', accountId: 'a', proofs: [], signedInAt: 1, activeAt: 1, expiresAt });
  await counters.reserve([{ key: id, remember: 1 }], expiresAt);
  return id;
}

async function found(store: Store, id: string): Promise<boolean[]> {
  const { artifacts, journeys, sessions, counters } = store.ports;
  const models = ['AuthorizationCode', 'RefreshToken', 'Session', 'Grant'] as const;
  const rows = [...models.map((model) => artifacts.find(model, id)), journeys.find(id), sessions.find(id)];
  const count = (await counters.read([id], 0))[0];
  return [...(await Promise.all(rows)).map(Boolean), count === 1];
}
