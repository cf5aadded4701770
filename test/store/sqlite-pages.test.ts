import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-pages-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The page size of the file once the product has opened it and written to it, and whether the file is whole. */
async function opened(path: string): Promise<unknown[]> {
  const database = await openDatabase({ url: `sqlite:${path}` });
  try {
    await database.run('create table person (name text)');
    const settings = ['page_size', 'journal_mode', 'integrity_check'];
    return await Promise.all(settings.map(async (setting) => (await database.one(`pragma ${setting}`))?.[setting]));
  } finally {
    await database.close();
  }
}

test('a new SQLite file has small pages, since each that a sign-in changes is written whole', async () => {
  expect(await opened(join(folder, 'new.sqlite'))).toEqual([2048, 'wal', 'ok']);
});

test('an SQLite file that was made with larger pages keeps them and is opened as ever', async () => {
  const path = join(folder, 'old.sqlite');
  const before = new DatabaseSync(path);
  before.exec('pragma page_size = 4096; pragma journal_mode = wal; create table place (name text); insert into place values (1)');
  before.close();
  expect(await opened(path)).toEqual([4096, 'wal', 'ok']);
});
