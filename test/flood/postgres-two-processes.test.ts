import { expect, test } from '@jest/globals';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { openBalancer } from '../kit/balancer.ts';
import { postgresUrl } from '../kit/machine.ts';
import { freePort } from '../kit/world.ts';
import { guessAtOnce } from './guesses.ts';
import { prepare, serve } from './serving.ts';

test('security 2.4 the same two hundred guesses spread over two processes on PostgreSQL: still three, and ten', async () => {
  const { url: database, drop } = await postgresUrl();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = {
    VOORDEUR_ISSUER: url,
    VOORDEUR_DATABASE: database,
    VOORDEUR_KEYRING: JSON.stringify(generateKeyring()),
    VOORDEUR_TRUSTED_PROXY_HOPS: '1',
    VOORDEUR_HASH_WAIT_MS: '10000',
  };
  const prepared = await prepare(environment);
  const servers = [await serve(environment), await serve(environment)];
  const balancer = await openBalancer(
    port,
    servers.map((server) => server.port),
  );
  try {
    await guessAtOnce(url, servers, prepared);
    expect(Math.min(...balancer.counts)).toBeGreaterThan(100);
  } finally {
    await Promise.all(servers.map((server) => server.process.end()));
    await balancer.close();
    await prepared.close();
    await drop();
  }
}, 180_000);
