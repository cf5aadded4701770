import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Installation, openInstallation } from '../../src/commands/installation.ts';
import { type Balancer, openBalancer } from '../kit/balancer.ts';
import { type Furnishing, furnishing } from '../kit/furnish.ts';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { freePort, postgresEnvironment } from '../kit/world.ts';
import { guessCodes, lookedAt } from './code-guesses.ts';
import { sendSameCodes } from './same-code.ts';
import { pressSameSheets } from './same-sheet.ts';
import { type Serving, serve } from './serving.ts';

let database: TestDatabase;
let installation: Installation;
let servers: readonly Serving[];
let balancer: Balancer;
let furnish: Furnishing;
let app: RelyingParty;

beforeAll(async () => {
  database = await postgresUrl();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = { ...postgresEnvironment(database, 4), VOORDEUR_ISSUER: url, VOORDEUR_UNCOUNTED_NETWORKS: '127.0.0.0/16' };
  installation = await openInstallation(environment);
  servers = [await serve(environment), await serve(environment)];
  balancer = await openBalancer(
    port,
    servers.map((server) => server.port),
  );
  furnish = furnishing(installation.acting, url);
  await furnish.organisation('acme', { preferredLanguage: 'en', policy: { twoStep: 'required', twoStepMethods: ['mail'] } });
  app = await furnish.relyingParty('exam');
});

afterAll(async () => {
  await Promise.all((servers ?? []).map((server) => server.process.end()));
  await balancer?.close();
  await installation?.close();
  await database?.drop();
});

test('settled.md 21: a thousand guesses spread over two processes on PostgreSQL: ten are looked at all the same', async () => {
  const { id } = await furnish.person('acme', 'anna', { email: 'anna@example.nl' });
  const answers = await guessCodes({ app, username: 'anna' });
  expect(answers.filter(({ status }) => status !== 303)).toEqual([]);
  expect(answers.filter(({ headers }) => app.isCallback(headers.get('location') ?? ''))).toEqual([]);
  expect(await lookedAt(installation.store.ports, id)).toBe(10);
  expect(Math.min(...balancer.counts)).toBeGreaterThan(400);
}, 180_000);

test('security 1.13: of twenty that send one right code to them at once, of an app, for recovery or by mail, one gets through', async () => {
  await sendSameCodes({ installation, furnish, app });
});

test.each(['plain', 'pushed'] as const)('R12.2 i: one sheet that both get presses of at once is ended once (%s request)', async (kind) => {
  await pressSameSheets({ installation, furnish, app }, kind);
});
