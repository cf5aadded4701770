// Whose misses a sign-in forgets (`settled.md` 15): those of its own browser, and nobody else's.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/store.ts';
import { countersOf } from '../kit/counters.ts';
import { guesserIn, tryOnce, visitorFrom } from '../kit/misses.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setPolicy } from '../kit/renewal.ts';
import { byMail } from '../kit/second-step/mailed.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD, type World } from '../kit/world.ts';

/** What strangers and the owner of an account find, on the database that the world has. */
export function ownMissesStories(open: (environment: Record<string, string>) => Promise<World>): void {
  let world: World;
  let app: RelyingParty;
  let networks = 0;

  beforeEach(async () => {
    world = await open({ VOORDEUR_TRUSTED_PROXY_HOPS: '1' });
    await world.organisation('acme', { preferredLanguage: 'en' });
    for (const name of ['Anna', 'Bram']) await world.person('acme', name, { email: `${name.toLowerCase()}@people.example` });
    app = await world.relyingParty('exam');
  });
  afterEach(() => world.close());

  const somebody = () => {
    networks += 1;
    return visitorFrom(`10.1.${networks}.7`);
  };
  const typed = async (visitor: Visitor, password = PASSWORD) => wordsOf(await tryOnce(world, app, visitor, 'Anna', password));
  const arrives = async (visitor: Visitor) => app.isCallback((await tryOnce(world, app, visitor, 'Anna', PASSWORD)).url);
  const signsInAgain = async (visitor: Visitor) =>
    app.isCallback((await signIn(app, 'Anna', { portal: 'acme', prompt: 'login' }, visitor)).callback);
  const missesOfAnna = async () => {
    const { store } = world.app.installation;
    const acme = await store.ports.organisations.byPortal('acme');
    const [account] = await store.ports.counters.read(countersOf(acme?.id ?? '', 'Anna').slice(0, 1), world.clock.now());
    return account;
  };
  async function strangersMiss(times: number): Promise<void> {
    const guess = await guesserIn(world, 'acme');
    for (let at = 0; at < times; at += 1) expect(await guess({ username: 'Anna', network: `10.2.${at}.9` })).toBe('refused');
  }
  async function countersLeft(): Promise<readonly unknown[]> {
    const database = await openDatabase({ url: world.environment['VOORDEUR_DATABASE'] ?? '', pool: 1 });
    const left = await database.all(`select key, count from counter where count > 0 and key not like 'well|%'`);
    await database.close();
    return left;
  }

  test('settled 15 the stranger’s tenth miss closes the name although its owner signed in after the ninth, and no sign-in ends the wait', async () => {
    const owner = somebody();
    expect(await arrives(owner)).toBe(true);
    await strangersMiss(9);
    expect(await signsInAgain(owner)).toBe(true);
    expect(await missesOfAnna()).toBe(9);
    expect(await typed(somebody(), 'not this one')).toContain('do not match');
    expect(await typed(somebody())).toContain('Too many attempts');
    expect(await signsInAgain(owner)).toBe(true);
    expect(await typed(somebody())).toContain('Too many attempts');
  });

  test('settled 15 the owner who missed twice in a new browser and got in begins with none, and strangers’ misses stay', async () => {
    await strangersMiss(2);
    const owner = somebody();
    for (const wrong of ['not this one', 'nor this one']) expect(await typed(owner, wrong)).toContain('do not match');
    expect(await missesOfAnna()).toBe(4);
    expect(await arrives(owner)).toBe(true);
    expect(await missesOfAnna()).toBe(2);
    expect(await arrives(somebody())).toBe(true);
    expect(await missesOfAnna()).toBe(2);
  });

  test('settled 15 a sign-in of two steps forgets what its browser missed once it is whole, and not before', async () => {
    await setPolicy(world, { twoStep: 'required', twoStepMethods: ['mail'] });
    const owner = somebody();
    for (const wrong of ['not this one', 'nor this one']) expect(await typed(owner, wrong)).toContain('do not match');
    const page = await tryOnce(world, app, owner, 'Anna', PASSWORD);
    expect(await missesOfAnna()).toBe(2);
    expect(app.isCallback((await byMail(world, app, { visitor: owner, page })).url)).toBe(true);
    expect(await missesOfAnna()).toBe(0);
  });

  test('right sign-ins leave no misses behind, in the same browser and at the same moment from one network', async () => {
    const anna = somebody();
    await arrives(anna);
    await signsInAgain(anna);
    await Promise.all([1, 2, 3].map(() => signIn(app, 'Bram', { portal: 'acme' }, visitorFrom('10.1.0.7'))));
    expect(await countersLeft()).toEqual([]);
  });
}
