import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How a program ended: whether with status 0, and what it wrote to both outputs (on failure with the reason). */
export interface Ended {
  readonly ok: boolean;
  readonly output: string;
}

/** What of a program's surroundings is not as ours. `uid` is its group too. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number | undefined;
  readonly timeoutMs?: number;
}

/** Runs a program to its end without a shell and without input, at most `timeoutMs` (two minutes). Never throws. */
export const run = (program: string, args: readonly string[], { cwd, env, uid, timeoutMs = 120_000 }: Surroundings = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL' as const, ...(uid === undefined ? {} : { uid, gid: uid }) };
    const child = execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ ok: !error, output: [stdout, stderr, error?.message].filter(Boolean).join('\n') }),
    );
    child.stdin?.end();
  });

/** Something the tests need and this machine cannot get: why, and the exact command that brings it (`settled.md` 77). */
export interface Missing {
  readonly missing: string;
}

/** Whether the machine lacks what was asked for. */
export const isMissing = (found: object | string): found is Missing => typeof found === 'object' && 'missing' in found;

/** Who would have to install something: root itself, or somebody with or without `sudo`. */
export interface Installer {
  readonly root: boolean;
  readonly sudo: boolean;
}

const onPath = (name: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
const whoRunsThis = (): Installer => ({ root: process.getuid?.() === 0, sudo: onPath('sudo') });

/** Commands that only root may give, as one line to copy. A bare Debian has no `sudo`. */
export const asRoot = (commands: readonly string[], { root, sudo }: Installer = whoRunsThis()): string => {
  const line = commands.join(' && ');
  return root ? line : `${sudo ? 'sudo sh' : 'su'} -c '${line}'`;
};
