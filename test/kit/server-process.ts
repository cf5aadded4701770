// The product as a process of its own, as an operator runs it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** A process that has ended: how, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A server that is up. */
export interface ServerProcess {
  /** Ends it as a power cut does, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<Ended>;
}

/** Starts a server in `folder` and waits until it serves. Throws with what it said when it ends instead. */
export async function startServer(folder: string, environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { child, ended } = launch(folder, environment);
  const up = new Promise<'up'>((resolve) => child.stdout?.on('data', (text) => String(text).includes('serves') && resolve('up')));
  const first = await Promise.race([up, ended]);
  if (first !== 'up') throw new Error(`the server ended with ${first.code}: ${first.err}${first.out}`);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
}

/** Starts a server that is expected to refuse, and waits until it has ended. */
export function refusedServer(folder: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
  return launch(folder, environment).ended;
}

function launch(folder: string, environment: Readonly<Record<string, string>>): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...environment } });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.err += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, ended };
}
