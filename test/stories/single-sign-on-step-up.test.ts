import { afterEach, describe, expect, test } from '@jest/globals';
import { linkAccount, unlinkAccount } from '../../src/domain/administration/identities.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { type Federated, failureOn, isIn, linkedJan, openFederated } from '../kit/federated.ts';
import { wayOf } from '../kit/second-step/halfway.ts';
import { byMail } from '../kit/second-step/mailed.ts';
import { PASSWORD } from '../kit/world.ts';

let portal: Federated;
afterEach(() => portal.close());

const acting = () => portal.world.app.installation.acting;
const signedIn = async (more = {}) => portal.goThere(await portal.ask(more));
const epoch = () => Math.floor(portal.world.clock.now() / 1000);
const silently = async (visitor: Parameters<Federated['ask']>[1], more: Record<string, string> = {}) =>
  new URL((await portal.ask({ prompt: 'none', ...more }, visitor)).page.url).searchParams.get('error') ?? 'in';

describe('A fresh sign-in that an application asks for (OIDC Core 3.1.2.1)', () => {
  test('is asked of the provider, and what it answers is really fresh', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const { visitor } = await signedIn();
    portal.world.clock.forward(minutes(20));
    const aged = await portal.ask({ max_age: '600' }, visitor);
    expect(wayOf(aged.page)).toBe('password');
    const address = await portal.depart(aged);
    expect(new URL(address).searchParams.get('max_age')).toBe('600');
    const back = await portal.comeBack(aged, address);
    expect(Number((await portal.told(back))['auth_time'])).toBeGreaterThanOrEqual(epoch() - 5);
    const now = await portal.ask({ prompt: 'login' }, visitor);
    expect(new URL(await portal.depart(now)).searchParams.get('prompt')).toBe('login');
  });

  test('is none where the provider was asked and did not: nobody is signed in, and it is nobody’s fault', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    portal.provider.behaviour.claims = { auth_time: epoch() - 3600 };
    expect(isIn(portal, await signedIn())).toBe(true);
    expect(failureOn(await signedIn({ max_age: '600' }))).toContain('You have done nothing wrong');
    expect(failureOn(await signedIn({ prompt: 'login' }))).toContain('You have done nothing wrong');
  });

  test('of somebody else than who is signed in is refused by name, and the session stays whose it was', async () => {
    portal = await openFederated();
    const id = await linkedJan(portal);
    const { id: piet } = await portal.world.person('acme', 'piet');
    await linkAccount(acting(), piet, 'person-2');
    const { visitor } = await signedIn();
    portal.provider.behaviour.claims = { sub: 'person-2', preferred_username: 'piet.at.work' };
    const failed = await portal.goThere(await portal.ask({ prompt: 'login' }, visitor));
    expect(failureOn(failed)).toMatch(/You were signed in as <strong[^>]*>piet\.at\.work/);
    portal.provider.behaviour.claims = { sub: 'person-2', preferred_username: '<img src=x onerror=alert(1)>' };
    const marked = failureOn(await portal.goThere(await portal.ask({ prompt: 'login' }, visitor)));
    expect(marked).toContain('&lt;img src');
    expect(marked).not.toContain('<img src');
    portal.provider.mend();
    const again = await portal.goThere(await portal.ask({ prompt: 'login' }, visitor));
    expect(await portal.told(again)).toMatchObject({ sub: id });
  });

  test('a session lasts from when one came, however long ago it was proved there', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    portal.provider.behaviour.claims = { auth_time: epoch() - 14 * 3600 };
    const back = await signedIn();
    expect(Number((await portal.told(back))['auth_time'])).toBeLessThan(epoch() - 13 * 3600);
    expect(await silently(back.visitor)).toBe('in');
  });
});

describe('A page of the account that wants a fresh sign-in (security.md 1.21)', () => {
  const openEmail = (visitor: Awaited<ReturnType<typeof signedIn>>['visitor']) => visitor.open(`${portal.world.url}/acme/account/email`);

  test('is not opened by an answer that does not say when the person proved it there', async () => {
    portal = await openFederated({ singleSignOn: 'offered', ownEmail: true });
    await linkedJan(portal);
    expect(new URL((await openEmail((await signedIn()).visitor)).url).pathname).toBe('/acme/account/email');
    portal.provider.behaviour.claims = { auth_time: undefined };
    const back = await signedIn();
    const page = await openEmail(back.visitor);
    expect(wayOf(page)).toBe('password');
    const address = await portal.depart({ ...back, page });
    expect(new URL(address).searchParams.get('max_age')).toBe('600');
    expect(failureOn(await portal.comeBack({ ...back, page }, address))).toContain('You have done nothing wrong');
    // Nor does it serve an application that asks for its age.
    expect([await silently(back.visitor), await silently(back.visitor, { max_age: '600' })]).toEqual(['in', 'login_required']);
    portal.provider.mend();
    const again = await portal.goThere({ ...back, page: await openEmail(back.visitor) });
    expect(new URL(again.page.url).pathname).toBe('/acme/account/email');
    expect(await silently(back.visitor, { max_age: '600' })).toBe('in');
  });
});

