import { expect, test } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { openBalancer } from '../kit/balancer.ts';
import { furnishing } from '../kit/furnish.ts';
import { postgresUrl } from '../kit/machine.ts';
import { freePort, postgresEnvironment } from '../kit/world.ts';
import { guessCodes, lookedAt } from './code-guesses.ts';
import { serve } from './serving.ts';

test('settled.md 21: a thousand guesses spread over two processes on PostgreSQL: ten are looked at all the same', async () => {
  const database = await postgresUrl();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = { ...postgresEnvironment(database, 4), VOORDEUR_ISSUER: url, VOORDEUR_UNCOUNTED_NETWORKS: '127.0.0.0/16' };
  const installation = await openInstallation(environment);
  const servers = [await serve(environment), await serve(environment)];
  const balancer = await openBalancer(
    port,
    servers.map((server) => server.port),
  );
  try {
    const furnish = furnishing(installation.acting, url);
    await furnish.organisation('acme', { preferredLanguage: 'en', policy: { twoStep: 'required', twoStepMethods: ['mail'] } });
    const { id } = await furnish.person('acme', 'anna', { email: 'anna@example.nl' });
    const app = await furnish.relyingParty('exam');
    const answers = await guessCodes({ app, username: 'anna' });
    expect(answers.filter(({ status }) => status !== 303)).toEqual([]);
    expect(answers.filter(({ headers }) => app.isCallback(headers.get('location') ?? ''))).toEqual([]);
    expect(await lookedAt(installation.store.ports, id)).toBe(10);
    expect(Math.min(...balancer.counts)).toBeGreaterThan(400);
  } finally {
    await Promise.all(servers.map((server) => server.process.end()));
    await balancer.close();
    await installation.close();
    await database.drop();
  }
}, 180_000);
