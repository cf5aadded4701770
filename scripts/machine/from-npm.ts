import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const cache = join(import.meta.dirname, '..', '..', '.cache');
const sameFile = (left: string, right: string): boolean =>
  existsSync(left) && existsSync(right) && readFileSync(left).equals(readFileSync(right));

/**
 * Installs the packages pinned in `pinned/<name>` into the checkout's cache folder, unless they are there; integrity is
 * checked by the lockfile and no install script runs. Returns the folder, or `undefined` when npm could not (it says why).
 */
export const fromNpm = async (name: string): Promise<string | undefined> => {
  const pinned = join(import.meta.dirname, 'pinned', name);
  const folder = join(cache, name);
  const done = join(folder, 'node_modules', '.package-lock.json'); // npm writes it last
  if (existsSync(done) && sameFile(join(pinned, 'package-lock.json'), join(folder, 'package-lock.json'))) return folder;
  console.log(`Installing ${name} for the tests from npm ...`);
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(pinned, file), join(folder, file));
  const args = ['ci', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = await run('npm', args, { cwd: folder, timeoutMs: 600_000 });
  if (npm.ok) return folder;
  console.error(npm.output);
  return undefined;
};
