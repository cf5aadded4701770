import { afterEach, expect, test } from '@jest/globals';
import { type Federated, isIn, openFederated } from '../kit/federated.ts';
import { openPostgresWorld } from '../kit/world.ts';

let portal: Federated;
afterEach(() => portal.close());

const onPostgres = () => openPostgresWorld(4);

test('R17.4 on PostgreSQL too who is found by a verified address signs in, and of two answers that are one, one does', async () => {
  const policy = { singleSignOn: 'required' as const, singleSignOnDomains: ['acme.example'] };
  portal = await openFederated(policy, { links: 'by-email' }, onPostgres);
  const { id } = await portal.world.person('acme', 'jan', { email: 'jan@acme.example' });
  const underway = await portal.ask();
  const callback = portal.provider.authorize(await portal.depart(underway));
  const both = await Promise.all([1, 2].map(() => underway.visitor.send(callback)));
  expect(both.map(({ status }) => status).sort()).toEqual([303, 400]);
  const back = await underway.visitor.open(underway.page.url.replace(/\/password$/, '/sso/back'), portal.app.isCallback);
  expect(await portal.told({ ...underway, page: back })).toMatchObject({ sub: id, acr: 'urn:voordeur:acr:fed' });
});

test('R17.4 who is new and comes in several browsers at once is made once', async () => {
  portal = await openFederated({ singleSignOn: 'offered' }, { newPeople: 'made' }, onPostgres);
  const underway = await Promise.all([1, 2, 3, 4].map(() => portal.ask()));
  const addresses = await Promise.all(underway.map((each) => portal.depart(each)));
  const back = await Promise.all(underway.map((each, at) => portal.comeBack(each, addresses[at] ?? '')));
  expect(back.map((each) => isIn(portal, each))).toEqual([true, true, true, true]);
  const told = await Promise.all(back.map((each) => portal.told(each)));
  expect(new Set(told.map(({ sub }) => sub)).size).toBe(1);
});
