import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generateKeyring, type Keyring, parseKeyring } from '../crypto/keyring.ts';
import { newId } from '../kernel/random.ts';

/**
 * The keyring beside the database, made the first time: only outside production, where configuration demands one from
 * elsewhere (`settled.md` 64). A database in memory gets one of its own, gone with it.
 */
export async function localKeyring(databaseUrl: string): Promise<Keyring> {
  const path = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : 'data/postgresql';
  if (path === ':memory:') return generateKeyring();
  const file = join(dirname(path), 'keyring.json');
  return (await read(file)) ?? make(file);
}

async function read(file: string): Promise<Keyring | undefined> {
  try {
    return parseKeyring(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written aside and linked into place, so that of two processes starting at once both use the one that came first. */
async function make(file: string): Promise<Keyring> {
  const aside = `${file}.${newId()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(aside, JSON.stringify(generateKeyring(), undefined, 2), { mode: 0o600 });
  try {
    await link(aside, file);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside);
  }
  return parseKeyring(await readFile(file, 'utf8'));
}
