import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.ts';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { type Behaviour, CROOKED_CLIENT, type CrookedProvider, openCrookedProvider } from '../kit/crooked-provider.ts';
import { connectionTo, OURS, thereAndBack, upstreamHere, visitTo } from './world.ts';

let provider: CrookedProvider;
beforeAll(async () => {
  provider = await openCrookedProvider();
});
afterEach(() => provider.mend());
afterAll(() => provider.close());

const epoch = () => Math.floor(systemClock.now() / 1000);

describe('A request to an identity provider (R17.4, security.md 1.28)', () => {
  test('asks for a code with PKCE, state and nonce, to be answered at our own callback', async () => {
    const connection = connectionTo(provider.issuer);
    const visit = visitTo(connection);
    const begun = await upstreamHere().start(connection, visit, 'jan');
    const asked = new URL(begun.kind === 'go' ? begun.address : '').searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      client_id: CROOKED_CLIENT.clientId,
      response_type: 'code',
      redirect_uri: `${OURS}/sso/callback`,
      scope: 'openid profile email',
      state: visit.state,
      nonce: visit.nonce,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      login_hint: 'jan',
    });
    expect(asked.get('code_challenge')).not.toBe(visit.codeVerifier);
  });

  test('asks for a fresh sign-in where the application does: by age, or at once', async () => {
    const connection = connectionTo(provider.issuer);
    const asked = async (age: number) => {
      const begun = await upstreamHere().start(connection, visitTo(connection, { freshSince: systemClock.now() - age }));
      return new URL(begun.kind === 'go' ? begun.address : '').searchParams;
    };
    const aged = await asked(minutes(10));
    expect([Number(aged.get('max_age')), aged.get('prompt')]).toEqual([600, null]);
    const now = await asked(0);
    expect([now.get('max_age'), now.get('prompt')]).toEqual(['0', 'login']);
  });
});

