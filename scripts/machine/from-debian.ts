import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, run } from './run.ts';

const cache = join(import.meta.dirname, '..', '..', '.cache');
/** A mirror that does not answer must not hold the tests up. */
const PATIENT = ['-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::Retries=1', '-o', 'APT::Sandbox::User=root'];

/** Lists of packages in a folder of ours, where the machine has none or only old ones. Nobody has to be root for that. */
const ownLists = (folder: string): readonly string[] => {
  for (const place of ['state/lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, place), { recursive: true });
  return ['-o', `Dir::State=${join(folder, 'state')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`];
};

const download = async (packages: readonly RegExp[], program: string, folder: string, lists: readonly string[]): Promise<boolean> => {
  const { output } = await run('apt-cache', [...lists, 'depends', '--important', program]);
  const depended = [...output.matchAll(/^\s*Depends: ([\w.+-]+)$/gm)].map(([, name = '']) => name);
  const names = [program, ...depended.filter((name) => packages.some((wanted) => wanted.test(name)))];
  const { ok } = await run('apt-get', [...PATIENT, ...lists, 'download', ...names], { cwd: folder, env: { ...process.env, LC_ALL: 'C' } });
  return ok;
};

/** Each package into the folder. */
const unpack = async (folder: string, into: string): Promise<boolean> => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  const done: Ended[] = [];
  for (const file of files) done.push(await run('dpkg-deb', ['-x', join(folder, file), into]));
  return done.length > 0 && done.every(({ ok }) => ok);
};

/**
 * Unpacks a program of Debian's, and those of the packages that it depends on whose names match, into the checkout's cache
 * folder, unless they are there; apt checks signatures, nothing is installed and nobody need be root. Returns the folder,
 * laid out as the root of a system; `undefined` where this is no Debian, or none answers.
 */
export const fromDebian = async (program: string, packages: readonly RegExp[]): Promise<string | undefined> => {
  const done = join(cache, program);
  if (existsSync(done)) return done;
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) return undefined;
  console.log(`Getting ${program} for the tests from Debian ...`);
  const folder = mkdtempSync(join(tmpdir(), `voordeur-${program}-`));
  mkdirSync(cache, { recursive: true });
  const unpacked = mkdtempSync(`${done}-`);
  try {
    const lists = ownLists(folder);
    const got =
      (await download(packages, program, folder, [])) ||
      ((await run('apt-get', [...PATIENT, ...lists, 'update'])).ok && (await download(packages, program, folder, lists)));
    if (!got || !(await unpack(folder, unpacked))) return undefined;
    renameSync(unpacked, done);
    return done;
  } finally {
    for (const each of [folder, unpacked]) rmSync(each, { recursive: true, force: true });
  }
};
