// A new installation's files, made once in a run of the tests and copied for every world after that: making its tables and
// an RSA key takes longer than most tests.
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openApp } from '../../src/app.ts';
import { sharedFolder } from './machine.ts';

/**
 * Puts the files of a new installation into `folder`. `environmentIn` gives the environment of a server whose files are
 * all in a folder. Where tests are run without the folder that they share, it leaves `folder` empty: a server that starts
 * there makes its own.
 */
export async function newInstallationIn(folder: string, environmentIn: (folder: string) => Promise<Record<string, string>>): Promise<void> {
  const shared = sharedFolder();
  if (!shared) return;
  const mould = join(shared, 'installation');
  const copy = () => cp(mould, folder, { recursive: true });
  await copy().catch(async () => {
    const own = await mkdtemp(join(shared, 'making-'));
    const silent = { info() {}, warn() {}, error() {} };
    await (await openApp(await environmentIn(own), { log: silent })).close();
    // Of two that make one at once the other's will do.
    await rename(own, mould).catch(() => rm(own, { recursive: true }));
    await copy();
  });
}
