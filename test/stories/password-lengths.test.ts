import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setPolicy } from '../kit/renewal.ts';
import { attempt, signIn } from '../kit/sign-in.ts';
import { type Answer, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

/** Seven and eight characters that nobody else takes. */
const [SEVEN, EIGHT] = ['vq7#mzt', 'vq7#mzt2'];
/** Sixty-four of them. */
const SIXTY_FOUR = 'de lange weg naar zee loopt langs vijf molens en een stil kanaal';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

/** Signs somebody new in and changes the password on the page for it; the page that answers. */
async function change(username: string, next: string): Promise<Answer> {
  await world.person('acme', username);
  const { visitor } = await signIn(app, username, { portal: 'acme' });
  const page = await visitor.open(`${world.url}/acme/account/password`);
  return visitor.submit(page, { 'current-password': PASSWORD, 'new-password': next });
}

const getsIn = async (username: string, password: string) => (await attempt(app, 'acme', { username, password })).isIn;

test('security 1.9 an organisation may ask for 8 characters, and not for 7', async () => {
  const { acting } = world.app.installation;
  const refused = await setOrganisation(acting, 'acme', { policy: { passwordLength: 7 } });
  expect(refused).toMatchObject({ done: false, faults: [{ field: 'policy.passwordLength' }] });
  expect((await setOrganisation(acting, 'acme', { policy: { passwordLength: 8 } })).done).toBe(true);
});

test('security 1.9 where 8 characters are asked for, 7 are refused and change nothing, and 8 are taken and sign in', async () => {
  await setPolicy(world, { passwordLength: 8 });
  expect(wordsOf(await change('Anna', SEVEN))).toContain('Your password has 7 characters. It must have 8 or more.');
  expect([await getsIn('Anna', SEVEN), await getsIn('Anna', PASSWORD)]).toEqual([false, true]);
  expect(wordsOf(await change('Bram', EIGHT))).toContain('Your password has been changed.');
  expect([await getsIn('Bram', EIGHT), await getsIn('Bram', EIGHT.slice(0, -1))]).toEqual([true, false]);
});

test('security 1.9 a password of 64 characters is taken on the page that sets it, and all of it is asked at sign-in', async () => {
  expect([...SIXTY_FOUR]).toHaveLength(64);
  expect(wordsOf(await change('Carla', SIXTY_FOUR))).toContain('Your password has been changed.');
  expect([await getsIn('Carla', SIXTY_FOUR), await getsIn('Carla', SIXTY_FOUR.slice(0, -1))]).toEqual([true, false]);
});
