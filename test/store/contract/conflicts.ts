import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Store } from '../../../src/domain/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { openStore } from '../../../src/store/store.ts';
import { bearerId, NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Transactions that get into each other's way, on an engine that runs several at once. */
export function conflictsContract(makePlace: MakePlace): void {
  describe('conflicts', () => {
    const used = useStore(makePlace);

    test('two transactions that take two rows in opposite order get into a deadlock, and both are done in the end', async () => {
      const [one, other] = [newId(), newId()];
      const meeting = Promise.withResolvers<void>();
      let arrived = 0;
      let attempts = 0;
      const bothHaveTheFirst = () => {
        arrived += 1;
        if (arrived === 2) meeting.resolve();
        return meeting.promise;
      };
      const inOrder = (keys: readonly [string, string]) =>
        used().store.work(async ({ counters }) => {
          attempts += 1;
          await counters.reserve([{ key: keys[0], remember: 1000 }], NOW);
          await bothHaveTheFirst();
          await counters.reserve([{ key: keys[1], remember: 1000 }], NOW);
        });
      await Promise.all([inOrder([one, other]), inOrder([other, one])]);
      // Three where the engine calls one of the two off once; on a busy machine they may meet again.
      expect(attempts).toBeGreaterThanOrEqual(3);
      expect(await used().store.ports.counters.read([one, other], NOW)).toEqual([2, 2]);
    });

    test('two processes that write and use the same tokens, asked for in opposite order, never wait in a circle', async () => {
      const impatient = new URL(used().place.options.url);
      // Less than the engine takes to find out that two wait for each other: who waits so long fails.
      impatient.searchParams.set('options', '-c lock_timeout=900ms');
      const stores = await Promise.all([1, 2].map(() => openStore({ url: impatient.href, pool: 3 })));
      const ids = Array.from({ length: 32 }, bearerId);
      const bothOrders = [ids, [...ids].reverse()];
      const each = (act: (store: Store, id: string) => Promise<unknown>) =>
        stores.flatMap((store, at) => (bothOrders[at] ?? []).map((id) => act(store, id)));
      const write = (store: Store, id: string) => store.ports.artifacts.upsert('RefreshToken', id, {}, NOW + 60_000);
      const use = (store: Store, id: string) => store.ports.artifacts.consume('RefreshToken', id, NOW, 10_000);
      for (let round = 0; round < 30; round += 1) await Promise.all([...each(write), ...each(use)]);
      await Promise.all(stores.map((store) => store.close()));
      expect(await Promise.all(ids.map((id) => used().store.ports.artifacts.find('RefreshToken', id)))).toEqual(
        ids.map((jti) => ({ jti, consumed: expect.any(Number) })),
      );
    });

    test.each(['40001', '40P01'])(
      'a transaction that the database calls off with %s is run again, whole, until it is done',
      async (code) => {
        const { store, place } = used();
        const [one, other] = [newId(), newId()];
        await asAdministrator(place.options.url, callingOff(other, code, 3));
        let attempts = 0;
        await store.work(async ({ counters }) => {
          attempts += 1;
          await counters.reserve([{ key: one, remember: 1000 }], NOW);
          await counters.reserve([{ key: other, remember: 1000 }], NOW);
        });
        expect(attempts).toBe(4);
        expect(await store.ports.counters.read([one, other], NOW)).toEqual([1, 1]);
        await asAdministrator(place.options.url, 'drop function call_off cascade; drop sequence called_off');
      },
    );

    test('the sweeper passes over a forgotten counter that somebody is raising again', async () => {
      const { store, place } = used();
      const sweeping = await openStore(place.options);
      const key = newId();
      const [missed, forgotten] = [NOW - 10_000, NOW - 9000];
      await store.ports.counters.reserve([{ key, remember: forgotten - missed }], missed);
      const swept = await store.work(async ({ counters }) => {
        await counters.reserve([{ key, remember: 1000 }], forgotten);
        return sweeping.ports.counters.sweep(forgotten, 10);
      });
      expect(swept).toBe(0);
      expect(await store.ports.counters.read([key], forgotten)).toEqual([1]);
      await sweeping.close();
    });

    test('a surprise in the data is not tried for ever', async () => {
      const { work } = used().store;
      let attempts = 0;
      const clash = work(async ({ keys }) => {
        attempts += 1;
        const key = { kid: 'same', alg: 'ES256' as const, sealed: 's', publishedAt: NOW, activeFrom: NOW };
        await keys.insert([key, key]);
      });
      await expect(clash).rejects.toThrow(/unique/);
      expect(attempts).toBeGreaterThan(1);
      expect(attempts).toBeLessThan(20);
    });

    test('a connection that the database ends in the middle of a transaction is replaced', async () => {
      const { store, place } = used();
      const key = newId();
      const cut = store.work(async ({ counters }) => {
        await counters.reserve([{ key, remember: 1000 }], NOW);
        await asAdministrator(place.options.url, END_CONNECTIONS);
        await counters.read([key], NOW);
      });
      await expect(cut).rejects.toThrow();
      expect(await countedAtLast(store, key, place.options.pool ?? 0)).toBe(1);
    });
  });
}

/** All idle connections were ended too, and those that have not heard of it yet say so once each. */
async function countedAtLast(store: Store, key: string, ended: number): Promise<number | undefined> {
  return counted(store, key).catch((error) => {
    if (ended === 0) throw error;
    return countedAtLast(store, key, ended - 1);
  });
}

async function counted(store: Store, key: string): Promise<number | undefined> {
  return (await store.ports.counters.reserve([{ key, remember: 1000 }], NOW))[0];
}

const END_CONNECTIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Makes the database call off, `times` times, whoever writes this counter. A sequence counts, since it is never rolled back. */
function callingOff(key: string, code: string, times: number): string {
  return `create sequence called_off;
    create function call_off() returns trigger language plpgsql as $$ begin
      if new.key = '${key}' and nextval('called_off') <= ${times} then raise exception 'called off' using errcode = '${code}'; end if;
      return new;
    end $$;
    create trigger call_off before insert or update on counter for each row execute function call_off()`;
}

async function asAdministrator(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
