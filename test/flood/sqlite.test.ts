import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { guessAtOnce } from './guesses.ts';
import { prepare, serve } from './serving.ts';

test('security 2.4 two hundred guesses at once: three without a challenge, ten with, the owner gets in, memory and health hold', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-flood-'));
  const environment = {
    VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`,
    VOORDEUR_TRUSTED_PROXY_HOPS: '1',
    VOORDEUR_HASH_WAIT_MS: '10000',
  };
  const prepared = await prepare(environment);
  const server = await serve(environment);
  try {
    await guessAtOnce(`http://localhost:${server.port}`, [server], prepared);
    expect(server.process.said()).toContain('Voordeur serves');
  } finally {
    await server.process.end();
    await prepared.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
