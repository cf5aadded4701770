// The server as operators run it: a process of its own (`npm run serve`), over an environment of the test's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';

const ROOT = join(import.meta.dirname, '../..');
/** Words after `node` in `npm run serve`: the flags are an operator's too. */
const SERVE = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.serve as string).split(' ').slice(1);

/** A server process that listens. */
export interface ServerProcess {
  readonly pid: number;
  /** Everything it wrote so far. */
  readonly said: () => string;
  /** The most memory it ever held, in bytes (Linux). */
  readonly mostMemory: () => Promise<number>;
  /** Ends it with this signal and waits until it is gone. Returns its exit code; null when the signal ended it. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts one and waits until it listens. Throws with what it said when it ends before that. */
export async function startServer(environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, SERVE, { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', ...environment } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  await listening(child, () => said);
  const { pid } = child;
  if (pid === undefined) throw new Error('the process has no id');
  return {
    pid,
    said: () => said,
    mostMemory: async () => Number(/VmHWM:\s*(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exit = once(child, 'exit');
      child.kill(signal);
      return (await exit)[0];
    },
  };
}

/** A start that was refused: with which exit code, and what was written where. */
export interface Refused {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts one in `folder` that is expected to refuse, and waits until it has ended. */
export async function refusedServer(folder: string, environment: Readonly<Record<string, string>>): Promise<Refused> {
  const words = SERVE.map((word) => (word.endsWith('.mjs') ? join(ROOT, word) : word));
  const child = spawn(process.execPath, words, { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...environment } });
  const closed = once(child, 'close');
  const [out, err] = await Promise.all([child.stdout, child.stderr].map((stream) => readAll(stream)));
  return { code: (await closed)[0], out: out ?? '', err: err ?? '' };
}

function listening(child: ChildProcess, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said()}`)));
    child.stdout?.on('data', () => said().includes('Voordeur serves') && resolve());
  });
}
