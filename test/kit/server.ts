// The product as a process of its own, as an operator starts it: for what only shows from outside, such as memory and
// several processes on one database.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './world.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Words after `node` in `npm run serve`: with the flags an operator's server has. */
const SERVE = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.serve as string).split(' ').slice(1);

/** A running server. */
export interface ServerProcess {
  readonly url: string;
  readonly healthUrl: string;
  /** Most memory it has held so far, in bytes (`VmHWM` of its process). */
  peakMemory(): number;
  /** Everything it wrote so far, to both outputs. */
  said(): string;
  stop(): Promise<void>;
}

/** Starts one on `environment`; resolves when it answers. `port` is where it listens, which need not be its issuer's. */
export async function startServer(environment: Readonly<Record<string, string>>, port?: number): Promise<ServerProcess> {
  const own = port ?? (await freePort());
  const health = await freePort();
  const child = spawn(process.execPath, SERVE, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      VOORDEUR_ISSUER: `http://localhost:${own}`,
      VOORDEUR_LOG_LEVEL: 'error',
      ...environment,
      VOORDEUR_PORT: String(own),
      VOORDEUR_PRIVATE_PORT: String(health),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return {
    url: `http://localhost:${own}`,
    healthUrl: `http://127.0.0.1:${health}/healthz`,
    peakMemory: () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024,
    said: () => said,
    stop: () => ended(child),
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
