import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { minutes } from '../../src/kernel/duration.ts';
import { type AccountStory, BROWSERS, openAccountStory, pathOf, valuesOf } from '../kit/account.ts';
import { redeem, refresh, returned, userinfo } from '../kit/endpoints.ts';
import { eventually } from '../kit/eventually.ts';
import { NEXT } from '../kit/renewal.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, type Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: AccountStory;

beforeEach(async () => {
  story = await openAccountStory();
});

afterEach(() => story.close());

const sessions = (visitor: Visitor) => story.open(visitor, '/sessions');
const silently = async (visitor: Visitor) =>
  returned(await visitor.open((await story.app.begin({ portal: 'acme', prompt: 'none' })).url, story.app.isCallback));
const heard = (count: number) => eventually(() => story.listener.heard.length >= count && story.listener.heard);
const audited = async (id: string) => (await story.world.app.installation.store.ports.audit.list({ account: id }, 1))[0];

test('ux 1.16 each browser is named as its owner would, with when and for what, this one first', async () => {
  await story.signedIn('Anna', BROWSERS.firefox);
  story.world.clock.forward(minutes(5));
  const { visitor } = await story.signedIn('Anna');
  const words = wordsOf(await sessions(visitor));
  expect(words).toMatch(/Chrome on Windows, last used .* This device .*Firefox on Linux, last used/);
  expect(words).toMatch(/Signed in since \d+ \w+ \d{4}, \d\d:\d\d\. Apps: App exam\./);
});

test('security 1.22 one that is ended is over at the server: sign-in, tokens, and the application is told', async () => {
  const lost = await story.signedIn('Anna', BROWSERS.firefox);
  const { visitor, tokens } = await story.signedIn('Anna');
  const page = await sessions(visitor);
  const [other] = valuesOf(page, 'session');
  const done = await visitor.submit(page, { session: other ?? '' });
  expect([pathOf(done), wordsOf(done)]).toEqual(['/acme/account/sessions', expect.stringContaining('Logged out on Firefox.')]);
  expect(wordsOf(done)).not.toContain('Firefox on Linux');
  expect(await silently(lost.visitor)).toMatchObject({ error: 'login_required' });
  expect((await refresh(story.app, lost.tokens['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' });
  expect((await userinfo(story.app, lost.tokens['access_token'])).status).toBe(401);
  expect(await silently(visitor)).toHaveProperty('code');
  expect((await userinfo(story.app, tokens['access_token'])).status).toBe(200);
  const told = (await heard(1)).map(({ fields }) => decodeJwt(fields['logout_token'] ?? ''));
  expect(told.map(({ sub, sid }) => ({ sub, sid }))).toEqual([
    { sub: story.anna.id, sid: decodeJwt(String(lost.tokens['id_token']))['sid'] },
  ]);
  expect(await audited(story.anna.id)).toMatchObject({ event: 'session.ended', which: 'one', actor: 'person' });
});

test('«on all other devices» ends them all and keeps this one', async () => {
  const others = [await story.signedIn('Anna', BROWSERS.firefox), await story.signedIn('Anna', '')];
  const { visitor } = await story.signedIn('Anna');
  const done = await visitor.submit(await sessions(visitor), { session: 'all' });
  expect(wordsOf(done)).toContain('Logged out on all other devices.');
  expect(wordsOf(done)).not.toMatch(/Firefox on Linux|Unknown browser/);
  for (const { visitor: other } of others) expect(await silently(other)).toMatchObject({ error: 'login_required' });
  expect(await silently(visitor)).toHaveProperty('code');
  expect(await heard(2)).toHaveLength(2);
});

test('what was given for longer than the session ends as well: a lost device keeps nothing', async () => {
  const offline = await signIn(story.app, 'Anna', { portal: 'acme', scope: 'openid offline_access' });
  const { body } = await redeem(story.app, offline);
  const { visitor } = await story.signedIn('Anna');
  const page = await sessions(visitor);
  await visitor.submit(page, { session: valuesOf(page, 'session')[0] ?? '' });
  expect((await refresh(story.app, body['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' });
});

test.each(['somebody else’s', 'one that never was', 'one’s own'])(
  'security 1.30 the id of %s ends nothing, and all look the same',
  async (whose) => {
    const bert = await story.signedIn('Bert');
    const [foreign] = await story.world.app.installation.store.ports.sessions.live(story.bert.id, story.world.clock.now());
    const { visitor } = await story.signedIn('Anna');
    const [own] = await story.world.app.installation.store.ports.sessions.live(story.anna.id, story.world.clock.now());
    const id = { 'somebody else’s': foreign?.uid, 'one that never was': 'V1StGXR8_Z5jdHi6B-myT', 'one’s own': own?.uid }[whose];
    await story.signedIn('Anna', BROWSERS.firefox);
    const answer = await visitor.submit(await sessions(visitor), { session: id ?? '' });
    expect(wordsOf(answer)).toContain('Logging out did not work. Try again.');
    for (const each of [bert.visitor, visitor]) expect(await silently(each)).toHaveProperty('code');
    expect(story.listener.heard).toEqual([]);
  },
);

test('security 2.5 a person has ten sessions: with the eleventh, the one that was not used for the longest ends', async () => {
  const visitors: Visitor[] = [];
  for (let at = 0; at < 10; at += 1) {
    visitors.push((await story.signedIn('Anna')).visitor);
    story.world.clock.forward(minutes(2));
  }
  const [first, second] = visitors as [Visitor, Visitor];
  // The first is used once more, so the second is the one.
  expect(await silently(first)).toHaveProperty('code');
  story.world.clock.forward(minutes(2));
  const last = await story.signedIn('Anna');
  expect(await silently(second)).toMatchObject({ error: 'login_required' });
  for (const visitor of [first, ...visitors.slice(2), last.visitor]) expect(await silently(visitor)).toHaveProperty('code');
  expect(await heard(1)).toHaveLength(1);
  expect(valuesOf(await sessions(last.visitor), 'session')).toHaveLength(10);
});

test('security 2.5 sessions that were left count for nobody', async () => {
  for (let at = 0; at < 10; at += 1) {
    const { visitor } = await story.signedIn('Anna');
    const ask = await visitor.open(`${story.world.url}/oidc/session/end`);
    await visitor.submit(ask, { logout: 'yes' });
  }
  const { visitor } = await story.signedIn('Anna');
  await story.signedIn('Anna');
  expect(await silently(visitor)).toHaveProperty('code');
});

test('security 2.5 a new password tells the applications of the other sessions, and of no other', async () => {
  const lost = await story.signedIn('Anna', BROWSERS.firefox);
  const { visitor } = await story.signedIn('Anna');
  const done = await visitor.submit(await story.open(visitor, '/password'), { 'current-password': PASSWORD, 'new-password': NEXT });
  expect(wordsOf(done)).toContain('Your password has been changed.');
  const told = (await heard(1)).map(({ fields }) => decodeJwt(fields['logout_token'] ?? '')['sid']);
  expect(told).toEqual([decodeJwt(String(lost.tokens['id_token']))['sid']]);
});

test('security 1.24 a form from elsewhere ends nothing', async () => {
  const other = await story.signedIn('Anna', BROWSERS.firefox);
  const { visitor } = await story.signedIn('Anna');
  const { action, fields } = formOf(await sessions(visitor));
  const body = new URLSearchParams({ ...fields, session: 'all' });
  const foreign = await visitor.send(action, {
    method: 'POST',
    body,
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  });
  expect(foreign.status).toBe(403);
  expect(await silently(other.visitor)).toHaveProperty('code');
});
