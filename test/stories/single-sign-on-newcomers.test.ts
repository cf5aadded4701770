import { afterEach, describe, expect, test } from '@jest/globals';
import { removeConnection, setConnection } from '../../src/domain/administration/connections.ts';
import type { Policy } from '../../src/domain/organisations/policy.ts';
import { type Federated, failedVisits, isIn, openFederated } from '../kit/federated.ts';
import { linkIn, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, chooseAt, pageAt } from '../kit/recovery.ts';
import { attempt } from '../kit/sign-in.ts';

let portal: Federated;
afterEach(() => portal.close());

const failures = () => failedVisits(portal);
const jan = async (more: object = {}) => (await portal.world.person('acme', 'jan', { email: 'jan@acme.example', ...more })).id;
const says = async (claims: Record<string, unknown>) => {
  portal.provider.behaviour.claims = claims;
};

const WORK: Partial<Policy> = { singleSignOn: 'required', singleSignOnDomains: ['acme.example'] };
const BY_EMAIL = { links: 'by-email' } as const;
const signsIn = async () => isIn(portal, await portal.goThere(await portal.ask()));
const why = async () => (await failures()).map(({ failure, detail }) => [failure, detail]);

describe('A rule that is taken back while the provider answers', () => {
  const acting = () => portal.world.app.installation.acting;
  const meanwhile = (happens: () => Promise<unknown>) => {
    portal.provider.behaviour.meanwhile = happens;
  };

  test('finds nobody any more', async () => {
    portal = await openFederated(WORK, BY_EMAIL);
    await jan();
    meanwhile(async () => {
      portal.world.clock.forward(1);
      await setConnection(acting(), 'acme', { links: 'by-hand' });
    });
    expect(await signsIn()).toBe(false);
    expect(await why()).toEqual([['config', 'the connection was changed meanwhile']]);
  });

  test('makes nobody any more, and that is no surprise', async () => {
    portal = await openFederated({ singleSignOn: 'offered' }, { newPeople: 'made' });
    meanwhile(async () => {
      await portal.setPolicy({ singleSignOn: 'off' });
      expect(await removeConnection(acting(), 'acme')).toMatchObject({ done: true });
    });
    expect(await signsIn()).toBe(false);
    expect(await why()).toEqual([['config', 'the connection was changed meanwhile']]);
    expect(portal.world.log.join()).not.toContain('surprise');
  });
});

describe('Who is new (R17.4)', () => {
  test('gets no name that is somebody’s address, or that is excepted from single sign-on, nor an address that stands inside of theirs', async () => {
    portal = await openFederated({ singleSignOn: 'required', singleSignOnExceptions: ['Emergency'] }, { newPeople: 'made' });
    await portal.world.person('acme', 'boss', { email: 'boss@acme.example' });
    await says({ preferred_username: 'Boss@acme.example' });
    expect(await signsIn()).toBe(false);
    await says({ preferred_username: 'emergency' });
    expect(await signsIn()).toBe(false);
    await says({ preferred_username: 'new', email: '"mailto:new@acme.example?"@evil.example', email_verified: true });
    expect(await signsIn()).toBe(true);
    expect((await why()).map(([, detail]) => detail)).toEqual([
      'single sign-on is not required of the user name',
      'the user name is taken',
    ]);
    const { ports } = portal.world.app.installation.store;
    const organisation = await ports.organisations.byPortal('acme');
    expect((await ports.accounts.byUsername(organisation?.id ?? '', 'new'))?.email).toBeUndefined();
  });

  test('gets an account where the rule is that: in this organisation, never a contact person’s', async () => {
    portal = await openFederated({ singleSignOn: 'offered' }, { newPeople: 'made' });
    await says({ given_name: 'Jan', family_name: 'de Boer', role: 'contact' });
    const back = await portal.goThere(await portal.ask());
    const { sub } = await portal.told(back);
    const made = await portal.world.app.installation.store.ports.accounts.byId(String(sub));
    expect(made).toMatchObject({ username: 'jan', email: 'jan@acme.example', emailVerified: true, givenName: 'Jan', role: 'candidate' });
    expect(await portal.told(await portal.goThere(await portal.ask()))).toMatchObject({ sub });
  });

  test('nobody is made who is not called anything that can be a user name', async () => {
    portal = await openFederated({ singleSignOn: 'offered' }, { newPeople: 'made' });
    await says({ preferred_username: undefined, email: undefined });
    expect(await signsIn()).toBe(false);
    await says({ preferred_username: 'x'.repeat(101) });
    expect(await signsIn()).toBe(false);
    const details = (await why()).map(([, detail]) => detail);
    expect(details).toEqual([expect.stringMatching(/^the user name that is said /), expect.stringMatching(/^the user name that is said /)]);
  });

  test('nobody is made under a name or an address that is somebody’s, or with one that is not verified', async () => {
    portal = await openFederated({ singleSignOn: 'offered' }, { newPeople: 'made' });
    await portal.world.person('acme', 'JAN');
    expect(await signsIn()).toBe(false);
    await says({ preferred_username: 'other' });
    await portal.world.person('acme', 'piet', { email: 'jan@acme.example' });
    expect(await signsIn()).toBe(false);
    await says({ preferred_username: 'hidden\u200bname', email: 'x@acme.example' });
    expect(await signsIn()).toBe(true);
    await says({ sub: 'person-3', preferred_username: 'third', email: 'third@acme.example', email_verified: false });
    expect(await signsIn()).toBe(true);
    const { ports } = portal.world.app.installation.store;
    const organisation = await ports.organisations.byPortal('acme');
    const third = await ports.accounts.byUsername(organisation?.id ?? '', 'third');
    expect([third?.email, third?.emailVerified]).toEqual([undefined, false]);
    expect((await why()).map(([, detail]) => detail)).toEqual(['the mail address is taken', 'the user name is taken']);
  });
});

test('R17.2 who never had a password gets one by mail once single sign-on is over', async () => {
  portal = await openFederated({ singleSignOn: 'required' }, { newPeople: 'made' });
  const { sub } = await portal.told(await portal.goThere(await portal.ask()));
  await portal.setPolicy({ singleSignOn: 'off' });
  await askFor(portal.world, 'forgot-password', { username: 'jan' });
  const { address } = linkIn(await takeOne(portal.world, 'password-reset'));
  expect(pageAt((await chooseAt(address)).page)).toBe('reset/*/done');
  expect(await attempt(portal.app, 'acme', { username: 'jan', password: CHOSEN })).toMatchObject({ isIn: true });
  expect(await portal.world.app.installation.store.ports.passwords.byAccount(String(sub))).toBeDefined();
});
