import { beforeEach, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { days, hours, minutes } from '../../src/kernel/duration.ts';
import { call, endpoint, redeem, refresh, returned } from '../kit/endpoints.ts';
import { NEXT, type RenewalStory, setPolicy, useRenewal } from '../kit/renewal.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const { story, typePassword, choose, isIn, renewalPage } = useRenewal();
let { world, app, anna } = {} as RenewalStory;

beforeEach(() => {
  ({ world, app, anna } = story());
});

test('R13.4 no address, second tab, other app or silent request goes round the renewal', async () => {
  const { visitor, page } = await renewalPage();
  const flow = page.url.replace(/\/new-password$/, '');
  const uid = flow.split('/').at(-1);
  for (const address of [flow, `${flow}/password`, `${flow}/password-soon`, `${flow}/consent`])
    expect((await visitor.open(address, app.isCallback)).url).toBe(page.url);
  const later = await visitor.post(page, { do: 'later' });
  expect(later.headers.get('location')).toMatch(/new-password$/);
  expect(app.isCallback((await visitor.open(`${world.url}/oidc/auth/${uid}`, app.isCallback)).url)).toBe(false);
  const other = await world.relyingParty('other');
  const silent = await visitor.open((await other.begin({ portal: 'acme', prompt: 'none' })).url, other.isCallback);
  expect(returned(silent)).toMatchObject({ error: 'login_required' });
  const tab = await visitor.open((await other.begin({ portal: 'acme' })).url, other.isCallback);
  expect(new URL(tab.url).pathname).toMatch(/\/password$/);
  expect((await visitor.submit(tab, { username: 'Anna', password: PASSWORD }, other.isCallback)).url).toMatch(/\/new-password$/);
});

test('R13.4 the renewal is still asked after a restart of the server, at the same address', async () => {
  const { visitor, page } = await renewalPage();
  await world.restart();
  const reopened = await visitor.open(page.url, app.isCallback);
  expect(wordsOf(reopened)).toContain('Your password is more than 90 days old.');
  expect(isIn(await choose(visitor, reopened, NEXT))).toBe(true);
});

test('design §2 a policy that is switched off meanwhile asks nothing any more, and the sign-in goes on', async () => {
  const { visitor, page } = await renewalPage();
  await setPolicy(world, { passwordMaxAgeDays: 0 });
  expect(isIn(await visitor.open(page.url, app.isCallback))).toBe(true);
});

test('T1 a password that the operator marked must be renewed, and the sessions that stood on it are over', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  await setAccount(world.app.installation.acting, anna.id, { mustChangePassword: true });
  const silent = await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback);
  expect(returned(silent)).toMatchObject({ error: 'login_required' });
  const { page } = await typePassword();
  expect(wordsOf(page)).toContain('acme BV asks you to choose a new password. Then you can continue.');
});

test('R13.4 the lock where codes are issued: a session does not outlive the mark on its password', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  await world.app.installation.store.ports.passwords.mark(anna.id);
  const other = await world.relyingParty('other');
  const silent = await visitor.open((await other.begin({ portal: 'acme', prompt: 'none' })).url, other.isCallback);
  expect(returned(silent)).toMatchObject({ error: 'login_required' });
  const page = await visitor.open((await other.begin({ portal: 'acme' })).url, other.isCallback);
  expect(new URL(page.url).pathname).toMatch(/\/password$/);
});

test('R13.7 a password that expires while somebody is in a test disturbs nothing until the next sign-in', async () => {
  world.clock.forward(days(89) + hours(23));
  const page = await typePassword();
  const { visitor } = page;
  const arrived = await visitor.submit(page.page, { do: 'later' }, app.isCallback);
  expect(isIn(arrived)).toBe(true);
  for (let at = 0; at < 3; at += 1) {
    world.clock.forward(minutes(45));
    const silent = await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback);
    expect(returned(silent)).toHaveProperty('code');
  }
  expect((await typePassword()).page.url).toMatch(/\/new-password$/);
});

