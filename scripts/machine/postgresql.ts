// A PostgreSQL server of the tests' own (`settled.md` 46): installed binaries, else those from npm; own data folder, own
// port on the loopback, gone with the tests. Owns starting and ending it; never touches another server of this machine.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { installedBinaries, packagedBinaries } from './postgresql-binaries.ts';
import { asRoot, type Missing, run } from './run.ts';

const APT = ['apt-get update', 'apt-get install -y --no-install-recommends postgresql'] as const;
/** PostgreSQL refuses to run as root; the user and group `nobody` have this number on every Linux. */
const NOBODY = 65_534;
const uid = process.getuid?.() === 0 ? NOBODY : undefined;
/** Ends the server when its own input does, so that it never outlives the tests, however these end. */
const KEEPER = '"$@" & server=$!; read -r line; kill -QUIT $server; wait $server';

/** The server under way: the address of its superuser, the process that all of it descends from, and its end. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const answersWithin = async (url: string, tries: number): Promise<boolean> => {
  for (let left = tries; left > 0; left -= 1) {
    if (await answers(url)) return true;
    await delay(100);
  }
  return false;
};

const end = async (keeper: ChildProcess): Promise<void> => {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = new Promise((resolve) => keeper.once('exit', resolve));
  keeper.stdin?.end();
  await ended;
};

/** Durability against a power cut is off: the tests kill our processes, never this one. */
const settings = (data: string, port: number): readonly string[] => {
  const values = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=200', 'fsync=off'];
  return ['-D', data, ...[...values, 'full_page_writes=off'].flatMap((value) => ['-c', value])];
};

const start = async (binaries: string, home: string): Promise<Server | undefined> => {
  const data = mkdtempSync(join(home, 'data-'));
  const password = randomBytes(16).toString('hex');
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (uid) for (const path of [data, passwordFile]) chownSync(path, uid, uid);
  const surroundings = { cwd: home, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } };
  const how = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-sync'];
  const made = await run(join(binaries, 'initdb'), ['-D', data, ...how], { ...surroundings, uid });
  if (!made.ok) console.error(`${join(binaries, 'initdb')} failed: ${made.output}`);
  if (!made.ok) return undefined;
  const port = await freePort();
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const server = [join(binaries, 'postgres'), ...settings(data, port)];
  // Detached: Ctrl+C in a terminal is for the tests, which end the server when they are done.
  const options = { ...surroundings, ...(uid ? { uid, gid: uid } : {}), detached: true, stdio: ['pipe', 'ignore', 'ignore'] as const };
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', ...server], { ...options, stdio: [...options.stdio] });
  if (keeper.pid !== undefined && (await answersWithin(url, 300))) return { url, pid: keeper.pid, stop: () => end(keeper) };
  await end(keeper);
  return undefined;
};

/** Starts a server that lives until `stop`, with binaries installed if need be, or says what brings one. */
export const startPostgresql = async (): Promise<Server | Missing> => {
  const home = mkdtempSync(join(tmpdir(), 'voordeur-postgresql-'));
  chmodSync(home, 0o755);
  const remove = (): void => rmSync(home, { recursive: true, force: true });
  const candidates = [...installedBinaries().map((folder) => async () => folder), () => packagedBinaries(uid ? home : undefined)];
  for (const candidate of candidates) {
    const binaries = await candidate();
    const server = binaries && (await start(binaries, home));
    if (server) return { ...server, stop: () => server.stop().then(remove) };
  }
  remove();
  return { missing: `The tests of PostgreSQL need its server, which could not be had. Install it with: ${asRoot(APT)}` };
};
