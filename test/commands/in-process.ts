// The command line without a process of its own: the same commands on the same kind of installation, quicker to ask.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { run } from '../../src/commands/run.ts';
import { SUBJECTS } from '../../src/commands/subjects.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Said } from './command-line.ts';

/** Says one command line; `input` is its standard input. */
export type Say = (words: readonly string[], input?: string) => Promise<Said>;

/** One installation for all tests of a section, in a folder of its own; `environment` goes over it. `clock`: another than the machine's. */
export function useInstallation(environment: Readonly<Record<string, string>> = {}, clock?: Clock): Say {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voordeur-command-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return async (words, input = '') => {
    const [out, err] = [written(), written()];
    const open = () => openInstallation({ VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.db')}`, ...environment }, clock);
    const code = await run(SUBJECTS, words, { stdin: Readable.from([Buffer.from(input)]), stdout: out.stream, stderr: err.stream, open });
    return { code, out: out.text(), err: err.text() };
  };
}

function written(): { readonly stream: Writable; readonly text: () => string } {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join('') };
}
