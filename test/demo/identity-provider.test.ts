import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { colleague, type IdentityProvider, openIdentityProvider, WORK_PASSWORD } from '../kit/identity-provider.ts';
import { RelyingParty } from '../kit/relying-party.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';

const REDIRECT_URI = 'http://localhost:9/sso/callback';
const MARIJKE = colleague('Marijke', { acr: 'https://work.example/two', amr: ['pwd', 'mfa'] });
const JOKE = colleague('Joke');
const TYPED = { username: MARIJKE.email, password: WORK_PASSWORD };

let provider: IdentityProvider;
let party: RelyingParty;

beforeAll(async () => {
  provider = await openIdentityProvider(REDIRECT_URI, [MARIJKE, JOKE]);
  party = await known(provider);
});

afterAll(() => provider?.close());

function known({ issuer, clientId, clientSecret: secret }: IdentityProvider): Promise<RelyingParty> {
  return RelyingParty.discover({ issuer, clientId, secret, redirectUri: REDIRECT_URI, scope: 'openid profile email' });
}

async function begin(visitor: Visitor, more: Record<string, string> = {}) {
  const begun = await party.begin(more);
  return { begun, page: await visitor.open(begun.url, party.isCallback) };
}

test('the identity provider signs somebody in by user name or mail address, and says who and how surely', async () => {
  const visitor = new Visitor();
  const { begun, page } = await begin(visitor);
  expect(wordsOf(page)).toContain('Sign in with your work account');
  const wrong = await visitor.submit(page, { ...TYPED, password: 'no' }, party.isCallback);
  expect(wordsOf(wrong)).toContain('This work account and this password do not match.');
  const callback = await visitor.submit(wrong, TYPED, party.isCallback);
  expect(new URL(callback.url).searchParams.get('iss')).toBe(provider.issuer);
  const claims = (await party.exchange(callback.url, begun)).claims();
  expect(claims).toMatchObject({
    sub: MARIJKE.sub,
    email: MARIJKE.email,
    email_verified: true,
    preferred_username: 'Marijke',
    given_name: 'Marijke',
    acr: MARIJKE.acr,
    amr: MARIJKE.amr,
    auth_time: expect.any(Number),
  });
});

test('it asks nobody twice, unless the request wants that: prompt=login, or older than max_age', async () => {
  const visitor = new Visitor();
  const { page } = await begin(visitor);
  await visitor.submit(page, { ...TYPED, username: 'Marijke' }, party.isCallback);
  const asked = async (more: Record<string, string>) => !party.isCallback((await begin(visitor, more)).page.url);
  expect(await asked({})).toBe(false);
  expect(await asked({ max_age: '1000' })).toBe(false);
  expect(await asked({ max_age: '0' })).toBe(true);
  expect(await asked({ prompt: 'login' })).toBe(true);
  const again = await visitor.open(`${provider.issuer}/session/end`);
  expect(wordsOf(await visitor.submit(again, { logout: 'yes' }))).toContain('You are signed out');
  expect(await asked({})).toBe(true);
});

test('who signs in there in the place of another is who comes back', async () => {
  const visitor = new Visitor();
  await visitor.submit((await begin(visitor)).page, TYPED, party.isCallback);
  const { begun, page } = await begin(visitor, { prompt: 'login' });
  // The library lets go of the former one first, by a form that browsers send by themselves.
  const leaving = await visitor.submit(page, { ...TYPED, username: 'Joke' }, party.isCallback);
  const callback = await visitor.submit(leaving, {}, party.isCallback);
  expect((await party.exchange(callback.url, begun)).claims()?.sub).toBe(JOKE.sub);
});

test('its front page says that one begins elsewhere', async () => {
  const page = await new Visitor({ 'accept-language': 'nl' }).open(`${provider.issuer}/`);
  expect([page.status, wordsOf(page)]).toEqual([200, expect.stringContaining('Begin bij de app waar je heen wilt')]);
});

test('its button to stop answers access_denied, in the language that was asked for', async () => {
  const visitor = new Visitor();
  const { page } = await begin(visitor, { ui_locales: 'nl', login_hint: 'Marijke' });
  expect(page.text).toContain('value="Marijke"');
  expect(wordsOf(page)).toContain('Inloggen met je werkaccount');
  const stopped = await visitor.submit(page, { cancel: 'yes' }, party.isCallback);
  expect(new URL(stopped.url).searchParams.get('error')).toBe('access_denied');
  expect((await visitor.open(page.url)).status).toBe(400);
});

test('it may keep names and addresses for its userinfo endpoint, and comes back at its address with other keys', async () => {
  const other = await openIdentityProvider(REDIRECT_URI, [MARIJKE], { claimsIn: 'userinfo' });
  await other.close();
  await expect(known(other)).rejects.toThrow();
  await other.reopen();
  const again = await known(other);
  const visitor = new Visitor();
  const begun = await again.begin();
  const callback = await visitor.submit(await visitor.open(begun.url), TYPED, again.isCallback);
  expect((await again.exchange(callback.url, begun)).claims()).toEqual(expect.not.objectContaining({ email: expect.anything() }));
  await other.close();
});
