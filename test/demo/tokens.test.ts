import { beforeAll, expect, test } from '@jest/globals';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { checkAccessToken, checkLogoutToken, type Trust } from '../../demo/assessment-app/tokens.ts';

const ISSUER = 'http://localhost:3000';
const API = 'http://localhost:3001/api';
const NOW = Date.UTC(2026, 10, 24, 12);
const SECOND = NOW / 1000;
const LOGOUT_EVENT = { 'http://schemas.openid.net/event/backchannel-logout': {} };

let trust: Trust;
let sign: (payload: JWTPayload, typ?: string) => Promise<string>;
let signByAnother: typeof sign;

beforeAll(async () => {
  const [ours, another] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  trust = { issuer: ISSUER, keys: createLocalJWKSet({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k' }] }), now: () => NOW };
  const signer = (key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']) => (payload: JWTPayload, typ?: string) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k', ...(typ && { typ }) }).sign(key);
  sign = signer(ours.privateKey);
  signByAnother = signer(another.privateKey);
});

function access(change: JWTPayload = {}): JWTPayload {
  return {
    iss: ISSUER,
    aud: API,
    sub: 'u-1',
    client_id: 'demo-assessment',
    jti: 'j',
    iat: SECOND - 10,
    exp: SECOND + 600,
    scope: 'results:read',
    ...change,
  };
}

function logout(change: JWTPayload = {}): JWTPayload {
  return {
    iss: ISSUER,
    aud: 'demo-assessment',
    sub: 'u-1',
    sid: 's-1',
    jti: 'j',
    iat: SECOND - 1,
    exp: SECOND + 120,
    events: LOGOUT_EVENT,
    ...change,
  };
}

function logoutOfNobody(): JWTPayload {
  const { sub: _sub, sid: _sid, ...rest } = logout();
  return rest;
}

test("the demo's API takes an access token that was made for it (RFC 9068 §4)", async () => {
  const token = await sign(access({ scope: 'openid results:read' }), 'at+jwt');
  expect(await checkAccessToken(trust, token, API, 'results:read')).toEqual({
    subject: 'u-1',
    clientId: 'demo-assessment',
    scopes: ['openid', 'results:read'],
  });
});

test.each([
  ['of another issuer', access({ iss: 'https://evil.example' }), 'at+jwt'],
  ['for another API', access({ aud: 'http://localhost:9/api' }), 'at+jwt'],
  ['that is over', access({ exp: SECOND - 1 }), 'at+jwt'],
  ['that is an ID token', access(), 'JWT'],
  ['without a type', access(), undefined],
  ['without a client', access({ client_id: undefined }), 'at+jwt'],
] as const)('the API refuses a token %s', async (_what, payload, typ) => {
  expect(await checkAccessToken(trust, await sign(payload, typ), API, 'results:read')).toEqual({ error: 'invalid_token' });
});

test('the API refuses a token that somebody else signed, and what is no token at all', async () => {
  expect(await checkAccessToken(trust, await signByAnother(access(), 'at+jwt'), API, 'results:read')).toEqual({ error: 'invalid_token' });
  expect(await checkAccessToken(trust, 'not.a.token', API, 'results:read')).toEqual({ error: 'invalid_token' });
});

test('the API tells a token without the scope from a wrong one (RFC 6750 §3.1)', async () => {
  const token = await sign(access({ scope: 'results:write' }), 'at+jwt');
  expect(await checkAccessToken(trust, token, API, 'results:read')).toEqual({ error: 'insufficient_scope' });
});

test('a logout token names the session that is over (Back-Channel Logout 1.0 §2.4)', async () => {
  expect(await checkLogoutToken(trust, await sign(logout(), 'logout+jwt'), 'demo-assessment')).toEqual({ sub: 'u-1', sid: 's-1' });
});

test.each([
  ['with a nonce, as ID tokens have', logout({ nonce: 'n' }), 'logout+jwt'],
  ['without the event', logout({ events: {} }), 'logout+jwt'],
  ['for another app', logout({ aud: 'demo-reports' }), 'logout+jwt'],
  ['about nobody', logoutOfNobody(), 'logout+jwt'],
  ['of ten minutes ago', logout({ iat: SECOND - 600 }), 'logout+jwt'],
  ['of another type', logout(), 'at+jwt'],
] as const)('the app does not believe a logout token %s (Back-Channel Logout 1.0 §2.6)', async (_what, payload, typ) => {
  expect(await checkLogoutToken(trust, await sign(payload, typ), 'demo-assessment')).toBeUndefined();
});

test('keys that cannot be fetched are an outage, not a wrong token', async () => {
  const token = await sign(access(), 'at+jwt');
  const down: Trust = { ...trust, keys: () => Promise.reject(new TypeError('fetch failed')) };
  await expect(checkAccessToken(down, token, API, 'results:read')).rejects.toThrow('fetch failed');
});
