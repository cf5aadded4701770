import { beforeEach, describe, expect, test } from '@jest/globals';
import { addAccount } from '../../../src/domain/administration/accounts.ts';
import type { ConnectionInput } from '../../../src/domain/administration/connection-sheet.ts';
import {
  addConnection,
  findConnection,
  listConnections,
  removeConnection,
  setConnection,
} from '../../../src/domain/administration/connections.ts';
import { linkAccount } from '../../../src/domain/administration/identities.ts';
import { addOrganisation, setOrganisation } from '../../../src/domain/administration/organisations.ts';
import { all, faultsOf, made, useWorld } from './world.ts';

const world = useWorld();
const INPUT: ConnectionInput = {
  name: 'Microsoft of Acme',
  issuer: 'https://login.example/tenant/v2.0',
  clientId: 'voordeur',
  clientSecret: 'their secret',
};
const MOVE = { issuer: 'https://new.example', clientSecret: 'new' };
const ASKED = { policy: { singleSignOn: 'offered' } };

beforeEach(async () => {
  made(await addOrganisation(world().acting, { portal: 'acme', name: 'Acme' }));
});

const add = (input: ConnectionInput = INPUT, portal = 'acme') => addConnection(world().acting, portal, input);
const found = async () => made(await findConnection(world().store.ports, 'acme')).connection;

/** Anna, who is linked as `sub-1`. */
async function linked() {
  const anna = made(await addAccount(world().acting, 'acme', { username: 'Anna' }));
  made(await linkAccount(world().acting, anna.id, 'sub-1'));
  return anna;
}

describe('making a connection (R17.1, R17.4)', () => {
  test('R17.4 it is kept whole, links nobody by itself, makes nobody, and trusts nothing that was not said', async () => {
    const { connection, organisation, people } = made(await add());
    expect([organisation.portal, people, connection.clientSecret.reveal()]).toEqual(['acme', 0, 'their secret']);
    expect(await found()).toMatchObject({
      ...{ kind: 'oidc', state: 'on', name: 'Microsoft of Acme', issuer: INPUT.issuer, clientId: 'voordeur' },
      ...{ links: 'by-hand', newPeople: 'refused', trustsFactors: false },
    });
    const [row] = await world().store.ports.audit.list({ organisation: organisation.id }, 1);
    expect(row).toMatchObject({ event: 'connection.created', connection: connection.id, actor: 'operator' });
    expect(JSON.stringify(row)).not.toContain('their secret');
  });

  test('everything that is wrong is said at once, and no fault repeats the secret', async () => {
    expect(faultsOf(await add({}))).toEqual(['name missing', 'issuer missing', 'clientId missing', 'clientSecret missing']);
    const wrong = await add({
      ...{ name: ' ', issuer: 'http://login.example', clientId: 'ü', clientSecret: 'sécret', state: 'maybe', links: 'by-name' },
      ...{ newPeople: 'some', logOutUrl: 'javascript:alert(1)' },
    });
    expect(faultsOf(wrong).sort()).toEqual([
      ...['clientId invalid', 'clientSecret invalid', 'issuer invalid', 'links invalid', 'logOutUrl invalid', 'name missing'],
      ...['newPeople invalid', 'state invalid'],
    ]);
    expect(JSON.stringify(wrong)).not.toContain('sécret');
    expect(faultsOf(await add(INPUT, 'nowhere'))).toEqual(['organisation unknown']);
  });

  test.each(['login.example', 'https://login.example/?a', 'https://login.example/#a', 'https://u:p@login.example', 'ftp://login.example'])(
    'OIDC Discovery 1.0 §3 an issuer is an https address without query and fragment, and not %s',
    async (issuer) => {
      expect(faultsOf(await add({ ...INPUT, issuer }))).toEqual(['issuer invalid']);
    },
  );

  test('settled 13 plain http on this machine will do, and not in production', async () => {
    const { acting } = world();
    const here = { ...INPUT, issuer: 'http://127.0.0.1:9000', logOutUrl: 'http://127.0.0.1:9000/out' };
    expect(faultsOf(await addConnection({ ...acting, production: true }, 'acme', here))).toEqual(['issuer invalid', 'logOutUrl invalid']);
    expect(made(await add(here)).connection.issuer).toBe(here.issuer);
  });

  test('an organisation has one, and the list knows whose each is', async () => {
    made(await add());
    expect(faultsOf(await add())).toEqual(['connection taken']);
    made(await addOrganisation(world().acting, { portal: 'beta', name: 'Beta' }));
    made(await add({ ...INPUT, name: 'Other' }, 'beta'));
    const listed = await all(listConnections(world().store.ports));
    expect(listed.map(({ organisation, connection }) => [organisation.portal, connection.name])).toEqual([
      ['acme', 'Microsoft of Acme'],
      ['beta', 'Other'],
    ]);
  });
});

