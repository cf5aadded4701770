// The servers that take turns: the product, and beside it the floor on the same engine, in memory, and with a hash.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discovery, type Target } from './driver/target.ts';
import type { Databases } from './machine/databases.ts';
import { type CpuTimes, cpuTimes, memoryOf } from './machine/processes.ts';
import { freePort, startServer } from './machine/server.ts';
import { type Applications, type FloorPlan, ISSUER, makeKeyring, makeKeys, peopleNamed } from './plan.ts';
import { productEnvironment, seedProduct } from './product.ts';

/** How a server is named in the tables. */
export type Name = 'product' | 'floor' | 'floor in memory' | 'floor with hash';

/** A server of the run. */
export interface Candidate {
  readonly name: Name;
  /** Starts it; on a database that is there already when it ran before. */
  start(): Promise<RunningCandidate>;
}

/** A server that runs, and how the driver reaches it. */
export interface RunningCandidate {
  readonly name: Name;
  readonly target: Target;
  readonly readyAfter: number;
  /** Number of the server's own process. */
  readonly pid: number;
  /** Processor time of the server and of its database's processes. */
  cpu(): CpuTimes;
  /** Memory of the server itself, in MiB. */
  memory(): { readonly now: number; readonly most: number };
  stop(): Promise<void>;
}

/** Node's settings with which operators start the product (`npm run serve`), and all others here too. */
const SETTINGS: readonly string[] = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'))
  .scripts.serve.split(' ')
  .filter((word: string) => word.startsWith('--'));

/** How many people there are: so many that nobody signs in more than ten times, from where each sign-in ends an older session. */
const PEOPLE = 840;

/** A product that can be started, and what it was filled with. */
export interface Product {
  readonly candidate: Candidate;
  readonly environment: Readonly<Record<string, string>>;
  readonly applications: Applications;
  readonly people: readonly string[];
  readonly keyring: string;
}

/** The product on a database of its own, filled; `settings` go over its environment. Throws what it said when it cannot be seeded. */
export async function makeProduct(databases: Databases, settings: Readonly<Record<string, string>> = {}): Promise<Product> {
  const [people, keyring] = [peopleNamed(PEOPLE), makeKeyring()];
  const environment = { ...(await productEnvironment(databases, keyring)), ...settings };
  const applications = await seedProduct(environment, people);
  const program = [join(import.meta.dirname, '..', 'scripts', 'run.mjs'), 'serve'];
  const start = async () => {
    const port = await freePort();
    const told = { ...environment, VOORDEUR_PORT: String(port) };
    return running({ name: 'product', args: program, environment: told, port, applications, people }, databases);
  };
  return { candidate: { name: 'product', start }, environment, applications, people, keyring };
}

/** All servers, filled and ready to start. */
export async function makeCandidates(databases: Databases): Promise<readonly Candidate[]> {
  const { candidate, applications, people, keyring } = await makeProduct(databases);
  const floor = { applications, people, keys: await makeKeys() };
  return [
    candidate,
    floorCandidate('floor', databases, { ...floor, database: await databases.make('floor') }),
    floorCandidate('floor in memory', databases, { ...floor, database: 'memory' }),
    floorCandidate('floor with hash', databases, { ...floor, database: await databases.make('floor_hash'), hash: { keyring } }),
  ];
}

function floorCandidate(name: Name, databases: Databases, plan: Omit<FloorPlan, 'port'>): Candidate {
  const main = join(import.meta.dirname, 'floor', 'main.ts');
  const { applications, people } = plan;
  const start = async () => {
    const port = await freePort();
    const environment = { NODE_ENV: 'production', BENCH_FLOOR: JSON.stringify({ ...plan, port }) };
    return running({ name, args: [main], environment, port, applications, people }, databases);
  };
  return { name, start };
}

interface Launch {
  readonly name: Name;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  readonly applications: Applications;
  readonly people: readonly string[];
}

async function running({ name, args, environment, port, applications, people }: Launch, databases: Databases): Promise<RunningCandidate> {
  const server = await startServer([...SETTINGS, ...args], environment, port, async (at) => (await discovery(at)) !== undefined);
  const endpoints = await discovery(port);
  if (!endpoints) throw new Error(`${name} lost its discovery document`);
  const roots = name === 'floor in memory' ? [server.pid] : [server.pid, ...databases.processes];
  return {
    name,
    target: { port, issuer: ISSUER, endpoints, applications, people },
    readyAfter: server.readyAfter,
    pid: server.pid,
    cpu: () => cpuTimes(roots),
    memory: () => memoryOf(server.pid),
    stop: server.stop,
  };
}
