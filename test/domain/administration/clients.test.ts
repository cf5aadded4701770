import { beforeEach, describe, expect, test } from '@jest/globals';
import { addClient, listClients, setClient } from '../../../src/domain/administration/clients.ts';
import { addOrganisation } from '../../../src/domain/administration/organisations.ts';
import { addResource, setResource } from '../../../src/domain/administration/resources.ts';
import { all, faultsOf, made, secretMatches, useWorld } from './world.ts';

const world = useWorld();
const WEB = { client_name: 'Assessment', redirect_uris: ['https://app.example/cb'], portals: '*' };

beforeEach(async () => {
  const { acting } = world();
  made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' }));
  made(await addOrganisation(acting, { portal: 'other', name: 'Other' }));
});

describe('secrets (security.md 2.2, settled 61)', () => {
  test('a client gets a secret of 256 bits, shown once and kept as a hash only', async () => {
    const { acting, store } = world();
    const { client, secret } = made(await addClient(acting, WEB));
    expect(secret).toMatch(/^vds_[\w-]{43}$/);
    expect(secretMatches(secret ?? '', client.secretHashes)).toBe(true);
    expect(JSON.stringify(await store.ports.clients.byId(client.id))).not.toContain(secret);
    expect(JSON.stringify(await store.ports.audit.list({}, 10))).not.toContain(secret);
  });

  test.each([
    ['a public client', { token_endpoint_auth_method: 'none' }],
    ['one that signs its assertions', { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://app.example/jwks' }],
  ])('%s gets none', async (_, method) => {
    const { client, secret } = made(await addClient(world().acting, { ...WEB, ...method }));
    expect([secret, client.secretHashes]).toEqual([undefined, []]);
  });

  test('a second secret lives beside the first until the old one is dropped; a third has no room', async () => {
    const { acting } = world();
    const { client, secret: first = '' } = made(await addClient(acting, WEB));
    const both = made(await setClient(acting, client.id, { addSecret: true }));
    expect([first, both.secret ?? ''].map((secret) => secretMatches(secret, both.client.secretHashes))).toEqual([true, true]);
    expect(faultsOf(await setClient(acting, client.id, { addSecret: true }))).toEqual(['addSecret conflict']);
    const newest = made(await setClient(acting, client.id, { dropOldSecrets: true }));
    expect(newest.secret).toBeUndefined();
    expect([first, both.secret ?? ''].map((secret) => secretMatches(secret, newest.client.secretHashes))).toEqual([false, true]);
  });

  test('secrets go when a client no longer proves itself with one, and come when it does again', async () => {
    const { acting } = world();
    const { client } = made(await addClient(acting, WEB));
    expect(made(await setClient(acting, client.id, { registration: { token_endpoint_auth_method: 'none' } })).client.secretHashes).toEqual(
      [],
    );
    expect(faultsOf(await setClient(acting, client.id, { addSecret: true }))).toEqual(['addSecret conflict']);
    const again = made(await setClient(acting, client.id, { registration: { token_endpoint_auth_method: null } }));
    expect(secretMatches(again.secret ?? '', again.client.secretHashes)).toBe(true);
  });
});

describe('our own metadata (settled 61)', () => {
  test('portals are named by short name or id and kept as ids, so that renaming one changes nothing', async () => {
    const { acting, store } = world();
    const [acme, other] = [await store.ports.organisations.byPortal('acme'), await store.ports.organisations.byPortal('other')];
    const { client } = made(await addClient(acting, { ...WEB, portals: ['ACME', other?.id], default_portal: 'other', first_party: true }));
    expect(client).toMatchObject({ portals: [acme?.id, other?.id], defaultPortal: other?.id, firstParty: true, requirePkce: true });
  });

  test('unknown portals, a default that is not served and unknown resources are all named', async () => {
    const outcome = await addClient(world().acting, {
      ...WEB,
      portals: ['acme', 'nobody'],
      default_portal: 'other',
      resources: ['https://api.example/'],
    });
    expect(faultsOf(outcome).toSorted()).toEqual(['default_portal conflict', 'portals unknown', 'resources unknown']);
  });

  test('a client cannot lose the portal that is its default', async () => {
    const { acting } = world();
    const { client } = made(await addClient(acting, { ...WEB, default_portal: 'other' }));
    expect(faultsOf(await setClient(acting, client.id, { registration: { portals: ['acme'] } }))).toEqual(['default_portal conflict']);
    made(await setClient(acting, client.id, { registration: { portals: ['acme'], default_portal: null } }));
  });

  test('only a confidential client may go without PKCE (settled 4)', async () => {
    const { acting } = world();
    const { client } = made(await addClient(acting, { ...WEB, require_pkce: false }));
    expect(client.requirePkce).toBe(false);
    expect(faultsOf(await setClient(acting, client.id, { registration: { token_endpoint_auth_method: 'none' } }))).toEqual([
      'require_pkce conflict',
    ]);
  });

  test('a service needs no portal and no redirect address', async () => {
    const { client } = made(await addClient(world().acting, { client_name: 'Nightly', grant_types: ['client_credentials'] }));
    expect(client).toMatchObject({ portals: [], metadata: { grant_types: ['client_credentials'], response_types: [] } });
  });
});

test('everything that is wrong with a registration is said at once, by the name of its metadata', async () => {
  const { acting, store } = world();
  const outcome = await addClient(acting, {
    client_id: 'voordeur-x',
    client_secret: 'mine',
    first_party: 'yes',
    require_pkce: 1,
    portals: 'acme',
    scope: 7,
  });
  expect(faultsOf(outcome).toSorted()).toEqual([
    'client_id reserved',
    'client_name missing',
    'client_secret unknown',
    'first_party invalid',
    'portals invalid',
    'require_pkce invalid',
    'scope invalid',
  ]);
  expect(await all(listClients(store.ports.clients))).toEqual([]);
});

test('a client id may be chosen once, and never changes', async () => {
  const { acting } = world();
  made(await addClient(acting, { ...WEB, client_id: 'demo' }));
  expect(faultsOf(await addClient(acting, { ...WEB, client_id: 'demo' }))).toEqual(['client_id taken']);
  expect(faultsOf(await addClient(acting, { ...WEB, client_id: 'two words' }))).toEqual(['client_id invalid']);
  expect(faultsOf(await setClient(acting, 'demo', { registration: { client_id: 'other' } }))).toEqual(['client_id conflict']);
  expect(faultsOf(await setClient(acting, 'nobody', {}))).toEqual(['client unknown']);
});

test('a change lays over what is registered, null takes away, and the whole is checked again', async () => {
  const { acting, wind } = world();
  made(await addClient(acting, { ...WEB, client_id: 'demo', id_token_signed_response_alg: 'ES256', client_uri: 'https://app.example/' }));
  wind(5000);
  const { client } = made(
    await setClient(acting, 'demo', { registration: { client_uri: null, contacts: ['it@app.example'] }, state: 'suspended' }),
  );
  expect(client.metadata).toEqual({
    redirect_uris: ['https://app.example/cb'],
    id_token_signed_response_alg: 'ES256',
    contacts: ['it@app.example'],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  });
  expect(client).toMatchObject({ state: 'suspended', name: 'Assessment', updatedAt: acting.clock.now() });
  expect(faultsOf(await setClient(acting, 'demo', { registration: { redirect_uris: null } }))).toEqual(['redirect_uris missing']);
});

test('the audit log says which metadata changed and that a secret was added', async () => {
  const { acting, store, wind } = world();
  made(await addClient(acting, { ...WEB, client_id: 'demo' }));
  wind(1000);
  made(await setClient(acting, 'demo', { addSecret: true, registration: { contacts: ['it@app.example'] } }));
  const rows = (await store.ports.audit.list({}, 10)).filter((row) => row.client === 'demo');
  expect(rows.map((row) => row.event).toSorted()).toEqual(['client.changed', 'client.created', 'client.secret-added']);
  expect(rows.find((row) => row.event === 'client.changed')).toMatchObject({ fields: ['contacts', 'addSecret'] });
});

describe('resources (settled 62)', () => {
  test('an API has an indicator, scopes, a token format and the client that may introspect', async () => {
    const { acting } = world();
    made(await addClient(acting, { client_id: 'api', client_name: 'API', grant_types: ['client_credentials'] }));
    const resource = made(
      await addResource(acting, { indicator: 'https://api.example/', scopes: ['read', 'write'], introspectedBy: 'api' }),
    );
    expect(resource).toMatchObject({ name: 'https://api.example/', scopes: ['read', 'write'], format: 'jwt', introspectedBy: 'api' });
    const changed = made(await setResource(acting, 'https://api.example/', { format: 'opaque', introspectedBy: '' }));
    expect([changed.format, changed.introspectedBy, changed.scopes]).toEqual(['opaque', undefined, ['read', 'write']]);
    made(await addClient(acting, { ...WEB, client_id: 'app', resources: ['https://api.example/'] }));
  });

  test('everything that is wrong with a resource is said at once (RFC 8707 §2, RFC 6749 §3.3)', async () => {
    const { acting } = world();
    const outcome = await addResource(acting, { indicator: '/api#x', scopes: ['two words'], format: 'xml', introspectedBy: 'nobody' });
    expect(faultsOf(outcome).toSorted()).toEqual(['format invalid', 'indicator invalid', 'introspectedBy unknown', 'scopes invalid']);
    expect(faultsOf(await addResource(acting, { indicator: 'https://api.example/', scopes: ['openid'] }))).toEqual(['scopes reserved']);
    made(await addResource(acting, { indicator: 'https://api.example/' }));
    expect(faultsOf(await addResource(acting, { indicator: 'https://api.example/' }))).toEqual(['indicator taken']);
    expect(faultsOf(await setResource(acting, 'https://nowhere.example/', {}))).toEqual(['indicator unknown']);
  });
});
