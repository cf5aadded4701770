import { beforeEach, describe, expect, test } from '@jest/globals';
import { addAccount, findAccount, listAccounts, setAccount } from '../../../src/domain/administration/accounts.ts';
import { addOrganisation } from '../../../src/domain/administration/organisations.ts';
import { all, faultsOf, made, useWorld } from './world.ts';

const world = useWorld();
const PASSWORD = 'correct horse battery';

beforeEach(async () => {
  made(await addOrganisation(world().acting, { portal: 'acme', name: 'Acme Noord' }));
});

describe('user names', () => {
  test('a name is shown back as it was registered, and is unique without regard to case, width and blanks (R2.2, R2.3, R3.4)', async () => {
    const { acting } = world();
    expect(made(await addAccount(acting, 'acme', { username: 'Jan de Vries' })).username).toBe('Jan de Vries');
    for (const username of ['jan de vries', 'JANDEVRIES', 'Ｊan de Vries']) {
      expect(faultsOf(await addAccount(acting, 'acme', { username }))).toEqual(['username taken']);
    }
  });

  test('the same name in two organisations is two accounts (R1.4)', async () => {
    const { acting } = world();
    made(await addOrganisation(acting, { portal: 'other', name: 'Other' }));
    const one = made(await addAccount(acting, 'acme', { username: 'jan' }));
    const two = made(await addAccount(acting, 'other', { username: 'jan' }));
    expect(one.id).not.toBe(two.id);
  });

  test.each([
    ['a zero width space', 'jan\u200b', 'holds U+200B, which no one sees'],
    ['a soft hyphen', 'ja\u00adn', 'holds U+00AD, which no one sees'],
    ['a tab', 'jan\tvries', 'holds U+0009, which no one sees'],
  ])('a new name with %s is refused, and the character is named (R3.6)', async (_, username, detail) => {
    expect(await addAccount(world().acting, 'acme', { username })).toEqual({
      done: false,
      faults: [{ field: 'username', code: 'hidden-character', detail }],
    });
  });

  test.each([' jan', 'jan ', 'jan  vries', 'jan\u00a0vries'])('%j is refused rather than repaired (R3.6)', async (username) => {
    expect(faultsOf(await addAccount(world().acting, 'acme', { username }))).toEqual(['username invalid']);
  });

  test('an account can be renamed, but not to a name that is taken', async () => {
    const { acting, store } = world();
    made(await addAccount(acting, 'acme', { username: 'jan' }));
    const { id } = made(await addAccount(acting, 'acme', { username: 'piet' }));
    expect(faultsOf(await setAccount(acting, id, { username: 'JAN' }))).toEqual(['username taken']);
    expect(made(await setAccount(acting, id, { username: 'Piet' })).username).toBe('Piet');
    expect((await findAccount(store.ports, 'ACME', 'PIET'))?.id).toBe(id);
  });
});

test('an address is prepared as it was meant, and is not verified until somebody vouches for it (R3.5)', async () => {
  const { acting } = world();
  const jan = made(await addAccount(acting, 'acme', { username: 'jan', email: 'Jan de Vries <Jan@Müller.example>,' }));
  expect(jan).toMatchObject({ email: 'Jan@xn--mller-kva.example', emailKey: 'jan@xn--mller-kva.example', emailVerified: false });
  expect(made(await setAccount(acting, jan.id, { emailVerified: true })).emailVerified).toBe(true);
  expect(made(await setAccount(acting, jan.id, { givenName: 'Jan' })).emailVerified).toBe(true);
  expect(made(await setAccount(acting, jan.id, { email: 'jan@other.example' })).emailVerified).toBe(false);
  expect(made(await setAccount(acting, jan.id, { email: '' }))).not.toHaveProperty('email', expect.anything());
});

test('an account without a password is an invitation, with one it is active', async () => {
  const { acting } = world();
  const invited = made(await addAccount(acting, 'acme', { username: 'jan' }));
  expect(invited.state).toBe('invited');
  expect(faultsOf(await setAccount(acting, invited.id, { state: 'active' }))).toEqual(['state conflict']);
  expect(made(await setAccount(acting, invited.id, { password: PASSWORD })).state).toBe('active');
  expect(faultsOf(await setAccount(acting, invited.id, { state: 'invited' }))).toEqual(['state conflict']);
  expect(made(await addAccount(acting, 'acme', { username: 'piet', password: PASSWORD })).state).toBe('active');
});

