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

test('R19.3 after a failure the name stays and the password is empty', async () => {
  const { answer } = await attempt(app, 'acme', { username: 'Anna.Jansen', password: 'something else entirely' });
  const { fields } = formOf(answer);
  expect([fields['username'], fields['password']]).toEqual(['Anna.Jansen', '']);
});

const TIPS = {
  nl: [
    'Lukt het niet?',
    'Kijk naar hoofdletters en kleine letters. Ze tellen mee in je gebruikersnaam en in je wachtwoord.',
    'Heb je je gebruikersnaam geplakt? Dan is er misschien een verborgen spatie meegekomen. Typ de naam zelf.',
    'Heeft je browser het wachtwoord ingevuld? Dan kan het een oud wachtwoord zijn.',
    'Deze pagina is voor acme BV. Heb je meer accounts? Elk account heeft een eigen inlogpagina.',
  ],
  en: [
    'Does it still not work?',
    'Check the capital and small letters. They count in your username and in your password.',
    'Did you copy your username? Then a hidden space may have come along. Type it yourself.',
    'Did your browser fill in the password? It may be an old one.',
    'This page is for acme BV. Do you have more accounts? Each account has its own sign-in page.',
  ],
} as const;

test.each(['nl', 'en'] as const)(
  'R19.3 in %s, after a failure a list says what to check: capitals, the name, a saved password, the portal and other accounts',
  async (language) => {
    const visitor = new Visitor({ 'accept-language': language });
    const { answer } = await attempt(app, 'acme', { username: `nobody-${language}`, password: 'x' }, visitor);
    for (const tip of TIPS[language]) expect(wordsOf(answer)).toContain(tip);
  },
);

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
