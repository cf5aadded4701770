import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { type RunningApp, startAssessmentApp } from '../../demo/assessment-app/app.ts';
import { registerAssessment, registerReports, SCOPES } from '../../demo/registrations.ts';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { freePort, openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let exams: RunningApp;
let reports: RunningApp;
const unexpected: unknown[] = [];

beforeAll(async () => {
  // The product must know before it starts which private addresses it may tell of a logout.
  const [one, other] = [await freePort(), await freePort()];
  world = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: `localhost:${one},localhost:${other}` });
  for (const portal of ['acme', 'globex']) await world.organisation(portal, { preferredLanguage: 'en' });
  for (const portal of ['acme', 'globex']) await world.person(portal, 'Anna.Jansen', { givenName: 'Anna', familyName: 'Jansen' });
  const portals = [
    { portal: 'acme', name: 'acme BV' },
    { portal: 'globex', name: 'globex BV' },
  ];
  const common = { issuer: world.url, portals, now: () => world.clock.now(), report: (error: unknown) => void unexpected.push(error) };
  const { store, acting } = world.app.installation;
  const needs = { store, acting };
  exams = await startAssessmentApp({
    ...common,
    name: 'Exams',
    port: one,
    scope: SCOPES.assessment,
    api: true,
    register: (url) => registerAssessment(needs, url),
  });
  reports = await startAssessmentApp({
    ...common,
    name: 'Reports',
    port: other,
    scope: SCOPES.reports,
    api: false,
    register: (url) => registerReports(needs, url),
  });
});

afterAll(async () => {
  await exams?.close();
  await reports?.close();
  await world?.close();
  expect(unexpected).toEqual([]);
});

async function signedIn(portal = 'acme', username = 'Anna.Jansen'): Promise<{ visitor: Visitor; page: Answer }> {
  const visitor = new Visitor();
  const form = await visitor.open(`${exams.url}/login?portal=${portal}`);
  return { visitor, page: await visitor.submit(form, { username, password: PASSWORD }) };
}

/** Presses one of the app's own buttons. */
async function press(visitor: Visitor, path: string, origin = exams.url): Promise<Answer> {
  return visitor.follow(await visitor.send(exams.url + path, { method: 'POST', headers: { origin } }));
}

function fact(page: Answer, id: string): string | undefined {
  return parse(page.text).querySelector(`#${id}`)?.textContent;
}

test('the app shows who signed in, where, how surely and when', async () => {
  const { page } = await signedIn();
  expect(page.url).toBe(`${exams.url}/`);
  expect(['name', 'organisation', 'acr', 'amr'].map((id) => fact(page, id))).toEqual([
    'Anna Jansen',
    'acme BV',
    'urn:voordeur:acr:1',
    'pwd',
  ]);
  const at = parse(page.text).querySelector('#auth-time time')?.getAttribute('datetime');
  expect(Math.abs(Date.parse(at ?? '') - world.clock.now())).toBeLessThan(30_000);
});

test('the app refreshes, and its API takes the access token that was made for it and no other', async () => {
  const { visitor } = await signedIn();
  expect(fact(await press(visitor, '/refresh'), 'refreshed')).toBe('1');
  const answer = fact(await press(visitor, '/api-call'), 'api-result') ?? '';
  expect(answer).toMatch(/^200 /);
  expect(JSON.parse(answer.slice(4))).toMatchObject({ client_id: 'demo-assessment', scope: 'results:read' });
  expect((await fetch(`${exams.url}/api/results`)).status).toBe(401);
  expect((await fetch(`${exams.url}/api/results`, { headers: { authorization: 'Bearer made-up' } })).status).toBe(401);
});

test('signing out ends the session of the app and of the server', async () => {
  const { visitor } = await signedIn();
  const after = await press(visitor, '/logout');
  expect(after.url).toBe(`${exams.url}/`);
  expect(fact(after, 'name')).toBeUndefined();
  expect((await visitor.open(`${exams.url}/login?portal=acme`)).url).toContain('/acme/sign-in/');
});

test('signing out at one app ends the session at the other, told by the server (Back-Channel Logout 1.0)', async () => {
  const { visitor } = await signedIn();
  const consent = await visitor.open(`${reports.url}/login?portal=acme`);
  expect(wordsOf(consent)).toContain('Rapportage-demo');
  const allow = parse(consent.text).querySelector('form button');
  const typed = { ...formOf(consent).fields, [allow?.getAttribute('name') ?? '']: allow?.getAttribute('value') ?? '' };
  expect(fact(await visitor.submit(consent, typed), 'name')).toBe('Anna Jansen');
  await press(visitor, '/logout');
  // The person does not wait for the other application to hear of it.
  const until = performance.now() + 5000;
  let name: string | undefined;
  do name = fact(await visitor.open(`${reports.url}/`), 'name');
  while (name !== undefined && performance.now() < until);
  expect(name).toBeUndefined();
});

