import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openPostgres } from '../../src/store/postgres.ts';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import { type CountingWire, openCountingWire } from '../kit/round-trips.ts';

let database: TestDatabase;
let wire: CountingWire;
let address: URL;

beforeEach(async () => {
  database = await postgresUrl();
  wire = await openCountingWire(database.url);
  address = new URL(wire.url);
});
afterEach(async () => {
  await wire.close();
  await database.drop();
});

const ONE = 'select 1 as found';

test('who waits for a connection that was lost without a word hears of it, and the next one gets a new connection', async () => {
  const sql = openPostgres(address.href, 1);
  expect(await sql.one(ONE, [])).toEqual({ found: 1 });
  wire.fallSilent();
  await expect(sql.one(ONE, [])).rejects.toThrow('Query read timeout');
  expect(await sql.one(ONE, [])).toEqual({ found: 1 });
  await sql.close();
});

test('a transaction whose connection is lost without a word has not happened, and holds nothing after that', async () => {
  address.searchParams.set('query_timeout', '3000');
  const sql = openPostgres(address.href, 1);
  await sql.run('create table person (name text primary key)', []);
  const step = sql.transaction(async (inside) => {
    await inside.run('insert into person (name) values ($1)', ['an']);
    wire.fallSilent();
    return inside.one(ONE, []);
  });
  await expect(step).rejects.toThrow('Query read timeout');
  expect(await sql.all('select name from person', [])).toEqual([]);
  await sql.close();
});

test('what was begun by somebody who is gone without a word is undone within a minute, so that nobody waits for its rows', async () => {
  const sql = openPostgres(address.href, 1);
  expect(await sql.one(`select current_setting('idle_in_transaction_session_timeout') as life`, [])).toEqual({ life: '1min' });
  await sql.close();
});

test('who finds no free connection waits for as long as the address says', async () => {
  address.searchParams.set('connect_timeout', '1');
  const sql = openPostgres(address.href, 1);
  await sql.transaction(() => expect(sql.one(ONE, [])).rejects.toThrow('timeout exceeded when trying to connect'));
  expect(await sql.one(ONE, [])).toEqual({ found: 1 });
  await sql.close();
});
