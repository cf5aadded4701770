import { describe, expect, test } from '@jest/globals';
import { addClient, setClient } from '../../../src/domain/administration/clients.ts';
import { complete, metadataFaults } from '../../../src/domain/clients/metadata.ts';
import { faultsOf, made, useWorld } from './world.ts';

const world = useWorld();
const KEYS = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', x5c: ['MIIB'] }] };
const FAPI = {
  client_name: 'Bank',
  portals: '*',
  redirect_uris: ['https://bank.example/cb'],
  security_profile: 'fapi2',
  token_endpoint_auth_method: 'private_key_jwt',
  dpop_bound_access_tokens: true,
  jwks: KEYS,
};

describe('FAPI 2.0 Security Profile (oidc-provider §10.9)', () => {
  test('what it leaves no choice about is filled in, and shown', async () => {
    const { client, secret } = made(await addClient(world().acting, FAPI));
    expect(client.metadata).toMatchObject({ require_pushed_authorization_requests: true, id_token_signed_response_alg: 'ES256' });
    expect([client.requirePkce, secret]).toEqual([true, undefined]);
  });

  test('everything it forbids is said at once, by the name of the metadata', async () => {
    const outcome = await addClient(world().acting, {
      client_name: 'Bank',
      portals: '*',
      redirect_uris: ['http://localhost/cb'],
      security_profile: 'fapi2',
      require_pushed_authorization_requests: false,
      id_token_signed_response_alg: 'RS256',
      request_object_signing_alg: 'RS256',
      jwks: KEYS,
      require_pkce: false,
    });
    expect(faultsOf(outcome).toSorted()).toEqual([
      'dpop_bound_access_tokens conflict',
      'id_token_signed_response_alg conflict',
      'redirect_uris conflict',
      'request_object_signing_alg conflict',
      'require_pkce conflict',
      'require_pushed_authorization_requests conflict',
      'token_endpoint_auth_method conflict',
    ]);
  });

  test.each([
    ['a weak algorithm of its assertions', { token_endpoint_auth_signing_alg: 'RS256' }, 'token_endpoint_auth_signing_alg conflict'],
    ['a shared secret', { token_endpoint_auth_method: 'client_secret_basic' }, 'token_endpoint_auth_method conflict'],
    ['no binding of its tokens', { dpop_bound_access_tokens: false }, 'dpop_bound_access_tokens conflict'],
    ['a profile nobody knows', { security_profile: 'fapi3' }, 'security_profile invalid'],
  ])('%s is refused, at registration and at a later change', async (_what, change, fault) => {
    const { acting } = world();
    expect(faultsOf(await addClient(acting, { ...FAPI, ...change }))).toEqual([fault]);
    const { client } = made(await addClient(acting, FAPI));
    expect(faultsOf(await setClient(acting, client.id, { registration: change }))).toEqual([fault]);
  });

  test('a client that has registered otherwise takes the profile only with all it asks for', async () => {
    const { acting } = world();
    const { security_profile, ...before } = FAPI;
    const { client } = made(await addClient(acting, { ...before, id_token_signed_response_alg: 'RS256' }));
    expect(faultsOf(await setClient(acting, client.id, { registration: { security_profile } }))).toEqual([
      'id_token_signed_response_alg conflict',
    ]);
    const { client: now } = made(
      await setClient(acting, client.id, { registration: { security_profile, id_token_signed_response_alg: null } }),
    );
    expect(now.metadata).toMatchObject({ security_profile: 'fapi2', id_token_signed_response_alg: 'ES256' });
  });

  test('a service of the profile needs no pushed requests, and an installed application may come back to this machine', async () => {
    const { acting } = world();
    const service = { ...FAPI, redirect_uris: [], grant_types: ['client_credentials'] };
    expect(made(await addClient(acting, service)).client.metadata).not.toHaveProperty('require_pushed_authorization_requests');
    made(await addClient(acting, { ...FAPI, application_type: 'native', redirect_uris: ['http://127.0.0.1/cb'] }));
  });
});

describe('certificates of clients (RFC 8705)', () => {
  const SELF = { token_endpoint_auth_method: 'self_signed_tls_client_auth', redirect_uris: ['https://bank.example/cb'], jwks: KEYS };
  const NAMED = { token_endpoint_auth_method: 'tls_client_auth', redirect_uris: ['https://bank.example/cb'] };
  const faults = (metadata: Record<string, unknown>, certificates: 'none' | 'self-signed' | 'all' = 'all') =>
    metadataFaults(complete(metadata), { certificates }).map(({ field, code }) => `${field} ${code}`);

  test.each<[string, Record<string, unknown>, 'none' | 'self-signed' | 'all', string[]]>([
    ['what this installation can see', SELF, 'self-signed', []],
    ['a name where authorities are known', { ...NAMED, tls_client_auth_subject_dn: 'CN=app,C=NL' }, 'all', []],
    ['a certificate where none can be seen', SELF, 'none', ['token_endpoint_auth_method conflict']],
    [
      'a name where authorities are not',
      { ...NAMED, tls_client_auth_san_dns: 'app.nl' },
      'self-signed',
      ['token_endpoint_auth_method conflict'],
    ],
    ['no name', NAMED, 'all', ['tls_client_auth_subject_dn missing']],
    [
      'two names',
      { ...NAMED, tls_client_auth_san_dns: 'app.nl', tls_client_auth_san_ip: '::1' },
      'all',
      ['tls_client_auth_subject_dn missing'],
    ],
    ['a name and another method', { ...SELF, tls_client_auth_san_dns: 'app.nl' }, 'all', ['token_endpoint_auth_method conflict']],
    ['keys without certificates', { ...SELF, jwks: { keys: [{ kty: 'EC' }] } }, 'all', ['jwks missing']],
    [
      'tokens bound in two ways',
      { ...SELF, dpop_bound_access_tokens: true, tls_client_certificate_bound_access_tokens: true },
      'all',
      ['dpop_bound_access_tokens conflict'],
    ],
  ])('%s', (_what, metadata, certificates, expected) => {
    expect(faults(metadata, certificates)).toEqual(expected);
  });

  test.each([
    ['tls_client_auth_subject_dn', ['app', 'CN=a,', 'CN=#0401', 'CN=a+']],
    ['tls_client_auth_san_dns', ['.example', '*.example', 'app example', '']],
    ['tls_client_auth_san_ip', ['256.1.1.1', '1.2.3', 'app', '::1]/x[']],
    ['tls_client_auth_san_uri', ['app', '']],
    ['tls_client_auth_san_email', ['app', 7]],
  ])('%s must be what it says', (name, wrong) => {
    for (const value of wrong) expect([value, faults({ ...NAMED, [name]: value })]).toEqual([value, [`${name} invalid`]]);
  });

  test('an RSA key of less than 2048 bits is refused', () => {
    const jwks = { keys: [{ kty: 'RSA', e: 'AQAB', n: 'x'.repeat(171) }] };
    expect(faults({ redirect_uris: ['https://bank.example/cb'], token_endpoint_auth_method: 'private_key_jwt', jwks })).toEqual([
      'jwks invalid',
    ]);
  });
});
