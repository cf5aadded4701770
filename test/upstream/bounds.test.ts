import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type CrookedProvider, openCrookedProvider, type Said } from '../kit/crooked-provider.ts';
import { connectionTo, OURS, thereAndBack, upstreamHere, visitTo } from './world.ts';

let provider: CrookedProvider;
beforeAll(async () => {
  provider = await openCrookedProvider();
});
afterEach(() => provider.mend());
afterAll(() => provider.close());

const DISCOVERY = '/.well-known/openid-configuration';
const begin = (issuer = provider.issuer, upstream = upstreamHere({ wait: 300 })) => {
  const connection = connectionTo(issuer);
  return upstream.start(connection, visitTo(connection));
};

describe('An identity provider that cannot be spoken with (ux.md 1.10)', () => {
  test('and does not listen is down, and that is said at once', async () => {
    const gone = await openCrookedProvider();
    await gone.close();
    // With the usual patience: a busy machine must not be slower than the refusal.
    expect(await begin(gone.issuer, upstreamHere())).toEqual({ kind: 'failed', failure: 'down', detail: 'ECONNREFUSED' });
  });

  const BAD_DAYS: readonly (readonly [string, Said | 'silence'])[] = [
    ['says nothing', 'silence'],
    ['is out of order', { status: 503, body: 'later' }],
    ['has too much to do', { status: 429, body: {} }],
  ];
  test.each(BAD_DAYS)('and %s is down, before and after the person was there', async (_what, said) => {
    provider.behaviour.instead = { [DISCOVERY]: said };
    expect(await begin()).toMatchObject({ failure: 'down' });
    provider.behaviour.instead = { '/token': said };
    expect(await thereAndBack(upstreamHere({ wait: 300 }), provider)).toMatchObject({ failure: 'down' });
  });

  const NOT_RIGHT: readonly (readonly [string, Said | 'endless'])[] = [
    ['answers without end', 'endless'],
    ['leads elsewhere', { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' }],
    ['answers with a page', { type: 'text/html', body: '<p>hello' }],
    ['answers what is no JSON', { body: '{"id_token": "eyJhbGciOi' }],
    ['answers with a list', { body: [] }],
    ['knows nothing of it', { status: 404, body: {} }],
  ];
  test.each(NOT_RIGHT)('and %s is not right, before and after the person was there', async (_what, said) => {
    provider.behaviour.instead = { [DISCOVERY]: said };
    expect(await begin()).toMatchObject({ failure: 'config' });
    provider.behaviour.instead = { '/token': said };
    const answer = await thereAndBack(upstreamHere(), provider);
    expect(answer).toMatchObject({ failure: 'config' });
    // What was answered may hold a token: the operator is told what happened, not what was said.
    expect(JSON.stringify(answer)).not.toMatch(/eyJ/);
  });

  test('is asked for its discovery document anew after it failed, and not again for ten minutes once it did not', async () => {
    const [upstream, connection] = [upstreamHere(), connectionTo(provider.issuer)];
    provider.behaviour.instead = { [DISCOVERY]: { status: 503, body: '' } };
    expect(await upstream.start(connection, visitTo(connection))).toMatchObject({ failure: 'down' });
    provider.mend();
    const before = provider.asked.length;
    for (const _ of [1, 2, 3]) expect(await upstream.start(connection, visitTo(connection))).toMatchObject({ kind: 'go' });
    expect(provider.asked.slice(before)).toEqual([DISCOVERY]);
  });
});

describe('What an identity provider says of itself', () => {
  test('must be of the very issuer that is connected (OIDC Discovery 1.0 §4.3)', async () => {
    for (const issuer of ['https://other.example', `${provider.issuer}/`, undefined]) {
      provider.behaviour.discovery = { issuer };
      expect(await begin()).toMatchObject({ failure: 'config' });
    }
  });

  test('leads neither people nor requests to an address that is not safe (security.md 1.33)', async () => {
    for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint'])
      for (const address of ['http://id.acme.example/x', 'javascript:alert(1)', 'file:///etc/passwd', 'https://a:b@id.acme.example/', 7]) {
        provider.behaviour.discovery = { [name]: address };
        expect(await begin()).toMatchObject({ failure: 'config' });
      }
  });

  test('needs an address for each thing that we do there', async () => {
    for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri']) {
      provider.behaviour.discovery = { [name]: undefined };
      expect(await begin()).toMatchObject({ failure: 'config' });
    }
  });

  test('reaches no private address by a name or a number, but those that an operator allows', async () => {
    for (const host of ['10.0.0.1', '169.254.169.254', '[::ffff:10.0.0.1]', '[fd00::1]', '192.168.1.1:8443'])
      expect(await begin(`https://${host}`)).toMatchObject({ failure: 'config', detail: 'a private address' });
    // In production this machine is one too.
    const production = { loopback: false, wait: 300 };
    for (const issuer of [provider.issuer, provider.issuer.replace('127.0.0.1', 'localhost')])
      expect(await begin(issuer, upstreamHere(production))).toMatchObject({ failure: 'config' });
    const safe = provider.issuer.replace('http:', 'https:');
    expect(await begin(safe, upstreamHere(production))).toMatchObject({ detail: 'a private address' });
    const named = safe.replace('127.0.0.1', 'localhost');
    expect(await begin(named, upstreamHere(production))).toMatchObject({ detail: 'a name that leads to a private address' });
    const allowed = upstreamHere({ ...production, privateHosts: [new URL(named).host] });
    // It is reached, and does not speak TLS.
    expect(await begin(named, allowed)).toMatchObject({ failure: 'down' });
  });
});

describe('An identity provider that says no', () => {
  test('because the person stopped is told from one that has a bad day and one that is not right', async () => {
    const said = (error: string, description = '') =>
      thereAndBack(upstreamHere(), provider, { more: { code: undefined, error, error_description: description } });
    expect(await said('access_denied')).toMatchObject({ failure: 'cancelled' });
    expect(await said('temporarily_unavailable')).toMatchObject({ failure: 'down' });
    expect(await said('server_error')).toMatchObject({ failure: 'down' });
    expect(await said('unauthorized_client', 'no such client\r\nfor jan@acme.example')).toEqual({
      kind: 'failed',
      failure: 'config',
      detail: 'unauthorized_client: no such client for [address]',
    });
  });

  test('only in an answer that is its own: another issuer or state is looked at first', async () => {
    const more = { code: undefined, error: 'access_denied', iss: 'https://evil.example' };
    expect(await thereAndBack(upstreamHere(), provider, { more })).toMatchObject({ failure: 'config' });
  });
});

describe('Trying a connection', () => {
  test('names the addresses where it is spoken with, or what is wrong', async () => {
    const { issuer } = provider;
    expect(await upstreamHere().try(connectionTo(issuer))).toEqual({
      kind: 'right',
      endpoints: [`${issuer}/authorize`, `${issuer}/token`, `${issuer}/jwks`, `${issuer}/userinfo`],
      redirectUri: `${OURS}/sso/callback`,
    });
    // One that does not say in its answers whose they are has a place of its own to answer (RFC 9700 §4.4.2).
    provider.behaviour.discovery = { authorization_response_iss_parameter_supported: undefined };
    const connection = connectionTo(issuer);
    expect(await upstreamHere().try(connection)).toMatchObject({ redirectUri: `${OURS}/sso/callback/${connection.organisationId}` });
    provider.behaviour.instead = { '/jwks': { body: { keys: [] } } };
    expect(await upstreamHere().try(connectionTo(issuer))).toEqual({ kind: 'wrong', detail: 'there are no keys at the jwks_uri' });
    provider.behaviour.instead = { '/jwks': { body: 'no' } };
    expect(await upstreamHere().try(connectionTo(issuer))).toMatchObject({ kind: 'wrong' });
  });
});
