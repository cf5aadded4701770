// A world of a test's own: the real application on a free port with a database of its own, and the operator's use-cases
// to fill it. Nothing is mocked; the clock may be wound by hand.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, openApp } from '../../src/app.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { type Furnishing, furnishing } from './furnish.ts';
import { HandClock } from './hand-clock.ts';
import { postgresUrl, type TestDatabase } from './machine.ts';
import { newInstallationIn } from './mould.ts';

export { PASSWORD } from './furnish.ts';

/** An open world. */
export interface World extends Furnishing {
  /** Origin of the server, and issuer. */
  readonly url: string;
  readonly app: App;
  readonly clock: HandClock;
  /** What the server logged, one JSON text a line. */
  readonly log: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Forgets every miss: stories that go wrong with the same names do not add up to a challenge. */
  forgetMisses(): Promise<void>;
  /** Ends the server and starts it anew on the same port, database and secrets. `app` is the new one from then on. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Opens one. `environment` goes over the test's defaults: SQLite in a folder of its own, quick hashes are not allowed. */
export async function openWorld(environment: Record<string, string> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-test-'));
  if (!environment['VOORDEUR_DATABASE']) await newInstallationIn(folder, surroundingsIn);
  const set = { ...(await surroundingsIn(folder)), ...environment };
  const clock = new HandClock();
  const log: string[] = [];
  const line = (fields: object, message: string) => void log.push(JSON.stringify({ ...fields, message }));
  const start = async () => {
    const opened = await openApp(set, { clock, log: { info: line, warn: line, error: line } });
    await opened.listen();
    return opened;
  };
  let app = await start();
  const furnish = () => furnishing(app.installation.acting, set.VOORDEUR_ISSUER);
  return {
    url: set.VOORDEUR_ISSUER,
    get app() {
      return app;
    },
    clock,
    log,
    environment: set,
    organisation: (...words) => furnish().organisation(...words),
    person: (...words) => furnish().person(...words),
    relyingParty: (...words) => furnish().relyingParty(...words),
    resource: (...words) => furnish().resource(...words),
    forgetMisses: async () => void (await app.installation.store.ports.counters.sweep(Number.MAX_SAFE_INTEGER, 10_000)),
    restart: async () => {
      await app.close();
      app = await start();
    },
    close: async () => {
      clock.release();
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Settings of a server on this machine whose files are all in `folder`. */
export async function surroundingsIn(folder: string) {
  const port = String(await freePort());
  return {
    VOORDEUR_ISSUER: `http://localhost:${port}`,
    VOORDEUR_PORT: port,
    VOORDEUR_PRIVATE_PORT: '0',
    // Everybody in a test comes from one address: misses of one story must not be those of the next.
    VOORDEUR_UNCOUNTED_NETWORKS: '127.0.0.0/16',
    VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`,
  };
}

/** Opens one on a PostgreSQL database of its own, with at most `pool` connections. */
export async function openPostgresWorld(pool: number, environment: Record<string, string> = {}): Promise<World> {
  const database = await postgresUrl();
  const world = await openWorld({ ...postgresEnvironment(database, pool), ...environment });
  const close = async () => {
    await world.close();
    await database.drop();
  };
  return { ...world, close };
}

/** What an installation on PostgreSQL is configured with; the keyring too, which would else be made in the working folder. */
export function postgresEnvironment({ url }: Pick<TestDatabase, 'url'>, pool: number): Record<string, string> {
  return { VOORDEUR_DATABASE: url, VOORDEUR_DATABASE_POOL: String(pool), VOORDEUR_KEYRING: JSON.stringify(generateKeyring()) };
}

/** Ports below those that systems give to connections that go out (Linux: from 32768 on), which nobody else takes in between. */
const PORTS = { first: 20_000, count: 12_000 } as const;
let looked = 0;

/** The first of `run` ports in a row that nobody listens on now. */
export async function freePort(run = 1): Promise<number> {
  for (;;) {
    looked += 1;
    const first = PORTS.first + ((process.pid * 97 + looked * 8) % PORTS.count);
    const row = await Promise.all(Array.from({ length: run }, (_, at) => isFree(first + at)));
    if (row.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
