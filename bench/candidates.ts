// The servers that take turns: the product, and beside it the floor on the same engine, in memory, and with a hash.
import { join } from 'node:path';
import { discovery, type Target } from './driver/target.ts';
import type { Databases } from './machine/databases.ts';
import { type CpuTimes, cpuTimes, memoryOf } from './machine/processes.ts';
import { freePort, type RunningServer, startServer } from './machine/server.ts';
import { type Application, type Applications, type FloorPlan, ISSUER, makeKeyring, makeKeys, peopleNamed } from './plan.ts';
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
  /** Processor time of the server and of its database's processes. */
  cpu(): CpuTimes;
  /** Memory of the server itself, in MiB. */
  memory(): { readonly now: number; readonly most: number };
  stop(): Promise<void>;
}

/** How many people there are. */
const PEOPLE = 48;

/** All of them, filled and ready to start. Where the product cannot be seeded, throws what it said. */
export async function makeCandidates(databases: Databases): Promise<readonly Candidate[]> {
  const [people, keyring, keys] = [peopleNamed(PEOPLE), makeKeyring(), await makeKeys()];
  const environment = await productEnvironment(databases, keyring);
  const applications = await seedProduct(environment, people);
  const floor = { applications, people, keys };
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  return [
    {
      name: 'product',
      start: async () => {
        const port = await freePort();
        return running('product', applications, people, databases, [main], { ...environment, VOORDEUR_PORT: String(port) }, port);
      },
    },
    floorCandidate('floor', databases, { ...floor, database: await databases.make('floor') }),
    floorCandidate('floor in memory', databases, { ...floor, database: 'memory' }),
    floorCandidate('floor with hash', databases, { ...floor, database: await databases.make('floor_hash'), hash: { keyring } }),
  ];
}

function floorCandidate(name: Name, databases: Databases, plan: Omit<FloorPlan, 'port'>): Candidate {
  const main = join(import.meta.dirname, 'floor', 'main.ts');
  return {
    name,
    start: async () => {
      const port = await freePort();
      const told = { NODE_ENV: 'production', BENCH_FLOOR: JSON.stringify({ ...plan, port }) };
      return running(name, plan.applications, plan.people, databases, [main], told, port);
    },
  };
}

async function running(
  name: Name,
  applications: Applications,
  people: readonly string[],
  databases: Databases,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  port: number,
): Promise<RunningCandidate> {
  const server: RunningServer = await startServer(args, environment, port, async (at) => (await discovery(at)) !== undefined);
  const endpoints = await discovery(port);
  if (!endpoints) throw new Error(`${name} lost its discovery document`);
  const target: Target = { port, issuer: ISSUER, endpoints, applications, people };
  const roots = name === 'floor in memory' ? [server.pid] : [server.pid, ...databases.processes];
  return {
    name,
    target,
    readyAfter: server.readyAfter,
    cpu: () => cpuTimes(roots),
    memory: () => memoryOf(server.pid),
    stop: server.stop,
  };
}

export type { Application };