test('everything that is wrong with a new account is said at once, its password among it', async () => {
  const { acting, store } = world();
  made(await addAccount(acting, 'acme', { username: 'jan' }));
  const outcome = await addAccount(acting, 'acme', {
    username: 'Jan',
    email: 'jan',
    locale: 'fr',
    role: 'boss',
    givenName: 'J\u200ban',
    password: 'acme',
  });
  expect(faultsOf(outcome).toSorted()).toEqual([
    'email invalid',
    'givenName hidden-character',
    'locale invalid',
    'password context-word',
    'password too-short',
    'role invalid',
    'username taken',
  ]);
  expect(await all(listAccounts(store.ports.accounts, (await store.ports.organisations.byPortal('acme'))?.id ?? ''))).toHaveLength(1);
});

describe('what ends with a change (security.md 1.19, 1.20)', () => {
  async function signedIn() {
    const { acting, store } = world();
    const { id, organisationId } = made(
      await addAccount(acting, 'acme', { username: 'jan', password: PASSWORD, email: 'jan@acme.example' }),
    );
    const now = acting.clock.now();
    const later = now + 60_000;
    await store.ports.sessions.save({
      uid: 'u1',
      organisationId,
      accountId: id,
      proofs: [],
      signedInAt: now,
      activeAt: now,
      expiresAt: later,
    });
    await store.ports.artifacts.upsert('RefreshToken', 'r1', { accountId: id, kind: 'RefreshToken' }, later);
    await store.ports.artifacts.upsert('RefreshToken', 'r2', { accountId: 'somebody-else', kind: 'RefreshToken' }, later);
    return id;
  }
  async function alive(): Promise<boolean[]> {
    const { artifacts, sessions } = world().store.ports;
    return [await sessions.find('u1'), await artifacts.find('RefreshToken', 'r1'), await artifacts.find('RefreshToken', 'r2')].map(
      (found) => found !== undefined,
    );
  }

  test.each([
    ['a new password', { password: 'another long one' }],
    ['marking the password for change', { mustChangePassword: true }],
    ['another address', { email: 'jan@other.example' }],
    ['suspending', { state: 'suspended' }],
    ['closing', { state: 'closed' }],
  ])("%s ends the account's sessions and tokens, and nobody else's", async (_, change) => {
    const id = await signedIn();
    made(await setAccount(world().acting, id, change));
    expect(await alive()).toEqual([false, false, true]);
  });

  test('a corrected name ends nothing', async () => {
    const id = await signedIn();
    made(await setAccount(world().acting, id, { givenName: 'Jan', role: 'contact' }));
    expect(await alive()).toEqual([true, true, true]);
  });

  test('a refused change ends nothing and writes nothing', async () => {
    const { acting, store } = world();
    const id = await signedIn();
    expect(faultsOf(await setAccount(acting, id, { password: 'short', givenName: 'Jan' }))).toEqual(['password too-short']);
    expect(await alive()).toEqual([true, true, true]);
    expect((await store.ports.accounts.byId(id))?.givenName).toBeUndefined();
  });
});

test('T1 a password can be marked for change, a new one at once marked too, and none where there is none', async () => {
  const { acting, store } = world();
  const { id } = made(await addAccount(acting, 'acme', { username: 'jan' }));
  expect(faultsOf(await setAccount(acting, id, { mustChangePassword: true }))).toEqual(['mustChangePassword conflict']);
  made(await setAccount(acting, id, { password: PASSWORD, mustChangePassword: true }));
  expect((await store.ports.passwords.byAccount(id))?.mustChange).toBe(true);
  made(await setAccount(acting, id, { password: 'another long one' }));
  expect((await store.ports.passwords.byAccount(id))?.mustChange).toBe(false);
  made(await setAccount(acting, id, { mustChangePassword: true }));
  expect((await store.ports.passwords.byAccount(id))?.mustChange).toBe(true);
  expect((await store.ports.audit.list({ account: id }, 10)).filter(({ event }) => event === 'password.marked')).toHaveLength(2);
});

test('the audit log holds which fields were touched and never what was in them (security.md 1.39)', async () => {
  const { acting, store } = world();
  const { id } = made(await addAccount(acting, 'acme', { username: 'jan', password: PASSWORD, email: 'jan@acme.example' }));
  const rows = await store.ports.audit.list({ account: id }, 10);
  expect(rows.map((row) => row.event).toSorted()).toEqual(['account.created', 'password.set']);
  expect(rows.find((row) => row.event === 'account.created')).toMatchObject({
    fields: ['username', 'password', 'email'],
    actor: 'operator',
  });
  expect(JSON.stringify(rows)).not.toMatch(/horse|jan@acme/);
});

test('accounts of an unknown organisation, and unknown accounts, are refused', async () => {
  const { acting } = world();
  expect(faultsOf(await addAccount(acting, 'nobody', { username: 'jan' }))).toEqual(['organisation unknown']);
  expect(faultsOf(await setAccount(acting, '00000000-0000-4000-8000-000000000000', { givenName: 'Jan' }))).toEqual(['account unknown']);
});
