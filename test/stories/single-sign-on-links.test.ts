import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { inviteAccount } from '../../src/domain/administration/invitations.ts';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, changed, chooseAt, invited, pageAt } from '../kit/recovery.ts';
import { endSingleSignOn, requireSingleSignOn } from '../kit/single-sign-on.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let wim: { readonly id: string };
let inge: { readonly id: string };

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  wim = await world.person('acme', 'Wim', { email: 'wim@work.example', givenName: 'Wim' });
  inge = await world.person('acme', 'Inge', { email: 'inge@work.example', givenName: 'Inge', password: undefined });
});
afterEach(() => world.close());

async function resetOfWim() {
  await askFor(world, 'forgot-password', { username: 'Wim' });
  return linkIn(await takeOne(world, 'password-reset'));
}
const passwordOf = ({ id }: { readonly id: string }) => world.app.installation.store.ports.passwords.byAccount(id);
const SENTENCE = 'You sign in to acme BV with your account at work. You do not have a separate password here.';

describe('R17.2 a link for a password that was mailed before single sign-on was required', () => {
  test.each([
    ['for a new one', async () => (await resetOfWim()).address, 'reset'],
    ['for a first one', async () => (await invited(world, inge.id)).address, 'activate'],
  ])('%s says the sentence, with the way to sign in and whom to ask, and names nobody', async (_which, mailed, place) => {
    const address = await mailed();
    await requireSingleSignOn(world);
    const page = await new Visitor().open(address);
    expect([pageAt(page), page.status]).toEqual([`${place}/*/dead`, 200]);
    const words = wordsOf(page);
    for (const told of ['You sign in with your account at work', SENTENCE, 'Carla']) expect(words).toContain(told);
    expect(page.text).toMatch(/<a class="button full" href="\/acme">Sign in through acme BV<\/a>/);
    expect(page.text).not.toMatch(/id="mend"|forgot-password|Wim|Inge|work\.example/);
  });

  test('R4.5 leads who came from an application back to its sign-in, where the button is', async () => {
    const app = await world.relyingParty('exam');
    const visitor = new Visitor();
    await visitor.open((await app.begin({ portal: 'acme' })).url);
    const { address } = await resetOfWim();
    await requireSingleSignOn(world);
    const page = await visitor.open(address);
    const [, onward = ''] = /<a class="button full" href="([^"]+)">Sign in through/.exec(page.text) ?? [];
    const sheet = await visitor.open(new URL(onward, world.url).href);
    expect(sheet.text).toMatch(/<form id="sso"/);
    expect(`${onward}${sheet.text}`).not.toContain('Wim');
    // Whoever it is: it is the application's sign-in that waits there.
    await world.person('acme', 'Hans', { email: 'hans@home.example' });
    const arrived = await visitor.submit(sheet, { username: 'Hans', password: PASSWORD }, app.isCallback);
    expect(app.isCallback(arrived.url)).toBe(true);
  });

  test('stores no password at a form that was open already', async () => {
    const { address } = await resetOfWim();
    const visitor = new Visitor();
    const form = await visitor.open(address);
    const before = await passwordOf(wim);
    await requireSingleSignOn(world);
    const page = await visitor.submit(form, { 'new-password': CHOSEN });
    expect(pageAt(page)).toBe('reset/*/dead');
    expect(wordsOf(page)).toContain(SENTENCE);
    expect(await passwordOf(wim)).toEqual(before);
  });

  test('R7.10 says the same to who types its code, and a wrong code gets what every wrong code gets', async () => {
    const { code } = await resetOfWim();
    await requireSingleSignOn(world);
    const { page } = await askFor(world, 'code', { username: 'Wim', code });
    expect(pageAt(page)).toBe('reset/*/dead');
    expect(wordsOf(page)).toContain(SENTENCE);
    const { page: wrong } = await askFor(world, 'code', { username: 'Wim', code: 'AAAA-AAAA' });
    expect([pageAt(wrong), wrong.status]).toEqual(['code', 200]);
  });

  test('R7.6 heals for nobody, whether it is over or not, and whoever kept the page with the button', async () => {
    const { address } = await resetOfWim();
    world.clock.forward(minutes(61));
    const visitor = new Visitor();
    const kept = await visitor.open(address);
    expect(kept.text).toContain('id="mend"');
    await requireSingleSignOn(world);
    expect(wordsOf(await visitor.submit(kept, {}))).toContain(SENTENCE);
    expect(wordsOf(await new Visitor().open(address))).toContain(SENTENCE);
    expect(await takeMail(world)).toEqual([]);
  });

  test('works again within its life where that is taken back', async () => {
    const { address } = await resetOfWim();
    await requireSingleSignOn(world);
    await endSingleSignOn(world);
    expect(pageAt((await chooseAt(address)).page)).toBe('reset/*/done');
  });

  test('settled 29 tells the mailbox of an address that was wrong nothing of how the account is signed in to', async () => {
    const { address } = await resetOfWim();
    await changed(world, wim.id, { email: 'wim.right@work.example' });
    await requireSingleSignOn(world);
    const words = wordsOf(await new Visitor().open(address));
    expect(words).toContain('The account now has another e-mail address.');
    expect(words).not.toContain('at work');
  });
});

describe('R17.2 an invitation of who must use single sign-on', () => {
  test('has no link, and is mailed once but for who asks for another', async () => {
    await requireSingleSignOn(world);
    const { acting, store } = world.app.installation;
    expect(await inviteAccount(acting, inge.id, { invitedBy: 'Carla' })).toMatchObject({ done: true });
    expect(await takeOne(world, 'single-sign-on-invited')).toMatchObject({ to: 'inge@work.example', mail: { invitedBy: 'Carla' } });
    expect(await store.ports.links.newest(inge.id, 'activation')).toBeUndefined();
    expect(await inviteAccount(acting, inge.id)).toMatchObject({ done: false, faults: [{ code: 'conflict' }] });
    const later = world.clock.now() + hours(5);
    expect(await inviteAccount(acting, inge.id, { again: true, notBefore: later })).toMatchObject({ done: true });
    expect(await takeMail(world)).toEqual([]);
    world.clock.forward(hours(5));
    await takeOne(world, 'single-sign-on-invited');
  });
});