describe('A second step after it (security.md 1.11)', () => {
  test('is not asked of who has none, unless the policy says so', async () => {
    portal = await openFederated({ singleSignOn: 'offered', twoStep: 'required', twoStepMethods: ['mail'] });
    await linkedJan(portal);
    expect(isIn(portal, await signedIn())).toBe(true);
    await portal.setPolicy({ singleSignOnTwoStep: true });
    const halfway = await signedIn();
    expect(wayOf(halfway.page)).toBe('mail-code');
    const { url } = await byMail(portal.world, portal.app, halfway);
    expect(await portal.told({ ...halfway, page: { ...halfway.page, url, status: 0 } })).toMatchObject({
      ...{ acr: 'urn:voordeur:acr:2-mail', amr: ['otp', 'mfa'] },
    });
  });

  test('is asked of contact persons always, and where an application asks for it', async () => {
    portal = await openFederated({ singleSignOn: 'offered', twoStepMethods: ['mail', 'app'] });
    await linkedJan(portal, { role: 'contact' });
    expect(wayOf((await signedIn()).page)).toBe('enrol-totp');
    await portal.close();
    portal = await openFederated({ singleSignOn: 'offered', twoStepMethods: ['mail', 'app'] });
    await linkedJan(portal);
    const back = await signedIn();
    expect(wayOf((await portal.ask({ acr_values: 'urn:voordeur:acr:2-mail' }, back.visitor)).page)).toBe('mail-code');
    expect(await silently(back.visitor, { acr_values: 'urn:voordeur:acr:2-mail' })).toBe('login_required');
    expect(await silently(back.visitor, { acr_values: 'urn:voordeur:acr:1' })).toBe('in');
    expect(await silently(back.visitor, { acr_values: 'urn:voordeur:acr:fed' })).toBe('in');
    // For who came by the password a second step is as good.
    const asked = await portal.ask({ acr_values: 'urn:voordeur:acr:fed' });
    const typed = await asked.visitor.submit(asked.page, { username: 'jan', password: PASSWORD }, portal.app.isCallback);
    expect(wayOf(typed)).toBe('mail-code');
  });
});

describe('The wall where codes are issued (R17.1, security.md 1.1)', () => {
  const byPassword = async () => {
    const { visitor, page } = await portal.ask();
    return { visitor, page: await visitor.submit(page, { username: 'jan', password: PASSWORD }, portal.app.isCallback) };
  };

  test('no session from before opens anything once single sign-on is required of its person', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const { visitor, page } = await byPassword();
    expect([isIn(portal, { page }), await silently(visitor)]).toEqual([true, 'in']);
    await portal.setPolicy({ singleSignOn: 'required', singleSignOnDomains: ['acme.example'] });
    expect(await silently(visitor)).toBe('login_required');
    const asked = await portal.ask({}, visitor);
    expect(wayOf(asked.page)).toBe('sso');
    const back = await portal.goThere(asked);
    expect(isIn(portal, back)).toBe(true);
    expect(await silently(visitor)).toBe('in');
    await portal.setPolicy({ singleSignOnExceptions: ['jan'] });
    expect(await silently(visitor)).toBe('in');
  });

  test('no sign-in under way ends either: neither one that has begun, nor one that has proved the password', async () => {
    portal = await openFederated({ singleSignOn: 'offered', twoStep: 'required', twoStepMethods: ['mail'] });
    await linkedJan(portal);
    const halfway = await byPassword();
    expect(wayOf(halfway.page)).toBe('mail-code');
    await portal.setPolicy({ singleSignOn: 'required' });
    const onward = await halfway.visitor.open(halfway.page.url);
    expect(['sso', 'go']).toContain(wayOf(onward));
  });

  test('nor does one by an identity provider that knows the person no longer', async () => {
    portal = await openFederated();
    const id = await linkedJan(portal);
    const { visitor } = await signedIn();
    expect(await silently(visitor)).toBe('in');
    await unlinkAccount(acting(), id);
    expect(await silently(visitor)).toBe('login_required');
  });
});
