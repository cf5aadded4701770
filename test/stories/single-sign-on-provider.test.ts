import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addConnection } from '../../src/domain/administration/connections.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { departed } from '../kit/federated.ts';
import { colleague, type IdentityProvider, openIdentityProvider, WORK_PASSWORD } from '../kit/identity-provider.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let provider: IdentityProvider;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  app = await world.relyingParty('exam');
  provider = await openIdentityProvider(`${world.url}/sso/callback`, [colleague('jan'), colleague('piet')], { claimsIn: 'userinfo' });
  const { issuer, clientId, clientSecret } = provider;
  const { acting } = world.app.installation;
  const made = await addConnection(acting, 'acme', { name: 'Noordhaven ID', issuer, clientId, clientSecret, links: 'by-email' });
  const policy = { singleSignOn: 'required', singleSignOnDomains: ['work.example'] } as const;
  const set = await setOrganisation(acting, 'acme', { policy: { ...policy, singleSignOnDomains: [...policy.singleSignOnDomains] } });
  expect([made.done, set.done]).toEqual([true, true]);
  await world.person('acme', 'jan', { email: 'jan@work.example' });
});
afterAll(async () => {
  await Promise.all([provider.close(), world.close()]);
});

/** Presses our button and goes on to the provider's page. */
async function toProvider(visitor: Visitor, more: Record<string, string> = {}) {
  const begun = await app.begin({ portal: 'acme', ...more });
  const sheet = await visitor.open(begun.url, app.isCallback);
  const handOff = await visitor.open(sheet.url.replace(/\/password$/, '/sso/go'));
  return { begun, page: await visitor.open(departed(handOff), app.isCallback) };
}

const work = (visitor: Visitor, page: Answer, username: string) =>
  visitor.submit(page, { username, password: WORK_PASSWORD }, app.isCallback);

describe('A real provider, in a process of its own (R17.4)', () => {
  test('signs in who proves it there, once for all, and again when the application asks for that', async () => {
    const visitor = new Visitor();
    const there = await toProvider(visitor);
    expect(there.page.url).toContain(provider.issuer);
    const back = await work(visitor, there.page, 'jan');
    expect((await app.exchange(back.url, there.begun)).claims()).toMatchObject({ acr: 'urn:voordeur:acr:fed' });
    const other = await toProvider(visitor, { prompt: 'login' });
    expect(other.page.url).toContain(provider.issuer);
    const fresh = await work(visitor, other.page, 'jan');
    expect(app.isCallback(fresh.url)).toBe(true);
    await app.exchange(fresh.url, other.begun);
  });

  test('leads back who stopped, and who has no account here, to a page that says so', async () => {
    const stopped = new Visitor();
    const there = await toProvider(stopped);
    const back = await stopped.submit(there.page, { cancel: 'yes' }, app.isCallback);
    expect(wordsOf(back)).toContain('You stopped signing in. You can try again.');
    const stranger = new Visitor();
    const refused = await work(stranger, (await toProvider(stranger)).page, 'piet');
    expect(wordsOf(refused)).toContain('You are signed in at acme BV, but there is no account for you here.');
  });

  test('that is gone is told from one that is not right; once it is back, with other keys, one gets in', async () => {
    const visitor = new Visitor();
    const { page } = await toProvider(visitor);
    await provider.close();
    const begun = await app.begin({ portal: 'acme' });
    const sheet = await visitor.open(begun.url);
    // What it says of itself is known still: one is sent there, and only the answer cannot be verified.
    world.clock.forward(600_001);
    const failed = await visitor.open(sheet.url.replace(/\/password$/, '/sso/go'));
    expect(wordsOf(failed)).toContain('The sign-in system of acme BV does not answer.');
    world.clock.release();
    await provider.reopen();
    const again = await toProvider(visitor);
    expect([page.url.includes(provider.issuer), app.isCallback((await work(visitor, again.page, 'jan')).url)]).toEqual([true, true]);
  });
});
