import { expect, test } from '@jest/globals';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { startBalancer } from '../kit/balancer.ts';
import { postgresUrl } from '../kit/machine.ts';
import { guessAtOnce, prepare, serve } from './guesses.ts';

test('security 2.4 the same two hundred guesses spread over two processes on PostgreSQL: still three, and ten', async () => {
  const { url: database, drop } = await postgresUrl();
  const balancer = await startBalancer();
  const environment = {
    VOORDEUR_ISSUER: balancer.url,
    VOORDEUR_DATABASE: database,
    VOORDEUR_KEYRING: JSON.stringify(generateKeyring()),
    VOORDEUR_TRUSTED_PROXY_HOPS: '1',
    VOORDEUR_HASH_WAIT_MS: '10000',
  };
  const keyring = await prepare(environment);
  const servers = [await serve(environment), await serve(environment)];
  balancer.serve(servers.map(({ port }) => port));
  try {
    await guessAtOnce(balancer.url, servers, keyring);
    expect(servers).toHaveLength(2);
  } finally {
    await Promise.all(servers.map((server) => server.process.end()));
    await balancer.close();
    await drop();
  }
});
