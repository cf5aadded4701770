// Databases of the run: each server has one of its own, all on the same engine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgresql } from '../../scripts/machine/postgresql.ts';
import { isMissing } from '../../scripts/machine/run.ts';
import type { Engine } from '../options.ts';

/** The engine of this run. */
export interface Databases {
  /** An empty database: `sqlite:<path>` or `postgres://…`. */
  make(name: string): Promise<string>;
  /** Processes of the engine itself; none for SQLite, which runs inside the server. */
  readonly processes: readonly number[];
  close(): Promise<void>;
}

/** Starts the engine. Throws with the command that brings PostgreSQL where there is none. */
export async function openDatabases(engine: Engine): Promise<Databases> {
  return engine === 'pg' ? postgresql() : sqlite();
}

function sqlite(): Databases {
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-bench-'));
  return {
    make: async (name) => `sqlite:${join(folder, `${name}.sqlite`)}`,
    processes: [],
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function postgresql(): Promise<Databases> {
  const server = await startPostgresql();
  if (isMissing(server)) throw new Error(server.missing);
  return {
    make: async (name) => {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      await client.query(`create database ${name}`).finally(() => client.end());
      return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
    },
    processes: [server.pid],
    close: server.stop,
  };
}