describe('changing a connection', () => {
  const set = (change: Parameters<typeof setConnection>[2]) => setConnection(world().acting, 'acme', change);

  test('what is not given stays, and an empty value takes an address away', async () => {
    expect(faultsOf(await set({ name: 'x' }))).toEqual(['connection unknown']);
    const { id } = made(await add({ ...INPUT, logOutUrl: 'https://login.example/out' })).connection;
    world().wind(1000);
    made(await set({ links: 'by-email', newPeople: 'made', trustsFactors: true, logOutUrl: '' }));
    const now = await found();
    expect(now).toMatchObject({ id, name: 'Microsoft of Acme', links: 'by-email', newPeople: 'made', trustsFactors: true });
    expect([now.logOutUrl, now.updatedAt - now.createdAt, now.clientSecret.reveal()]).toEqual([undefined, 1000, 'their secret']);
  });

  test('security 2.8 another issuer asks for the secret again, and the present one goes nowhere else', async () => {
    made(await add());
    const elsewhere = 'https://evil.example';
    expect(faultsOf(await set({ issuer: elsewhere }))).toEqual(['clientSecret missing']);
    expect((await found()).issuer).toBe(INPUT.issuer);
    made(await set({ issuer: String(INPUT.issuer), name: 'Same' }));
    expect(made(await set({ issuer: elsewhere, clientSecret: 'new' })).connection.clientSecret.reveal()).toBe('new');
  });

  test('security 1.28 with another issuer it is another connection, and nobody is known by it, once that is said', async () => {
    const { id } = made(await add()).connection;
    const anna = await linked();
    expect(faultsOf(await set(MOVE))).toEqual(['forgetPeople missing']);
    const moved = made(await set({ ...MOVE, forgetPeople: true }));
    expect([moved.people, moved.connection.id === id]).toEqual([0, false]);
    expect(await world().store.ports.identities.ofAccount(anna.id)).toEqual([]);
    const rows = await world().store.ports.audit.list({ organisation: moved.organisation.id }, 2);
    expect(rows).toMatchObject([
      { event: 'connection.changed', connection: moved.connection.id },
      { event: 'connection.removed', connection: id, people: 1 },
    ]);
  });

  test('people can be forgotten without another issuer, for a provider that knows them otherwise by another client id', async () => {
    const { id } = made(await add()).connection;
    await linked();
    expect(made(await set({ clientId: 'other' }))).toMatchObject({ people: 1, connection: { id, clientId: 'other' } });
    const forgotten = made(await set({ clientId: 'third', forgetPeople: true }));
    expect([forgotten.people, forgotten.connection.id === id, (await found()).clientSecret.reveal()]).toEqual([0, false, 'their secret']);
  });
});

describe('R17.1 a policy and its connection stand and fall together', () => {
  const policy = (singleSignOn: string) => setOrganisation(world().acting, 'acme', { policy: { singleSignOn } });

  test('no policy asks for single sign-on while there is no connection, or it is off', async () => {
    expect(faultsOf(await policy('offered'))).toEqual(['policy.singleSignOn conflict']);
    expect(faultsOf(await addOrganisation(world().acting, { portal: 'beta', name: 'Beta', ...ASKED }))).toEqual([
      'policy.singleSignOn conflict',
    ]);
    made(await add({ ...INPUT, state: 'off' }));
    expect(faultsOf(await policy('required'))).toEqual(['policy.singleSignOn conflict']);
    made(await setConnection(world().acting, 'acme', { state: 'on' }));
    expect(made(await policy('required')).policy.singleSignOn).toBe('required');
  });

  test('no connection is switched off or taken away while a policy asks for it', async () => {
    made(await add());
    for (const asked of ['offered', 'required']) {
      made(await policy(asked));
      expect(faultsOf(await setConnection(world().acting, 'acme', { state: 'off' }))).toEqual(['state conflict']);
      expect(faultsOf(await removeConnection(world().acting, 'acme'))).toEqual(['connection conflict']);
    }
    made(await policy('off'));
    made(await setConnection(world().acting, 'acme', { state: 'off' }));
    made(await removeConnection(world().acting, 'acme'));
    expect(faultsOf(await findConnection(world().store.ports, 'acme'))).toEqual(['connection unknown']);
  });

  test('a connection that people are known by is taken away once it is said that they may be forgotten', async () => {
    made(await add());
    const anna = await linked();
    expect(faultsOf(await removeConnection(world().acting, 'acme'))).toEqual(['forgetPeople missing']);
    expect(made(await removeConnection(world().acting, 'acme', { forgetPeople: true })).people).toBe(1);
    expect(await world().store.ports.identities.ofAccount(anna.id)).toEqual([]);
    made(await add());
  });
});
