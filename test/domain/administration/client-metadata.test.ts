import { expect, test } from '@jest/globals';
import { complete, metadataFaults } from '../../../src/domain/clients/metadata.ts';

const OFFERED = { certificates: 'none' } as const;
const WEB = { redirect_uris: ['https://app.example/cb'] };

function faults(metadata: Record<string, unknown>): string[] {
  return metadataFaults(complete(metadata), OFFERED).map(({ field, detail }) => `${field} ${detail}`);
}

test.each([
  ['a web application', WEB],
  ['http on this machine', { redirect_uris: ['http://localhost:3001/cb', 'http://127.0.0.1/cb', 'http://[::1]:8080/cb'] }],
  [
    'an installed application with a scheme of its own (RFC 8252 §7.1)',
    { application_type: 'native', redirect_uris: ['com.example.app:/cb'], token_endpoint_auth_method: 'none' },
  ],
  ['a service', { grant_types: ['client_credentials'] }],
  [
    'private_key_jwt with a key set',
    { ...WEB, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] } },
  ],
  ['ES256 and back-channel logout', { ...WEB, id_token_signed_response_alg: 'ES256', backchannel_logout_uri: 'https://app.example/out' }],
])('%s can be registered', (_, metadata) => {
  expect(faults(metadata)).toEqual([]);
});

test.each([
  ['redirect_uris', { redirect_uris: ['/cb'] }, 'not an absolute address'],
  ['redirect_uris', { redirect_uris: ['https://app.example/cb#top'] }, 'fragment'],
  ['redirect_uris', { redirect_uris: ['http://app.example/cb'] }, 'use https'],
  ['redirect_uris', { redirect_uris: ['https://user:secret@app.example/cb'] }, 'user name or password'],
  ['redirect_uris', { redirect_uris: ['com.example.app:/cb'] }, 'not an https address'],
  ['redirect_uris', { application_type: 'native', redirect_uris: ['myapp:/cb'] }, 'without a dot'],
  ['redirect_uris', { application_type: 'native', redirect_uris: ['https://localhost/cb'] }, 'this machine'],
  ['redirect_uris', {}, 'is needed'],
  ['redirect_uris', { redirect_uris: 'https://app.example/cb' }, 'must be a list'],
  ['post_logout_redirect_uris', { ...WEB, post_logout_redirect_uris: ['javascript:alert(1)'] }, 'not an https address'],
  ['grant_types', { ...WEB, grant_types: ['implicit'] }, 'authorization_code, refresh_token or client_credentials'],
  ['grant_types', { ...WEB, grant_types: [] }, 'at least one'],
  ['grant_types', { grant_types: ['refresh_token'] }, 'without authorization_code'],
  [
    'grant_types',
    { ...WEB, grant_types: ['authorization_code', 'client_credentials'], token_endpoint_auth_method: 'none' },
    'public client',
  ],
  ['response_types', { ...WEB, response_types: ['code id_token'] }, 'must be code'],
  ['response_types', { ...WEB, response_types: [] }, 'exactly when'],
  ['token_endpoint_auth_method', { ...WEB, token_endpoint_auth_method: 'client_secret_jwt' }, 'must be client_secret_basic'],
  ['jwks', { ...WEB, token_endpoint_auth_method: 'private_key_jwt' }, 'needed for private_key_jwt'],
  ['jwks', { ...WEB, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'EC', d: 'x' }] } }, 'private or secret key'],
  ['jwks_uri', { ...WEB, jwks_uri: 'https://app.example/jwks', jwks: { keys: [{ kty: 'EC' }] } }, 'exclude each other'],
  ['id_token_signed_response_alg', { ...WEB, id_token_signed_response_alg: 'HS256' }, 'RS256 or ES256'],
  ['initiate_login_uri', { ...WEB, initiate_login_uri: 'http://app.example/login' }, 'use https'],
  ['backchannel_logout_uri', { ...WEB, backchannel_logout_uri: 'https://app.example/out#x' }, 'fragment'],
  ['default_max_age', { ...WEB, default_max_age: -1 }, 'seconds'],
  ['scope', { ...WEB, scope: 'openid results:read' }, 'results:read'],
  ['contacts', { ...WEB, contacts: ['nobody'] }, 'not a mail address'],
])('a registration with a bad %s is refused (%j)', (field, metadata, reason) => {
  expect(faults(metadata)).toEqual([expect.stringMatching(new RegExp(`^${field} .*${reason}`))]);
});

test('metadata we do not know is refused by name, together with everything else', () => {
  const found = metadataFaults(
    complete({ redirect_uris: ['nowhere'], sector_identifier_uri: 'https://x.example', constructor: 1, require_auth_time: 'yes' }),
    OFFERED,
  );
  expect(found.map(({ field, code }) => [field, code])).toEqual([
    ['redirect_uris', 'invalid'],
    ['sector_identifier_uri', 'unknown'],
    ['constructor', 'unknown'],
    ['require_auth_time', 'invalid'],
  ]);
});
