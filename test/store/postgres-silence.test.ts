import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openPostgres } from '../../src/store/postgres.ts';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';

/** On the way to the database, as a network is: it can lose who is connected, and tells neither end. */
class Wire {
  readonly #server: Server;
  readonly #ends = new Set<Socket>();
  readonly #lost = new Set<Socket>();

  constructor(target: URL) {
    this.#server = createServer((near) => {
      const far = connect(Number(target.port || 5432), target.hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#ends.add(from);
        from.on('error', () => undefined);
        from.on('data', (piece) => this.#ends.has(from) && to.write(piece));
        from.on('close', () => this.#ends.has(from) && to.destroy());
      }
    });
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nothing of those that are open now arrives any more, not even that they end. Later ones are whole. */
  loseAll(): void {
    for (const end of this.#ends) this.#lost.add(end);
    this.#ends.clear();
  }

  close(): Promise<void> {
    for (const end of [...this.#ends, ...this.#lost]) end.destroy();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}

let database: TestDatabase;
let wire: Wire;
let address: URL;

beforeEach(async () => {
  database = await postgresUrl();
  address = new URL(database.url);
  wire = new Wire(new URL(database.url));
  address.host = `127.0.0.1:${await wire.open()}`;
});
afterEach(async () => {
  await wire.close();
  await database.drop();
});

const ONE = 'select 1 as found';

test('who waits for a connection that was lost without a word hears of it, and the next one gets a new connection', async () => {
  const sql = openPostgres(address.href, 1);
  expect(await sql.one(ONE, [])).toEqual({ found: 1 });
  wire.loseAll();
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
    wire.loseAll();
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
