// A database of a test's own, on any engine: empty at first, opened as often as the test likes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import type { Store } from '../../../src/domain/ports.ts';
import { openStore, type StoreOptions } from '../../../src/store/store.ts';
import { postgresUrl } from '../../kit/machine.ts';
import { SEALS } from '../../kit/mail/letters.ts';

/** An empty database. */
export interface Place {
  readonly options: StoreOptions;
  /** Everything that is stored, of all tables, as one text. */
  content(): Promise<string>;
  remove(): Promise<void>;
}

/** Makes an empty database. */
export type MakePlace = () => Promise<Place>;

/** An SQLite file in a folder of its own. */
export async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-store-'));
  const path = join(folder, 'store.sqlite');
  return {
    options: { url: `sqlite:${path}` },
    content: async () => {
      const connection = new DatabaseSync(path, { readOnly: true });
      const tables = connection.prepare("select name from sqlite_master where type = 'table'").all();
      const rows = tables.flatMap(({ name }) => connection.prepare(`select * from "${name}"`).all());
      connection.close();
      return JSON.stringify(rows);
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A PostgreSQL database, used with at most `pool` connections a store. */
export function postgresPlace(pool: number): MakePlace {
  return async () => {
    const { url, drop } = await postgresUrl();
    // Where several wait for one connection, a disk that stands still for five seconds is not what is looked at.
    return { options: { url: `${url}?connect_timeout=60`, pool }, content: () => contentOf(url), remove: drop };
  };
}

async function contentOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`);
    const rows: unknown[] = [];
    for (const { name } of tables.rows) rows.push(...(await client.query(`select * from "${name}"`)).rows);
    return JSON.stringify(rows);
  } finally {
    await client.end();
  }
}

/** An open store on a database of its own for the tests of one section. */
export function useStore(makePlace: MakePlace): () => { readonly store: Store; readonly place: Place } {
  let used: { store: Store; place: Place } | undefined;
  beforeAll(async () => {
    const place = await makePlace();
    used = { place, store: await openStore(place.options, SEALS) };
  });
  afterAll(async () => {
    await used?.store.close();
    await used?.place.remove();
  });
  return () => {
    if (!used) throw new Error('the store is opened before the first test, not earlier');
    return used;
  };
}