test('two organisations are signed in side by side; signing out of one leaves the other', async () => {
  const { visitor } = await signedIn('acme');
  await visitor.submit(await visitor.open(`${exams.url}/login?portal=globex`), { username: 'Anna.Jansen', password: PASSWORD });
  await press(visitor, '/logout');
  expect(fact(await visitor.open(`${exams.url}/login?portal=acme`), 'organisation')).toBe('acme BV');
  expect((await visitor.open(`${exams.url}/login?portal=globex`)).url).toContain('/globex/sign-in/');
});

test('a callback is believed once, and only in the browser that asked', async () => {
  const visitor = new Visitor();
  const form = await visitor.open(`${exams.url}/login?portal=acme`);
  const isCallback = (url: string) => url.startsWith(`${exams.url}/callback`);
  const { url } = await visitor.submit(form, { username: 'Anna.Jansen', password: PASSWORD }, isCallback);
  const stranger = await new Visitor().open(url);
  expect([stranger.status, fact(stranger, 'start-again')]).toEqual([400, 'Start again']);
  expect(fact(await visitor.open(url), 'name')).toBe('Anna Jansen');
  const again = await visitor.open(url);
  expect([again.status, wordsOf(again)]).toEqual([400, expect.stringContaining('We no longer know this sign-in')]);
});

test('a sign-in that our server refuses ends on a friendly page of the app', async () => {
  const page = await new Visitor().open(`${exams.url}/login?portal=nobody`);
  expect([page.status, fact(page, 'reason')]).toEqual([400, 'invalid_request']);
});

test('a sign-in may be started by our server only (OIDC Core §4 iss)', async () => {
  const visitor = new Visitor();
  expect((await visitor.send(`${exams.url}/login?iss=https://evil.example`)).status).toBe(400);
  const begun = await visitor.send(`${exams.url}/login?iss=${encodeURIComponent(world.url)}&portal=acme&login_hint=Anna.Jansen`);
  const sent = new URL(begun.headers.get('location') ?? '').searchParams;
  expect([sent.get('portal'), sent.get('login_hint'), sent.get('code_challenge_method')]).toEqual(['acme', 'Anna.Jansen', 'S256']);
});

test("another site's form can neither refresh nor sign out", async () => {
  const { visitor } = await signedIn();
  for (const path of ['/refresh', '/api-call', '/logout']) expect((await press(visitor, path, 'https://evil.example')).status).toBe(403);
  expect(fact(await visitor.open(`${exams.url}/`), 'refreshed')).toBe('0');
});

test('somebody who was suspended is told at the next refresh that the session is over', async () => {
  const { id } = await world.person('acme', 'Short.Stay');
  const { visitor } = await signedIn('acme', 'Short.Stay');
  await setAccount(world.app.installation.acting, id, { state: 'suspended' });
  const over = await press(visitor, '/refresh');
  expect([over.status, fact(over, 'reason')]).toEqual([401, 'invalid_grant']);
  expect(fact(await visitor.open(`${exams.url}/`), 'name')).toBeUndefined();
});

test('odd requests get a clear answer and never stop the app', async () => {
  const send = (path: string, init?: RequestInit) => fetch(exams.url + path, init).then(({ status }) => status);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await send('/nothing-here')).toBe(404);
  expect(await send('//evil.example/')).toBe(404);
  expect(await send('/', { method: 'DELETE' })).toBe(405);
  expect(await send('/refresh')).toBe(405);
  expect(await send('/backchannel-logout', { method: 'POST', headers: form, body: 'logout_token=made-up' })).toBe(400);
  expect(await send('/backchannel-logout', { method: 'POST', headers: form, body: `logout_token=${'x'.repeat(100_000)}` })).toBe(400);
  expect(await send('/', { headers: { cookie: 'demo-assessment-session=made-up' } })).toBe(200);
});

test('the app registers anew at each start, and its former secret is let go of', async () => {
  const { store, acting } = world.app.installation;
  const before = await store.ports.clients.byId('demo-assessment');
  const { clientSecret } = await registerAssessment({ store, acting }, exams.url);
  const after = await store.ports.clients.byId('demo-assessment');
  expect(after?.secretHashes).toHaveLength(1);
  expect(after?.secretHashes).not.toEqual(before?.secretHashes);
  expect(JSON.stringify(after)).not.toContain(clientSecret);
});
