import { afterEach, describe, expect, test } from '@jest/globals';
import { type Federated, isIn, linkedJan, openFederated } from '../kit/federated.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let portal: Federated;
afterEach(() => portal.close());

const pathOf = (url: string) => new URL(url).pathname.split('/').slice(4).join('/');
const audit = async () => portal.world.app.installation.store.ports.audit.list({}, 50);
const failures = async () => (await audit()).flatMap((row) => (row.event === 'sign-in.sso-failed' ? [row] : []));

describe('A portal that offers single sign-on (R17.1, ux.md 1.1)', () => {
  test('has the button on its sheet whoever asks, and signs in who is linked', async () => {
    portal = await openFederated();
    const id = await linkedJan(portal);
    const asked = await portal.ask();
    expect(wordsOf(asked.page)).toContain('Sign in through acme BV');
    expect((await portal.ask({ login_hint: 'nobody' })).page.text).toContain('id="sso"');
    const back = await portal.goThere(asked);
    expect(isIn(portal, back)).toBe(true);
    expect(await portal.told(back)).toMatchObject({ sub: id, acr: 'urn:voordeur:acr:fed', auth_time: expect.any(Number) });
    expect((await audit()).map(({ event }) => event)).toContain('sign-in.succeeded');
  });

  test('still signs in by user name and password', async () => {
    portal = await openFederated();
    await portal.world.person('acme', 'jan');
    const { visitor, page } = await portal.ask();
    const form = formOf(page);
    expect(form.action).toMatch(/password$/);
    const answer = await visitor.submit(page, { username: 'jan', password: PASSWORD }, portal.app.isCallback);
    expect(isIn(portal, { page: answer })).toBe(true);
  });

  test('has no button, no way there and no answer once it is off', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const underway = await portal.ask();
    const address = await portal.depart(underway);
    await portal.setPolicy({ singleSignOn: 'off' });
    const back = await portal.comeBack(underway, address);
    expect(isIn(portal, back)).toBe(false);
    const later = await portal.ask();
    expect(later.page.text).not.toContain('id="sso"');
    const bare = later.page.url.replace(/\/password$/, '');
    for (const way of ['/sso', '/sso/go', '/sso/back']) expect(pathOf((await later.visitor.open(bare + way)).url)).toBe('password');
    expect(await failures()).toMatchObject([{ failure: 'config', detail: 'the connection is off' }]);
  });

  test('tells the application what the provider said of how it was proved only where that is trusted', async () => {
    portal = await openFederated({ singleSignOn: 'offered' }, { trustsFactors: true });
    await linkedJan(portal);
    portal.provider.behaviour.claims = { amr: ['pwd', 'mfa'] };
    expect(await portal.told(await portal.goThere(await portal.ask()))).toMatchObject({ amr: ['pwd', 'mfa'], acr: 'urn:voordeur:acr:fed' });
    await portal.close();
    portal = await openFederated();
    await linkedJan(portal);
    portal.provider.behaviour.claims = { amr: ['pwd', 'mfa'] };
    const told = await portal.told(await portal.goThere(await portal.ask()));
    expect(told['amr'] ?? []).toEqual([]);
  });
});

describe('A portal where everybody uses it (ux.md 1.10)', () => {
  test('leads on at once, once: who comes back finds the page with the button', async () => {
    portal = await openFederated({ singleSignOn: 'required' });
    await linkedJan(portal);
    const asked = await portal.ask();
    expect(pathOf(asked.page.url)).toBe('sso/go');
    const address = await portal.depart(asked);
    expect(address).toContain(`${portal.provider.issuer}/authorize?`);
    const again = await asked.visitor.open(asked.page.url.replace('/sso/go', ''));
    expect([pathOf(again.url), again.text.includes('id="sso"')]).toEqual(['sso', true]);
    // The page that was left is still good for the answer.
    expect(isIn(portal, await portal.comeBack(asked, address))).toBe(true);
  });

  test('takes who begins at the provider to the application, or to the portal where there are several (R17.5)', async () => {
    portal = await openFederated({ singleSignOn: 'required' });
    await linkedJan(portal);
    const visitor = new Visitor();
    // What a provider sends along that begins a sign-in itself (OIDC Core 1.0 §4): whose it is, and who.
    const begun = new URLSearchParams({ iss: portal.provider.issuer, login_hint: 'jan', target_link_uri: 'https://evil.example/' });
    const page = await visitor.open(`${portal.world.url}/acme?${begun}`);
    expect(pathOf(page.url)).toBe('sso/go');
    const there = { visitor, page, begun: await portal.app.begin() };
    const address = await portal.depart(there);
    expect(new URL(address).searchParams.get('login_hint')).toBe('jan');
    const back = await portal.comeBack(there, address);
    expect([back.page.status, back.page.url]).toEqual([200, `${portal.world.url}/acme`]);
    expect(wordsOf(back.page)).toContain('jan');
  });

  test('says that it did not work on a page, and does not go round', async () => {
    portal = await openFederated({ singleSignOn: 'required' });
    const failed = await portal.goThere(await portal.ask());
    expect(wordsOf(failed.page)).toContain('there is no account for you here. Ask Carla');
    const once = await failed.visitor.open(failed.page.url.replace('/sso', ''));
    expect(pathOf(once.url)).toBe('sso');
    const retried = await portal.depart(failed);
    await linkedJan(portal);
    expect(isIn(portal, await portal.comeBack(failed, retried))).toBe(true);
  });

  test('leads whoever came back as somebody else to where one logs out there, where that is known', async () => {
    portal = await openFederated({ singleSignOn: 'required' }, { logOutUrl: 'https://id.acme.example/logout' });
    const nobody = await portal.goThere(await portal.ask());
    expect(nobody.page.text).toContain('href="https://id.acme.example/logout"');
    const cancelled = await portal.goThere(nobody, { error: 'access_denied' });
    expect(wordsOf(cancelled.page)).toContain('You stopped signing in');
    expect(cancelled.page.text).not.toContain('https://id.acme.example/logout');
  });

  test('has no sheet: its address leads to the button', async () => {
    portal = await openFederated({ singleSignOn: 'required' });
    const { visitor, page } = await portal.ask();
    const sheet = await visitor.open(page.url.replace('/sso/go', '/password'));
    expect([pathOf(sheet.url), sheet.text.includes('name="password"')]).toEqual(['sso', false]);
  });
});
