import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.organisation('globex', { policy: { usernameCase: 'insensitive' } });
  for (const portal of ['acme', 'globex'])
    await world.person(portal, 'Anna.Jansen', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

async function attempt(typed: { username: string; password: string }, portal = 'acme') {
  const visitor = new Visitor();
  const begun = await app.begin({ portal });
  const page = await visitor.open(begun.url, app.isCallback);
  return { visitor, begun, page, answer: await visitor.submit(page, typed, app.isCallback) };
}

test('an app gets tokens of the person and the organisation, and openid-client verifies them', async () => {
  const { begun, callback } = await signIn(app, 'Anna.Jansen', { portal: 'acme' });
  const claims = (await app.exchange(callback, begun)).claims();
  expect(claims).toMatchObject({ org_portal: 'acme', org_name: 'acme BV', acr: 'urn:voordeur:acr:1', amr: ['pwd'] });
  expect(Math.abs(Number(claims?.['auth_time']) - world.clock.now() / 1000)).toBeLessThan(30);
});

test('R2.1 the case of the user name matters, and the page says the general thing', async () => {
  const { answer } = await attempt({ username: 'anna.jansen', password: PASSWORD });
  expect(wordsOf(answer)).toContain('The username and password do not match. Check both, and check the capital letters.');
});

test('R2.1 the case of the user name does not matter where the organisation says so', async () => {
  const { answer } = await attempt({ username: 'ANNA.jansen', password: PASSWORD }, 'globex');
  expect(app.isCallback(answer.url)).toBe(true);
});

test('S1 the case of the password matters', async () => {
  const { answer } = await attempt({ username: 'Anna.Jansen', password: PASSWORD.toUpperCase() });
  expect(wordsOf(answer)).toContain('do not match');
});

test('R3.1–R3.3 a name pasted with U+200B, NBSP and blanks around works', async () => {
  const { answer } = await attempt({ username: '\u00a0 Anna.\u200bJansen\t ', password: PASSWORD });
  expect(app.isCallback(answer.url)).toBe(true);
});

test('R3.9 the page says that a hidden character was removed from the name, and shows the name without it', async () => {
  const { answer } = await attempt({ username: ' Anna.\u200bJansen', password: 'something else entirely' });
  expect(formOf(answer).fields['username']).toBe('Anna.Jansen');
  expect(wordsOf(answer)).toMatch(/removed/i);
});

test('R3.13 a password pasted with blanks around works', async () => {
  const { answer } = await attempt({ username: 'Anna.Jansen', password: ` ${PASSWORD}\u200b ` });
  expect(app.isCallback(answer.url)).toBe(true);
});

test('R19.3 after a failure the name stays, the password is empty, and a list says what to check', async () => {
  const { answer } = await attempt({ username: 'Anna.Jansen', password: 'something else entirely' });
  const { fields } = formOf(answer);
  expect([fields['username'], fields['password']]).toEqual(['Anna.Jansen', '']);
  expect(wordsOf(answer)).toContain('Does it still not work?');
});

test('ux 1.1 an empty form says both things at once', async () => {
  const { answer } = await attempt({ username: ' ', password: '' });
  const words = wordsOf(answer);
  expect(words).toContain('Fill in your username.');
  expect(words).toContain('Fill in your password.');
});

test('R1.4, S16 the same name in two portals is two accounts with two subjects', async () => {
  const subjects = await Promise.all(
    ['acme', 'globex'].map(async (portal) => {
      const { begun, callback } = await signIn(app, 'Anna.Jansen', { portal });
      return (await app.exchange(callback, begun)).claims()?.sub;
    }),
  );
  expect(new Set(subjects).size).toBe(2);
});

test('R1.1 a portal is found whatever its spelling, and an unknown one gives the finder with the typed name', async () => {
  const visitor = new Visitor();
  for (const spelling of ['ACME', 'acme/', '%20acme%20']) {
    const answer = await visitor.open(`${world.url}/${spelling}`);
    expect([answer.status, new URL(answer.url).pathname.split('/')[1]]).toEqual([200, 'acme']);
  }
  const unknown = await visitor.open(`${world.url}/nowhere`);
  expect([unknown.status, formOf(unknown).fields['portal']]).toEqual([404, 'nowhere']);
});

test('security 1.4 a name that does not exist gets the very same page as one that does', async () => {
  const pages = await Promise.all(
    ['Anna.Jansen', 'Nobody.Atall'].map(async (username) => {
      const { answer } = await attempt({ username, password: 'something else entirely' });
      return answer.text
        .replaceAll(username, 'NAME')
        .replaceAll(/name="csrf" value="[^"]*"/g, '')
        .replaceAll(/sign-in\/[\w-]+/g, '');
    }),
  );
  expect(pages[0]).toBe(pages[1]);
});

test('security 1.20 a suspended person does not get in, and learns nothing by trying', async () => {
  await world.person('acme', 'Piet');
  const { setAccount, findAccount } = await import('../../src/domain/administration/accounts.ts');
  const account = await findAccount(world.app.installation.store.ports, 'acme', 'Piet');
  await setAccount(world.app.installation.acting, account?.id ?? '', { state: 'suspended' });
  const { answer } = await attempt({ username: 'Piet', password: PASSWORD });
  expect(wordsOf(answer)).toContain('do not match');
});

test('design §2 nothing but the whole sign-in signs in: the resume address before it leads nowhere', async () => {
  const visitor = new Visitor();
  const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
  const uid = page.url.split('/').at(-2);
  const resumed = await visitor.open(`${world.url}/oidc/auth/${uid}`, app.isCallback);
  expect(app.isCallback(resumed.url)).toBe(false);
});
