import { beforeEach, expect, test } from '@jest/globals';
import { addAccount, setAccount } from '../../../src/domain/administration/accounts.ts';
import { addConnection } from '../../../src/domain/administration/connections.ts';
import { linkAccount, unlinkAccount } from '../../../src/domain/administration/identities.ts';
import { inviteAccount } from '../../../src/domain/administration/invitations.ts';
import { addOrganisation } from '../../../src/domain/administration/organisations.ts';
import { newId } from '../../../src/kernel/random.ts';
import { faultsOf, made, useWorld } from './world.ts';

const world = useWorld();
const CONNECTION = { name: 'Acme’s own', issuer: 'https://id.acme.example', clientId: 'voordeur', clientSecret: 'secret' };

beforeEach(async () => {
  made(await addOrganisation(world().acting, { portal: 'acme', name: 'Acme' }));
  made(await addConnection(world().acting, 'acme', CONNECTION));
});

const add = async (username: string, more = {}) => made(await addAccount(world().acting, 'acme', { username, ...more }));
const link = (id: string, subject: string) => linkAccount(world().acting, id, subject);

test('R17.4 who is linked is known by the provider’s subject, letter for letter, and the log says so', async () => {
  const { identities, audit } = world().store.ports;
  const anna = await add('Anna', { password: 'vier paarden in de wei' });
  const { connection } = made(await link(anna.id, 'AbC|1'));
  const identity = { connectionId: connection.id, issuer: CONNECTION.issuer, subject: 'AbC|1' };
  expect(await identities.find(identity)).toMatchObject({ accountId: anna.id });
  expect(await identities.find({ ...identity, subject: 'abc|1' })).toBeUndefined();
  const [row] = await audit.list({ account: anna.id }, 1);
  expect(row).toMatchObject({ event: 'account.linked', because: 'by-hand', connection: connection.id, actor: 'operator' });
});

test('security 1.28 a subject is one account’s, and an account has one; who is closed gets none', async () => {
  const [anna, bert, cor] = [await add('Anna'), await add('Bert'), await add('Cor')];
  made(await link(anna.id, 'one'));
  expect(faultsOf(await link(anna.id, 'two'))).toEqual(['account conflict']);
  expect(faultsOf(await link(bert.id, 'one'))).toEqual(['subject taken']);
  made(await setAccount(world().acting, cor.id, { state: 'closed' }));
  expect(faultsOf(await link(cor.id, 'three'))).toEqual(['state conflict']);
});

test.each(['', 'a'.repeat(256), 'tab\there', 'é'])(
  'OIDC Core 1.0 §2 a subject is 1 to 255 ASCII characters, and not %j',
  async (subject) => {
    const anna = await add('Anna');
    expect(faultsOf(await link(anna.id, subject))).toEqual([subject === '' ? 'subject missing' : 'subject invalid']);
  },
);

test('there must be such an account, and a connection of its organisation', async () => {
  made(await addOrganisation(world().acting, { portal: 'beta', name: 'Beta' }));
  const { id } = made(await addAccount(world().acting, 'beta', { username: 'Anna' }));
  expect(faultsOf(await link(newId(), 'one'))).toEqual(['account unknown']);
  expect([faultsOf(await link(id, 'one')), faultsOf(await unlinkAccount(world().acting, id))]).toEqual([
    ['connection unknown'],
    ['connection unknown'],
  ]);
});

test('who had not activated yet is still invited once linked, till they come from there', async () => {
  const { links } = world().store.ports;
  const { acting } = world();
  const anna = await add('Anna', { email: 'anna@acme.example' });
  made(await link(anna.id, 'one'));
  expect(made(await inviteAccount(acting, anna.id)).state).toBe('invited');
  expect(await links.open([anna.id], acting.clock.now())).toHaveLength(1);
});

test('security 1.20 who is linked can be suspended and let in again without a password; without either they are an invitation', async () => {
  const { acting } = world();
  const anna = await add('Anna');
  expect(faultsOf(await setAccount(acting, anna.id, { state: 'active' }))).toEqual(['state conflict']);
  made(await link(anna.id, 'one'));
  for (const state of ['active', 'suspended', 'active', 'invited'])
    expect(made(await setAccount(acting, anna.id, { state })).state).toBe(state);
  made(await setAccount(acting, anna.id, { password: 'vier paarden in de wei' }));
  expect(faultsOf(await setAccount(acting, anna.id, { state: 'invited' }))).toEqual(['state conflict']);
});

test('security 1.19 unlinking ends what was open: sessions, tokens, and sign-ins under way by the stamp', async () => {
  const { acting, store } = world();
  const { sessions, artifacts, signInRecords, audit } = store.ports;
  const anna = await add('Anna');
  made(await link(anna.id, 'one'));
  const stamp = (await signInRecords.factsOf(anna.id))?.stamp ?? -1;
  const later = acting.clock.now() + 60_000;
  const session = { uid: newId(), organisationId: anna.organisationId, accountId: anna.id, proofs: [], signedInAt: 1, activeAt: 1 };
  await sessions.save({ ...session, expiresAt: later });
  await artifacts.upsert('RefreshToken', 'refresh', { accountId: anna.id }, later);
  made(await unlinkAccount(acting, anna.id));
  expect([await sessions.find(session.uid), await artifacts.find('RefreshToken', 'refresh')]).toEqual([undefined, undefined]);
  expect(await signInRecords.factsOf(anna.id)).toMatchObject({ stamp: stamp + 1, identities: [] });
  expect((await audit.list({ account: anna.id }, 1))[0]).toMatchObject({ event: 'account.unlinked', actor: 'operator' });
  expect(faultsOf(await unlinkAccount(acting, anna.id))).toEqual(['account conflict']);
  made(await link(anna.id, 'two'));
});
