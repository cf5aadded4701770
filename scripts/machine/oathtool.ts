// `oathtool`, which makes codes of authenticator apps as others wrote it: one of the machine, else Debian's package, unpacked
// beside the checkout. Owns the search and the proof that what it found makes codes; never decides which tests need it.
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromDebian } from './from-debian.ts';
import { asRoot, type Missing, run } from './run.ts';

const APT = ['apt-get update', 'apt-get install -y --no-install-recommends oathtool'] as const;

/** By the first vector of RFC 4226 appendix D. */
const makesCodes = async (program: string): Promise<boolean> => {
  const { ok, output } = await run(program, ['--hotp', '--counter=0', Buffer.from('12345678901234567890').toString('hex')]);
  return ok && output.trim() === '755224';
};

/** Starts the unpacked program with the library that came beside it. */
const writeLauncher = (folder: string): string => {
  const libraries = join(folder, 'usr', 'lib');
  const places = readdirSync(libraries).map((name) => join(libraries, name));
  const launcher = join(folder, 'launch');
  writeFileSync(launcher, `#!/bin/sh\nexport LD_LIBRARY_PATH='${places.join(':')}'\nexec '${join(folder, 'usr/bin/oathtool')}' "$@"\n`);
  chmodSync(launcher, 0o755);
  return launcher;
};

const packaged = async (): Promise<string | undefined> => {
  const folder = await fromDebian('oathtool', [/^liboath/]);
  if (!folder || !existsSync(join(folder, 'usr', 'lib'))) return undefined;
  const launcher = writeLauncher(folder);
  return (await makesCodes(launcher)) ? launcher : undefined;
};

/** The path of an `oathtool` that works on this machine, fetched if need be. */
export const findOathtool = async (): Promise<string | Missing> => {
  const found = (await makesCodes('oathtool')) ? 'oathtool' : await packaged();
  return (
    found ?? {
      missing: `The test of codes by an independent program needs oathtool, which could not be had. Install it with: ${asRoot(APT)}`,
    }
  );
};
