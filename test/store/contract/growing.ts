import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { ProvedSession } from '../../../src/domain/journeys/ports.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { openStore } from '../../../src/store/store.ts';
import { bearerId, NOW, settled } from './builders.ts';
import type { MakePlace } from './place.ts';

const LATER = NOW + 60_000;
const OTHERS = 200;

/** A database that has grown since its statements were planned, on one connection of PostgreSQL, which keeps those plans. */
export function growingContract(makePlace: MakePlace): void {
  describe('growing', () => {
    test('sessions of one account are found without reading those of everybody, however early that was planned', async () => {
      const place = await makePlace();
      const store = await openStore(place.options);
      const { customer, people } = await settled(store, 'jan', 'piet');
      const [jan = '', piet = ''] = people.map(({ id }) => id);
      const begin = (accountId: string) => sessionOf(store, { organisationId: customer.id, accountId });
      const look = () => store.ports.sessions.beyond({ uid: 'this', accountId: jan }, 2, NOW);
      // PostgreSQL makes a plan to keep at the sixth time.
      for (let at = 0; at < 6; at += 1) expect(await look()).toEqual([]);
      for (let at = 0; at < OTHERS; at += 1) await begin(piet);
      for (let at = 0; at < 3; at += 1) await begin(jan);
      for (let at = 0; at < 10; at += 1) expect(await look()).toHaveLength(1);
      await store.close();
      expect(await entriesRead(place.options.url, ['proved_session', 'artifact_long'])).toBeLessThan(OTHERS);
      await place.remove();
    });

    test('of several who go on with their sign-in at one moment each finds their own without reading those of everybody', async () => {
      const place = await makePlace();
      const store = await openStore(place.options);
      const { artifacts, protocolReads } = store.ports;
      const ids = Array.from({ length: OTHERS }, bearerId);
      const look = () => Promise.all(ids.slice(0, 4).map((id) => protocolReads.interaction(id)));
      for (let at = 0; at < 6; at += 1) expect(await look()).toEqual([undefined, undefined, undefined, undefined]);
      for (const id of ids) await artifacts.upsert('Interaction', id, { uid: id }, LATER);
      for (let at = 0; at < 10; at += 1) expect((await look()).map((found) => found?.payload['jti'])).toEqual(ids.slice(0, 4));
      await store.close();
      expect(await entriesRead(place.options.url, ['artifact_short'])).toBeLessThan(OTHERS);
      await place.remove();
    });
  });
}

async function sessionOf({ ports }: Store, whose: Pick<ProvedSession, 'organisationId' | 'accountId'>): Promise<void> {
  const uid = newId();
  await ports.artifacts.upsertSession(bearerId(), { uid, accountId: whose.accountId }, LATER, { changed: {} });
  await ports.sessions.save({ uid, ...whose, proofs: [], signedInAt: NOW, activeAt: NOW, expiresAt: LATER });
}

/** What was read of the indexes of tables; a connection tells it when it ends. */
async function entriesRead(url: string, tables: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ read: string }>(
    `select sum(idx_tup_read) as read from pg_stat_user_indexes where relname = any($1)`,
    [tables],
  );
  await client.end();
  return Number(rows[0]?.read);
}