test('settled 38 a renewal ends the other sessions and their refresh tokens; the browser that renewed is in', async () => {
  world.clock.forward(days(90) - minutes(30));
  const elsewhere = await typePassword();
  await elsewhere.visitor.submit(elsewhere.page, { do: 'later' }, app.isCallback);
  const begun = await app.begin({ portal: 'acme' });
  const callback = (await elsewhere.visitor.open(begun.url, app.isCallback)).url;
  const tokens = await redeem(app, { callback, begun });
  world.clock.forward(minutes(31));
  const { visitor, page } = await typePassword();
  expect(isIn(await choose(visitor, page, NEXT))).toBe(true);
  const silently = async (who: Visitor) =>
    returned(await who.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback));
  expect(await silently(elsewhere.visitor)).toMatchObject({ error: 'login_required' });
  expect(await silently(visitor)).toHaveProperty('code');
  expect((await refresh(app, tokens.body['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' });
  const userinfo = await call(endpoint(app, 'userinfo_endpoint'), {
    headers: { authorization: `Bearer ${String(tokens.body['access_token'])}` },
  });
  expect(userinfo.status).toBe(401);
});

test('security 1.19 a sign-in that was finished with the old password, but not taken up, is worth nothing after the change', async () => {
  const thief = new Visitor();
  const sheet = await thief.open((await app.begin({ portal: 'acme' })).url, app.isCallback);
  const { headers } = await (await thief.cutOff()).post(sheet, { username: 'Anna', password: PASSWORD });
  expect(headers.get('location')).toContain('code=');
  await setAccount(world.app.installation.acting, anna.id, { password: NEXT });
  const resume = new URL(`/oidc/auth/${sheet.url.split('/').at(-2)}`, sheet.url).href;
  expect(isIn(await thief.open(resume, app.isCallback))).toBe(false);
});

test('security 1.19 a sign-in in the middle of its renewal asks the new password, once the owner has changed it elsewhere', async () => {
  const thief = await renewalPage();
  const owner = await typePassword();
  expect(isIn(await choose(owner.visitor, owner.page, NEXT))).toBe(true);
  const stopped = await choose(thief.visitor, thief.page, 'een woord van de dief');
  expect(new URL(stopped.url).pathname).toMatch(/\/password$/);
  expect(isIn((await typePassword(new Visitor(), NEXT)).page)).toBe(true);
});

test('R13.3, settled 38 a renewal at step-up keeps the session, in which another app is signed in too, and says when the person really proved who they are', async () => {
  world.clock.forward(days(90) - minutes(30));
  const first = await typePassword();
  await first.visitor.submit(first.page, { do: 'later' }, app.isCallback);
  const other = await world.relyingParty('other', { backchannel_logout_uri: 'http://localhost:9/other/logout' });
  const sessionAtOther = async () => {
    const begun = await other.begin({ portal: 'acme', prompt: 'none' });
    const { url } = await first.visitor.open(begun.url, other.isCallback);
    return (await other.exchange(url, begun)).claims()?.['sid'];
  };
  const before = await sessionAtOther();
  world.clock.forward(minutes(45));
  const begun = await app.begin({ portal: 'acme', prompt: 'login' });
  const sheet = await first.visitor.open(begun.url, app.isCallback);
  const page = await first.visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, app.isCallback);
  const typedAt = world.clock.now();
  world.clock.forward(minutes(5));
  const arrived = await choose(first.visitor, page, NEXT);
  const claims = (await app.exchange(arrived.url, begun)).claims();
  expect(Math.abs(Number(claims?.['auth_time']) - typedAt / 1000)).toBeLessThan(30);
  expect([typeof before, await sessionAtOther()]).toEqual(['string', before]);
});

test('security 1.39 the audit log says that the password was changed, by whom and why, and nothing of either password', async () => {
  const { visitor, page } = await renewalPage();
  await choose(visitor, page, NEXT);
  const rows = await world.app.installation.store.ports.audit.list({ account: anna.id }, 10);
  expect(rows.find((row) => row.event === 'password.changed')).toMatchObject({ because: 'expired', actor: 'person', client: 'exam' });
  expect(JSON.stringify(rows)).not.toMatch(/ezels|paarden/);
});
