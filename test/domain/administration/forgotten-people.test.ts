import { beforeEach, describe, expect, test } from '@jest/globals';
import { newAccount } from '../../../src/domain/administration/account-sheet.ts';
import { addAccount } from '../../../src/domain/administration/accounts.ts';
import { addConnection, removeConnection, setConnection } from '../../../src/domain/administration/connections.ts';
import { linkAccount } from '../../../src/domain/administration/identities.ts';
import { addOrganisation, setOrganisation } from '../../../src/domain/administration/organisations.ts';
import { newId } from '../../../src/kernel/random.ts';
import { faultsOf, made, useWorld } from './world.ts';

const world = useWorld();
const INPUT = { name: 'Microsoft of Acme', issuer: 'https://login.example', clientId: 'voordeur', clientSecret: 'their secret' };
const MOVE = { issuer: 'https://new.example', clientSecret: 'new' };
const named = (username: string) => ({ username, usernameKey: username, state: 'active' as const });
const add = () => addConnection(world().acting, 'acme', INPUT);

/** Anna, who is linked as `sub-1`. */
async function linked() {
  const anna = made(await addAccount(world().acting, 'acme', { username: 'Anna' }));
  made(await linkAccount(world().acting, anna.id, 'sub-1'));
  return anna;
}

beforeEach(async () => {
  made(await addOrganisation(world().acting, { portal: 'acme', name: 'Acme' }));
});

describe('security 1.19 who is forgotten is signed in no longer', () => {
  test.each(['another issuer', 'forgetting alone', 'removing'])('by %s, however many they are', async (how) => {
    const { acting, store } = world();
    const { accounts, identities, sessions, artifacts, signInRecords } = store.ports;
    const { connection, organisation } = made(await add());
    const others = Array.from({ length: 249 }, (_, at) => ({
      ...newAccount(newId(), 1),
      ...named(`p-${at}`),
      organisationId: organisation.id,
    }));
    await accounts.insertAll(others);
    const anna = await linked();
    const link = { connectionId: connection.id, issuer: connection.issuer, linkedAt: 1 };
    for (const { id, username } of others) await identities.insert({ ...link, subject: username, accountId: id });
    const later = acting.clock.now() + 60_000;
    const session = { uid: 's', organisationId: organisation.id, accountId: anna.id, proofs: [], signedInAt: 1, activeAt: 1 };
    await sessions.save({ ...session, expiresAt: later });
    await artifacts.upsert('RefreshToken', 'refresh', { accountId: anna.id }, later);
    if (how === 'removing') made(await removeConnection(acting, 'acme', { forgetPeople: true }));
    else made(await setConnection(acting, 'acme', { forgetPeople: true, ...(how === 'another issuer' && MOVE) }));
    expect([await sessions.find('s'), await artifacts.find('RefreshToken', 'refresh')]).toEqual([undefined, undefined]);
    const stamps = await Promise.all([anna, ...others].map(async ({ id }) => (await signInRecords.factsOf(id))?.stamp));
    expect(new Set(stamps)).toEqual(new Set([1]));
    const rows = await store.ports.audit.list({ organisation: organisation.id }, 1000);
    expect(rows.filter(({ event }) => event === 'account.unlinked')).toHaveLength(250);
    expect(rows).toContainEqual(expect.objectContaining({ event: 'connection.removed', connection: connection.id, people: 250 }));
  });

  test('and nobody is while something speaks against it', async () => {
    made(await add());
    const anna = await linked();
    made(await setOrganisation(world().acting, 'acme', { policy: { singleSignOn: 'offered' } }));
    expect(faultsOf(await removeConnection(world().acting, 'acme', { forgetPeople: true }))).toEqual(['connection conflict']);
    const wrong = { issuer: 'nonsense', forgetPeople: true };
    expect(faultsOf(await setConnection(world().acting, 'acme', wrong))).toEqual(['issuer invalid', 'clientSecret missing']);
    expect(await world().store.ports.identities.ofAccount(anna.id)).toHaveLength(1);
  });
});
