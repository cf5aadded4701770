import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';

/** What a command said and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The real command line over an installation of its own: a folder with a database. */
export interface CommandLine {
  readonly folder: string;
  /** Runs `npm run voordeur -- <words>`; `input` goes to standard input. */
  run(words: readonly string[], input?: string): Promise<Said>;
  /** The same, with other settings of the environment. */
  runWith(env: Readonly<Record<string, string>>, words: readonly string[]): Promise<Said>;
}

/** Gives every test of the file an installation of its own. */
export function useCommandLine(): () => CommandLine {
  let line: CommandLine;
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'voordeur-'));
    const own = { VOORDEUR_DATABASE: `sqlite:${join(folder, 'voordeur.db')}` };
    const runWith = (env: Readonly<Record<string, string>>, words: readonly string[], input = '') =>
      start(folder, { ...own, ...env }, words, input);
    line = { folder, runWith, run: (words, input) => runWith({}, words, input) };
  });
  afterEach(() => rm(line.folder, { recursive: true }));
  return () => line;
}

function start(folder: string, env: Readonly<Record<string, string>>, words: readonly string[], input: string): Promise<Said> {
  const main = join(import.meta.dirname, '../../src/commands/main.ts');
  const child = spawn(process.execPath, [main, ...words], { cwd: folder, env: { PATH: process.env.PATH ?? '', ...env } });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.err += text;
  });
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (code) => resolve({ code, ...said })));
}
