import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/store.ts';

test('a column that another process adds to an SQLite file under way moves no value to another name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-columns-'));
  const open = () => openDatabase({ url: `sqlite:${join(folder, 'store.sqlite')}` });
  const [server, newer] = [await open(), await open()];
  try {
    await server.run('create table person (name text, age integer)');
    await server.run('insert into person (name, age) values ($1, $2)', ['Fatima', 31]);
    const statements = ["select p.*, 'last' as word from person p", "select name, age, 'last' as word from person"];
    for (const text of statements) expect(await server.one(text)).toEqual({ name: 'Fatima', age: 31, word: 'last' });
    await newer.run("alter table person add column town text default 'Utrecht'");
    const [star, named] = [await server.all(statements[0] ?? ''), await server.all(statements[1] ?? '')];
    expect(star).toEqual([{ name: 'Fatima', age: 31, town: 'Utrecht', word: 'last' }]);
    expect(named).toEqual([{ name: 'Fatima', age: 31, word: 'last' }]);
  } finally {
    for (const database of [server, newer]) await database.close();
    await rm(folder, { recursive: true });
  }
});
