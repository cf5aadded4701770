import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authorize, endpoint, returned } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let native: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
  await world.relyingParty('foreign', { redirect_uris: ['https://foreign.example/callback'] });
  native = await world.relyingParty('native', {
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback', 'com.example.app:/callback'],
  });
});

afterAll(() => world.close());

/** Sends a request with these parameters in place of the right ones. */
async function request(party: RelyingParty, parameters: Record<string, string | undefined>): Promise<Answer> {
  const url = new URL((await party.begin({ portal: 'acme' })).url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return new Visitor().send(url.href);
}

function expectOurErrorPage(answer: Answer, code: string): void {
  expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  const words = wordsOf(answer);
  expect(words).toMatch(/reference/i);
  expect(words).toContain(code);
}

test.each([
  ['another host', 'http://evil.example/callback'],
  ['a longer path', 'http://localhost:9/exam/callback/more'],
  ['a query', 'http://localhost:9/exam/callback?next=1'],
  ['other capitals', 'http://localhost:9/Exam/callback'],
  ['another port', 'http://localhost:10/exam/callback'],
  ['a path that leads there', 'http://localhost:9/exam/x/../callback'],
  ['a script', 'javascript:alert(1)'],
])('RFC 9700 2.1 a redirect address with %s stays on a page of ours that names the technical code', async (_what, redirect_uri) => {
  expectOurErrorPage(await request(app, { redirect_uri }), 'invalid_redirect_uri');
});

test('RFC 9700 2.1 a request without a redirect address stays on a page of ours', async () => {
  expectOurErrorPage(await request(app, { redirect_uri: undefined }), 'invalid_request');
});

test('RFC 9700 2.1 an application cannot use the redirect address of another', async () => {
  expectOurErrorPage(await request(app, { redirect_uri: 'https://foreign.example/callback' }), 'invalid_redirect_uri');
});

test('an unknown application stays on a page of ours, and nothing of the request is repeated as markup', async () => {
  const answer = await request(app, { client_id: '"><script>alert(1)</script>' });
  expectOurErrorPage(answer, 'invalid_client');
  expect(answer.text).not.toContain('<script>alert');
});

test('a request without client_id stays on a page of ours', async () => {
  expectOurErrorPage(await request(app, { client_id: undefined }), 'invalid_request');
});

test('§9.10 an http redirect address on loopback works for a web application, with its exact path', async () => {
  const web = await world.relyingParty('loopback', { redirect_uris: ['http://127.0.0.1:8123/callback'] });
  const { callback } = await signIn(web, 'Anna', { portal: 'acme' });
  expect(callback).toMatch(/^http:\/\/127\.0\.0\.1:8123\/callback\?code=/);
  for (const redirect_uri of ['http://127.0.0.1:8123/other', 'http://127.0.0.1:8124/callback']) {
    expectOurErrorPage(await request(web, { redirect_uri }), 'invalid_redirect_uri');
  }
});

test('§9.10, RFC 8252 7.3 a native application comes back at any port of loopback, on the registered path alone', async () => {
  const begun = await native.begin({ portal: 'acme', redirect_uri: 'http://127.0.0.1:51234/callback', prompt: 'none' });
  const answer = await new Visitor().open(begun.url, (url) => url.startsWith('http://127.0.0.1:51234/callback'));
  expect(returned(answer)).toMatchObject({ error: 'login_required', state: begun.state });
  expectOurErrorPage(await request(native, { redirect_uri: 'http://127.0.0.1:51234/other' }), 'invalid_redirect_uri');
});

test('RFC 8252 7.1 a native application comes back by its own scheme', async () => {
  const begun = await native.begin({ portal: 'acme', redirect_uri: 'com.example.app:/callback', prompt: 'none' });
  const answer = await new Visitor().open(begun.url, (url) => url.startsWith('com.example.app:/callback'));
  expect(returned(answer)).toMatchObject({ error: 'login_required' });
});

test('an http redirect address elsewhere than on this machine cannot be registered', async () => {
  await expect(world.relyingParty('http', { redirect_uris: ['http://app.example/callback'] })).rejects.toThrow('redirect_uris');
});

test.each(['token', 'id_token', 'code id_token', 'none'])('OAuth 2.1 response_type %s is refused', async (response_type) => {
  const { answer } = await authorize(app, { portal: 'acme', response_type });
  expect(returned(answer)).toMatchObject({ error: expect.stringMatching(/^(unsupported_response_type|unauthorized_client)$/) });
});

test('OIDC Core 3.1.2.1 an authorization request may come by POST, and finds the session that is there', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  const begun = await app.begin({ portal: 'acme', prompt: 'none' });
  const url = new URL(begun.url);
  const posted = await visitor.send(endpoint(app, 'authorization_endpoint'), { method: 'POST', body: url.searchParams });
  expect(returned(await visitor.follow(posted, app.isCallback))).toHaveProperty('code');
});

test('parameters sent twice are refused', async () => {
  const { url } = await app.begin({ portal: 'acme' });
  const twice = await new Visitor().open(`${url}&scope=openid`, app.isCallback);
  expect(returned(twice)).toMatchObject({ error: 'invalid_request' });
});

test('the wrong method at the authorization and token endpoints is a clear answer, never a surprise', async () => {
  const visitor = new Visitor();
  for (const name of ['authorization_endpoint', 'token_endpoint']) {
    const answer = await visitor.send(endpoint(app, name), { method: 'DELETE' });
    expect([404, 405]).toContain(answer.status);
  }
});
