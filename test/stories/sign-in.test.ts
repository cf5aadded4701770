import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt, signIn } from '../kit/sign-in.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna.Jansen', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

test('an app gets tokens of the person and the organisation, and openid-client verifies them', async () => {
  const { begun, callback } = await signIn(app, 'Anna.Jansen', { portal: 'acme' });
  const claims = (await app.exchange(callback, begun)).claims();
  expect(claims).toMatchObject({ org_portal: 'acme', org_name: 'acme BV', acr: 'urn:voordeur:acr:1', amr: ['pwd'] });
  expect(Math.abs(Number(claims?.['auth_time']) - world.clock.now() / 1000)).toBeLessThan(30);
});

test('R3.11 the case of the password matters', async () => {
  const { answer } = await attempt(app, 'acme', { username: 'Anna.Jansen', password: PASSWORD.toUpperCase() });
  expect(wordsOf(answer)).toContain('do not match');
});

test('R19.3 after a failure the name stays, the password is empty, and a list says what to check', async () => {
  const { answer } = await attempt(app, 'acme', { username: 'Anna.Jansen', password: 'something else entirely' });
  const { fields } = formOf(answer);
  expect([fields['username'], fields['password']]).toEqual(['Anna.Jansen', '']);
  expect(wordsOf(answer)).toContain('Does it still not work?');
});

test('ux 1.1 an empty form says both things at once', async () => {
  const { answer } = await attempt(app, 'acme', { username: ' ', password: '' });
  const words = wordsOf(answer);
  expect(words).toContain('Fill in your username.');
  expect(words).toContain('Fill in your password.');
});

test('design §2 nothing but the whole sign-in signs in: the resume address before it leads nowhere', async () => {
  const visitor = new Visitor();
  const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
  const uid = page.url.split('/').at(-2);
  const resumed = await visitor.open(`${world.url}/oidc/auth/${uid}`, app.isCallback);
  expect(app.isCallback(resumed.url)).toBe(false);
});
