import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startServer } from '../kit/server.ts';
import { guessAtOnce, prepare } from './guesses.ts';

test('security 2.4 two hundred guesses at once: three without a challenge, ten with, the owner gets in, memory and health hold', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-flood-'));
  const environment = {
    VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`,
    VOORDEUR_TRUSTED_PROXY_HOPS: '1',
    VOORDEUR_HASH_WAIT_MS: '10000',
  };
  const keyring = await prepare(environment);
  const server = await startServer(environment);
  try {
    await guessAtOnce(server.url, [server], keyring);
    expect(server.peakMemory()).toBeGreaterThan(0);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
