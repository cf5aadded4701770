// A server under test: a process of its own, never this one, so that nothing but its work is counted.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A server that runs. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** From the start of the process to its first good answer, in milliseconds. */
  readonly readyAfter: number;
  /** Ends it, and waits for that. */
  readonly stop: () => Promise<void>;
}

/** Longest wait for a server, in milliseconds. */
const PATIENCE = 60_000;
/** How often it is asked whether it is ready, in milliseconds: how exact the start is. */
const STEP = 3;

/**
 * Starts `node <args>` with this environment and waits until `ready` says so. What it logs goes nowhere, faults to our
 * own error output. Throws when it ends before it is ready.
 */
export async function startServer(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  port: number,
  ready: (port: number) => Promise<boolean>,
): Promise<RunningServer> {
  const begun = performance.now();
  const env = { PATH: process.env['PATH'] ?? '', UV_THREADPOOL_SIZE: '16', ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  while (!(await ready(port))) {
    if (child.exitCode !== null || performance.now() - begun > PATIENCE) throw new Error(`${args.join(' ')} did not start`);
    await pause(STEP);
  }
  const readyAfter = performance.now() - begun;
  if (child.pid === undefined) throw new Error('a process without a number');
  return { pid: child.pid, port, readyAfter, stop: () => end(child) };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  });
}

/** A port of the loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
