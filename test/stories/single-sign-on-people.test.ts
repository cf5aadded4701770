import { afterEach, describe, expect, test } from '@jest/globals';
import { addAccount } from '../../src/domain/administration/accounts.ts';
import type { Policy } from '../../src/domain/organisations/policy.ts';
import { type Federated, failedVisits, failureOn, isIn, linkedJan, openFederated } from '../kit/federated.ts';
import { formOf } from '../kit/visitor.ts';

let portal: Federated;
afterEach(() => portal.close());

const audit = async () => portal.world.app.installation.store.ports.audit.list({}, 50);
const failures = () => failedVisits(portal);
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

  test('an invited account becomes active by it, and its address verified', async () => {
    portal = await openFederated(WORK, BY_EMAIL);
    const invited = await addAccount(portal.world.app.installation.acting, 'acme', { username: 'jan', email: 'jan@acme.example' });
    expect(invited).toMatchObject({ value: { state: 'invited', emailVerified: false } });
    const { value: { id = '' } = {} } = invited as { value?: { id?: string } };
    expect(await signsIn()).toBe(true);
    expect(await portal.world.app.installation.store.ports.accounts.byId(id)).toMatchObject({ state: 'active', emailVerified: true });
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
    [
      'only inside what is somebody else’s address',
      'no mail address is said',
      () => says({ email: '"mailto:jan@acme.example?"@evil.example', email_verified: true }),
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
