import { afterEach, expect, test } from '@jest/globals';
import { setConnection } from '../../src/domain/administration/connections.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { signOutUrl } from '../kit/endpoints.ts';
import { type Federated, linkedJan, openFederated, type Underway } from '../kit/federated.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const STILL = 'You may still be signed in at Acme ID.';
const WAY_OUT = 'https://id.acme.example/sign-out';

let portal: Federated;
afterEach(() => portal.close());

/** Jan has come by the identity provider and is in the application. */
async function jan(policy: Parameters<typeof openFederated>[0] = { singleSignOn: 'required' }): Promise<Underway> {
  portal = await openFederated(policy, { logOutUrl: WAY_OUT });
  await linkedJan(portal);
  return portal.goThere(await portal.ask());
}

/** The application signs somebody out who is in it; returns the page that says so. */
async function signOut({ visitor, page, begun }: Underway) {
  const { id_token } = await portal.app.exchange(page.url, begun);
  return visitor.open(signOutUrl(portal.app, { id_token_hint: String(id_token) }));
}

test('ux 1.12 whom the application signs out is told of the identity provider, with the way out there, also when the page is opened again', async () => {
  const underway = await jan();
  const signedOut = await signOut(underway);
  expect(wordsOf(signedOut)).toContain(STILL);
  expect(signedOut.text).toContain(`<a href="${WAY_OUT}">Log out at Acme ID</a>`);
  expect(wordsOf(await underway.visitor.open(signedOut.url))).toContain(STILL);
  portal.world.clock.forward(minutes(10) + 1);
  const later = await underway.visitor.open(signedOut.url);
  expect([later.status, wordsOf(later).includes(STILL)]).toEqual([200, false]);
});

test('ux 1.12 no way out is offered where none is known, and nothing is said once the connection is another', async () => {
  const underway = await jan({ singleSignOn: 'offered' });
  const { acting } = portal.world.app.installation;
  await setConnection(acting, 'acme', { logOutUrl: '' });
  const signedOut = await signOut(underway);
  expect(wordsOf(signedOut)).toContain(STILL);
  expect(wordsOf(signedOut)).not.toContain('Log out at');
  await setConnection(acting, 'acme', { forgetPeople: true });
  expect(wordsOf(await underway.visitor.open(signedOut.url))).not.toContain(STILL);
});

test('ux 1.12 who came by a password is told nothing of it, and neither is another browser', async () => {
  const underway = await jan({ singleSignOn: 'offered' });
  const signedOut = await signOut(underway);
  expect(wordsOf(await new Visitor().open(signedOut.url))).not.toContain(STILL);
  await portal.world.person('acme', 'piet');
  const { visitor, begun, page } = await portal.ask();
  const answer = await visitor.submit(page, { username: 'piet', password: PASSWORD }, portal.app.isCallback);
  expect(wordsOf(await signOut({ visitor, begun, page: answer }))).not.toContain(STILL);
});

test('ux 1.10 after a sign-out the portal sends nobody on by itself for ten minutes, for they would come back signed in', async () => {
  const underway = await jan();
  const signedOut = await signOut(underway);
  expect(signedOut.text).toContain('href="/acme"');
  const again = await portal.ask({}, underway.visitor);
  expect(new URL(again.page.url).pathname).toMatch(/\/sso$/);
  expect(wordsOf(again.page)).toContain('Sign in through acme BV');
  portal.world.clock.forward(minutes(10) + 1);
  expect((await portal.ask({}, underway.visitor)).page.url).toContain('/sso/go');
  expect((await portal.ask()).page.url).toContain('/sso/go');
});

test('ux 1.10, 1.12 the same goes for who signs out of one of several portals on our own page', async () => {
  const underway = await jan();
  const { world } = portal;
  await world.organisation('globex', { preferredLanguage: 'en' });
  await world.person('globex', 'jan');
  const { visitor } = underway;
  const other = await portal.app.begin({ portal: 'globex' });
  await visitor.submit(await visitor.open(other.url), { username: 'jan', password: PASSWORD }, portal.app.isCallback);
  const choice = await visitor.open(`${world.url}/sign-out`);
  const signedOut = await visitor.submit(choice, { portal: 'all' });
  expect(wordsOf(signedOut)).toContain(STILL);
  expect((await portal.ask({}, visitor)).page.url).toMatch(/\/sso$/);
});