describe('An answer of an identity provider', () => {
  test('that is right says who it is, by what the provider has verified', async () => {
    provider.behaviour.claims = { given_name: 'Jan', family_name: 'de Boer', acr: 'high', amr: ['pwd', 'mfa', 'evil value'] };
    const answer = await thereAndBack(upstreamHere(), provider);
    expect(answer).toEqual({
      kind: 'person',
      person: {
        ...{ issuer: provider.issuer, subject: 'person-1', email: 'jan@acme.example', emailVerified: true, username: 'jan' },
        ...{ givenName: 'Jan', familyName: 'de Boer', amr: ['pwd', 'mfa'], authenticatedAt: expect.any(Number) },
      },
    });
    expect(provider.lastGrant().get('code_verifier')).toMatch(/^[\w-]{43}$/);
    expect(provider.lastGrant().get('redirect_uri')).toBe(`${OURS}/sso/callback`);
  });

  const WRONG: readonly (readonly [string, Partial<Behaviour>])[] = [
    ['for another client', { claims: { aud: 'other' } }],
    ['for others too, and not made for us', { claims: { aud: ['voordeur', 'other'], azp: 'other' } }],
    ['made for another client, whoever may read it', { claims: { azp: 'other' } }],
    ['of another issuer', { claims: { iss: 'https://other.example' } }],
    ['with another nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['with an empty subject', { claims: { sub: '' } }],
    ['without an audience', { claims: { aud: undefined } }],
    ['without an end', { claims: { exp: undefined } }],
    ['without its time', { claims: { iat: undefined } }],
    ['that has expired', { claims: { exp: epoch() - 61 } }],
    ['that is made tomorrow', { claims: { iat: epoch() + 86_400 } }],
    ['that is not yet good', { claims: { nbf: epoch() + 3600 } }],
    ['that nobody signed (alg none)', { signed: 'none' }],
    ['that is signed with our own secret (HS256)', { signed: 'HS256' }],
    ['that is signed with a key that is not the provider’s', { signed: 'other key' }],
    ['with no ID token at all', { signed: 'not at all' }],
    ['whose ID token is no token', { tokens: { id_token: 'a.b.c' } }],
    ['without an access token', { tokens: { access_token: undefined } }],
  ];
  test.each(WRONG)('%s lets nobody in, and is nobody’s fault', async (_what, wrong) => {
    Object.assign(provider.behaviour, wrong);
    expect(await thereAndBack(upstreamHere(), provider)).toEqual({ kind: 'failed', failure: 'config', detail: expect.any(String) });
  });

  test('within a minute of its end is taken, for clocks that differ', async () => {
    provider.behaviour.claims = { exp: epoch() - 30, iat: epoch() + 30 };
    expect(await thereAndBack(upstreamHere(), provider)).toMatchObject({ kind: 'person' });
  });

  test('of another provider is refused before its code goes anywhere (RFC 9207, mix-up)', async () => {
    for (const more of [{ iss: 'https://evil.example' }, { iss: undefined }]) {
      const before = provider.asked.filter((path) => path === '/token').length;
      expect(await thereAndBack(upstreamHere(), provider, { more })).toMatchObject({ kind: 'failed', failure: 'config' });
      expect(provider.asked.filter((path) => path === '/token')).toHaveLength(before);
    }
  });

  test('of one that does not say whose answer it is comes to a place of its own, or is refused before its code goes anywhere', async () => {
    provider.behaviour.discovery = { authorization_response_iss_parameter_supported: undefined };
    const connection = connectionTo(provider.issuer);
    const more = { iss: undefined };
    expect(await thereAndBack(upstreamHere(), provider, { connection, more })).toMatchObject({ kind: 'person' });
    expect(provider.lastGrant().get('redirect_uri')).toBe(`${OURS}/sso/callback/${connection.organisationId}`);
    const before = provider.asked.filter((path) => path === '/token').length;
    for (const path of ['/sso/callback', '/sso/callback/another-organisation', `/sso/callback/${connection.organisationId}/`])
      expect(await thereAndBack(upstreamHere(), provider, { connection, more, path })).toMatchObject({ kind: 'failed', failure: 'config' });
    provider.mend();
    const path = `/sso/callback/${connection.organisationId}`;
    const announced = connectionTo(provider.issuer);
    expect(await thereAndBack(upstreamHere(), provider, { connection: announced, path })).toMatchObject({ failure: 'config' });
    expect(provider.asked.filter((asked) => asked === '/token')).toHaveLength(before);
  });

  test('to another visit is refused: its state, or its verifier, is another', async () => {
    const connection = connectionTo(provider.issuer);
    const [mine, other] = [visitTo(connection), visitTo(connection)];
    expect(await thereAndBack(upstreamHere(), provider, { connection, visit: mine, more: { state: other.state } })).toMatchObject({
      failure: 'config',
    });
  });

  test('says of what is not in the ID token what stands at the userinfo endpoint, of the same person alone', async () => {
    provider.behaviour.claims = { email: undefined, email_verified: true, preferred_username: undefined };
    provider.behaviour.userinfo = { email: 'piet@acme.example', email_verified: false, preferred_username: 'piet' };
    const { person } = (await thereAndBack(upstreamHere(), provider)) as { readonly person: object };
    expect(person).toMatchObject({ email: 'piet@acme.example', emailVerified: false, username: 'piet' });
    provider.behaviour.userinfo = { sub: 'somebody else', email: 'piet@acme.example' };
    expect(await thereAndBack(upstreamHere(), provider)).toMatchObject({ kind: 'failed', failure: 'config' });
  });

  test('verifies an address by true alone, and never by what is said elsewhere of another', async () => {
    for (const said of ['true', 1, undefined, null]) {
      provider.behaviour.claims = { email_verified: said };
      provider.behaviour.userinfo = { email: 'jan@acme.example', email_verified: true };
      expect(await thereAndBack(upstreamHere(), provider)).toMatchObject({ person: { emailVerified: false } });
    }
  });
});

describe('A fresh sign-in that was asked', () => {
  const since = () => systemClock.now() - minutes(10);
  const withTime = (at: unknown) => {
    provider.behaviour.claims = { auth_time: at };
    const connection = connectionTo(provider.issuer);
    return thereAndBack(upstreamHere(), provider, { connection, visit: visitTo(connection, { freshSince: since() }) });
  };

  test('is one, or nobody is let in', async () => {
    expect(await withTime(epoch())).toMatchObject({ kind: 'person' });
    expect(await withTime(epoch() - 3600)).toMatchObject({ kind: 'failed', failure: 'config' });
    expect(await withTime(undefined)).toMatchObject({ kind: 'failed', failure: 'config' });
    expect(await withTime('now')).toMatchObject({ kind: 'failed' });
  });

  test('counts a clock that is a minute off', async () => {
    expect(await withTime(epoch() - 600 - 55)).toMatchObject({ kind: 'person' });
    expect(await withTime(Math.floor((since() - seconds(65)) / 1000))).toMatchObject({ kind: 'failed' });
  });
});
