import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt, signIn } from '../kit/sign-in.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  for (const portal of ['acme', 'globex']) {
    await world.organisation(portal, { preferredLanguage: 'en' });
    await world.person(portal, 'Anna.Jansen');
  }
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

test('S16, R3.8 two accounts on one mail address each sign in with their own name and password', async () => {
  const email = 'familie@example.nl';
  await world.person('acme', 'Joris', { email });
  await world.person('acme', 'Lotte', { email, password: 'zeven schapen op de dijk' });
  expect((await attempt(app, 'acme', { username: 'Joris', password: PASSWORD })).isIn).toBe(true);
  expect((await attempt(app, 'acme', { username: 'Lotte', password: 'zeven schapen op de dijk' })).isIn).toBe(true);
  expect((await attempt(app, 'acme', { username: 'Lotte', password: PASSWORD })).isIn).toBe(false);
  expect((await attempt(app, 'acme', { username: email, password: PASSWORD })).isIn).toBe(false);
});

test('R16.4 signing in at one portal ends nothing at the other', async () => {
  const visitor = new Visitor();
  for (const portal of ['acme', 'globex']) await signIn(app, 'Anna.Jansen', { portal }, visitor);
  for (const portal of ['acme', 'globex']) {
    const silent = await visitor.open((await app.begin({ portal, prompt: 'none' })).url, app.isCallback);
    expect(new URL(silent.url).searchParams.has('code')).toBe(true);
  }
});
