import { afterEach, describe, expect, test } from '@jest/globals';
import { addAccount } from '../../src/domain/administration/accounts.ts';
import type { Policy } from '../../src/domain/organisations/policy.ts';
import { type Federated, failureOn, isIn, linkedJan, openFederated } from '../kit/federated.ts';
import { linkIn, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, chooseAt, pageAt } from '../kit/recovery.ts';
import { attempt } from '../kit/sign-in.ts';
import { formOf } from '../kit/visitor.ts';

let portal: Federated;
afterEach(() => portal.close());

const audit = async () => portal.world.app.installation.store.ports.audit.list({}, 50);
const failures = async () => (await audit()).flatMap((row) => (row.event === 'sign-in.sso-failed' ? [row] : []));
const jan = async (more: object = {}) => (await portal.world.person('acme', 'jan', { email: 'jan@acme.example', ...more })).id;
const says = async (claims: Record<string, unknown>) => {
  portal.provider.behaviour.claims = claims;
};

const WORK: Partial<Policy> = { singleSignOn: 'required', singleSignOnDomains: ['acme.example'] };
const BY_EMAIL = { links: 'by-email' } as const;
const signsIn = async () => isIn(portal, await portal.goThere(await portal.ask()));
const why = async () => (await failures()).map(({ failure, detail }) => [failure, detail]);

describe('Whose account it is (R17.4, security.md 1.28)', () => {
  test('by the rule of an administrator it is that of the verified address, from then on whatever the address', async () => {
    portal = await openFederated(WORK, BY_EMAIL);
    const id = await jan();
    expect(await portal.told(await portal.goThere(await portal.ask()))).toMatchObject({ sub: id });
    await says({ email: 'somebody@elsewhere.example', email_verified: false });
    expect(await portal.told(await portal.goThere(await portal.ask()))).toMatchObject({ sub: id });
    expect(await audit()).toContainEqual(expect.objectContaining({ event: 'account.linked', because: 'by-email', account: id }));
  });

  test('of two mailboxes that differ in capitals alone each is its own', async () => {
    portal = await openFederated(WORK, BY_EMAIL);
    const id = await jan();
    await portal.world.person('acme', 'other', { email: 'JAN@acme.example' });
    expect(await portal.told(await portal.goThere(await portal.ask()))).toMatchObject({ sub: id });
  });

  test('an invited account becomes active by it', async () => {
    portal = await openFederated(WORK, BY_EMAIL);
    const invited = await addAccount(portal.world.app.installation.acting, 'acme', { username: 'jan', email: 'jan@acme.example' });
    expect(invited).toMatchObject({ value: { state: 'invited' } });
    expect(await signsIn()).toBe(true);
  });
});

describe('What an address does not open (security.md 1.28)', () => {
  const NOT_BY_ADDRESS: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['not verified there', 'the mail address is not verified there', () => says({ email_verified: false })],
    ['not said', 'no mail address is said', () => says({ email: undefined })],
    [
      'of another domain',
      'the mail address is of no domain of the organisation',
      async () => {
        await says({ email: 'jan@evil.example' });
        await portal.world.person('acme', 'evil', { email: 'jan@evil.example' });
      },
    ],
    [
      'that of two accounts',
      'several accounts have the mail address',
      async () => void (await portal.world.person('acme', 'jan2', { email: 'jan@acme.example' })),
    ],
    ['that of another mailbox with the same key', 'no account has the mail address', () => says({ email: 'JAN@acme.example' })],
    [
      'of a person who is excepted',
      'single sign-on is not required of the account',
      () => portal.setPolicy({ singleSignOnExceptions: ['jan'] }),
    ],
    [
      'of a portal that only offers it',
      'single sign-on is not required of the account',
      () => portal.setPolicy({ singleSignOn: 'offered' }),
    ],
  ];
  test.each(NOT_BY_ADDRESS)('an address opens nothing that is %s', async (_what, detail, change) => {
    portal = await openFederated(WORK, BY_EMAIL);
    await jan();
    await change();
    expect(await signsIn()).toBe(false);
    expect(await why()).toEqual([['no-account', detail]]);
  });

  test('an address opens no contact person’s account, which can change what belongs to others', async () => {
    portal = await openFederated(WORK, BY_EMAIL);
    await jan({ role: 'contact' });
    expect(await signsIn()).toBe(false);
    expect(await why()).toEqual([['no-account', 'contact persons are linked by hand']]);
  });

  test('an address opens nothing for a second person there: the account is the first one’s', async () => {
    portal = await openFederated(WORK, BY_EMAIL);
    await jan();
    expect(await signsIn()).toBe(true);
    await says({ sub: 'person-2' });
    expect(await signsIn()).toBe(false);
    expect(await why()).toEqual([['no-account', 'the account is linked to somebody else there']]);
  });

  test('who is refused finds the sheet as it was, with the name that the application brought', async () => {
    portal = await openFederated();
    const failed = await portal.goThere(await portal.ask({ login_hint: 'jan' }));
    expect(failureOn(failed)).toContain('there is no account for you here');
    const sheet = await failed.visitor.open(failed.page.url.replace(/sso$/, 'password'));
    expect([formOf(sheet).fields['username'], sheet.text.includes('id="sso"')]).toEqual(['jan', true]);
  });

  test('nobody is found by an address or a name where the rule is by hand', async () => {
    portal = await openFederated(WORK);
    await jan();
    expect(await signsIn()).toBe(false);
    expect(await why()).toEqual([['no-account', 'nobody has linked this person']]);
  });

  test('a suspended or closed account is told so, and opens nothing', async () => {
    portal = await openFederated();
    const id = await linkedJan(portal);
    const { ports } = portal.world.app.installation.store;
    const account = await ports.accounts.byId(id);
    for (const state of ['suspended', 'closed'] as const) {
      if (account) await ports.accounts.update({ ...account, state });
      const failed = await portal.goThere(await portal.ask());
      expect(failureOn(failed)).toContain('Your account here is not active');
    }
    expect(await why()).toEqual([
      ['blocked', 'the account is closed'],
      ['blocked', 'the account is suspended'],
    ]);
  });
});

describe('Who is new (R17.4)', () => {
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
