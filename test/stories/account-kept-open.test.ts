// A page of the account that stays open while somebody else signs in in the same browser, or nobody is signed in any more.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { changed } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let anna: { id: string };
let organisationId: string;

beforeEach(async () => {
  world = await openWorld();
  const policy = { twoStep: 'optional', twoStepMethods: ['mail'] } as const;
  organisationId = (await world.organisation('acme', { preferredLanguage: 'en', policy })).id;
  anna = await world.person('acme', 'Anna', { givenName: 'Anna', familyName: 'Jansen' });
  app = await world.relyingParty('exam');
});

afterEach(() => world.close());

const pathOf = ({ url }: { url: string }) => new URL(url).pathname;
const account = (visitor: Visitor, place = '') => visitor.open(`${world.url}/acme/account${place}`);
const signedIn = async () => (await signIn(app, 'Anna', { portal: 'acme' })).visitor;

/** A page of Anna's that stays open while somebody else signs in here. */
async function openSince(place: string) {
  await world.person('acme', 'Bert', { givenName: 'Bert', familyName: 'Visser', email: 'bert@example.nl' });
  await changed(world, anna.id, { email: 'anna@example.nl', emailVerified: true });
  // In another browser as well, so that there is something to end.
  const [visitor] = [await signedIn(), await signedIn()];
  const page = await account(visitor, place);
  await visitor.submit(await visitor.open(`${world.url}/oidc/session/end`), { logout: 'yes' });
  return { visitor, page };
}

test.each([
  ['', { 'given-name': 'Changed', 'family-name': 'Changed' }],
  ['/sessions', { session: 'all' }],
  ['/two-step', { mail: 'on' }],
  ['/password', { 'current-password': PASSWORD, 'new-password': 'another one, long enough' }],
])(
  'R7.8 a page of account%s that was opened by somebody else changes nothing of who is signed in by now, and says so once',
  async (place, typed) => {
    const { visitor, page } = await openSince(place);
    const { visitor: bert } = await signIn(app, 'Bert', { portal: 'acme' }, visitor);
    const { accounts, audit } = world.app.installation.store.ports;
    const all = () => audit.list({}, 100);
    const [before, rows] = [await accounts.byUsername(organisationId, 'bert'), await all()];
    const told = await bert.submit(page, typed);
    expect([told.status, pathOf(told)]).toEqual([200, `/acme/account${place}`]);
    expect(wordsOf(told)).toContain(
      'You are logged in as Bert now. What you sent came from a page of another account. Nothing was changed.',
    );
    expect([await accounts.byUsername(organisationId, 'bert'), await all()]).toEqual([before, rows]);
    expect(wordsOf(await account(bert, place))).not.toContain('came from a page');
  },
);

test('settled 40 who was logged out meanwhile signs in, and is told that nothing came of what they sent; somebody else is not', async () => {
  const { visitor, page } = await openSince('');
  const told = async (username: string) => {
    const sheet = await visitor.submit(page, { 'given-name': 'Changed', 'family-name': 'Changed' });
    const back = await visitor.submit(sheet, { username, password: PASSWORD });
    expect([pathOf(back), (await world.app.installation.store.ports.accounts.byId(anna.id))?.givenName]).toEqual(['/acme/account', 'Anna']);
    await visitor.submit(await visitor.open(`${world.url}/oidc/session/end`), { logout: 'yes' });
    return wordsOf(back).includes('You were no longer logged in. What you sent was not carried out. Do it once more.');
  };
  expect([await told('Bert'), await told('Anna')]).toEqual([false, true]);
});
