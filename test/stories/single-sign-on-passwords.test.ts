import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { days } from '../../src/kernel/duration.ts';
import { linksByName, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, changed } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt } from '../kit/sign-in.ts';
import { endSingleSignOn, requireSingleSignOn } from '../kit/single-sign-on.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let wim: { readonly id: string };

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  wim = await world.person('acme', 'Wim', { email: 'wim@work.example', givenName: 'Wim' });
  await world.person('acme', 'Inge', { email: 'inge@work.example', password: undefined });
  await world.person('acme', 'Hans', { email: 'hans@home.example' });
  app = await world.relyingParty('exam');
});
afterEach(() => world.close());

const forgot = (username: string) => askFor(world, 'forgot-password', { username });
const isIn = async (username: string, password = PASSWORD) => (await attempt(app, 'acme', { username, password })).isIn;
const audit = async (event: string) => (await world.app.installation.store.ports.audit.list({}, 100)).filter((row) => row.event === event);

describe('R17.2 a password of who must use single sign-on', () => {
  test('is refused with the page that a wrong one gets, and the log alone says why; others and exceptions sign in as before', async () => {
    expect(await isIn('Wim')).toBe(true);
    await requireSingleSignOn(world);
    const refused = await attempt(app, 'acme', { username: 'Wim', password: PASSWORD });
    expect(refused.isIn).toBe(false);
    expect(wordsOf(refused.answer)).toContain('The username and password do not match.');
    expect(await audit('sign-in.refused')).toMatchObject([{ reason: 'single-sign-on', account: wim.id }]);
    expect(await isIn('Hans')).toBe(true);
    await requireSingleSignOn(world, { singleSignOnExceptions: ['wim'] });
    expect(await isIn('Wim')).toBe(true);
    await requireSingleSignOn(world, { singleSignOnExceptions: [] });
    expect(await isIn('Wim')).toBe(false);
    await endSingleSignOn(world);
    expect(await isIn('Wim')).toBe(true);
  });

  test.each(['suspended', 'closed'] as const)('is refused in the same words to who is %s, and the log says that', async (state) => {
    await requireSingleSignOn(world);
    await changed(world, wim.id, { state });
    for (const password of [PASSWORD, 'not this one']) {
      const { answer } = await attempt(app, 'acme', { username: 'Wim', password });
      expect(wordsOf(answer)).toContain('The username and password do not match.');
    }
    expect(await audit('sign-in.refused')).toMatchObject([
      { reason: state, account: wim.id },
      { reason: state, account: wim.id },
    ]);
  });

  test('is counted as anybody’s: after three misses there is a picture, whatever was typed', async () => {
    await requireSingleSignOn(world);
    for (let at = 0; at < 3; at += 1) await attempt(app, 'acme', { username: 'Wim', password: PASSWORD });
    const { answer } = await attempt(app, 'acme', { username: 'Wim', password: PASSWORD });
    expect(answer.text).toContain('name="challenge"');
  });

  test('R13.5 a former one is not told from any other wrong one, in a browser that is known as well', async () => {
    const visitor = new Visitor();
    await changed(world, wim.id, { password: CHOSEN });
    await attempt(app, 'acme', { username: 'Wim', password: CHOSEN }, visitor);
    const told = async () => {
      const page = await visitor.open((await app.begin({ portal: 'acme', prompt: 'login' })).url);
      return wordsOf(await visitor.submit(page, { username: 'Wim', password: PASSWORD }));
    };
    expect(await told()).toContain('This is your former password');
    await requireSingleSignOn(world);
    const said = await told();
    expect(said).not.toContain('former');
    expect(said).toContain('The username and password do not match.');
  });

  test('R13.1, R13.7 is announced by nobody when it ends', async () => {
    await requireSingleSignOn(world);
    world.clock.forward(days(77));
    await world.app.announceExpiry();
    expect((await takeMail(world)).map(({ to }) => to)).toEqual(['hans@home.example']);
  });

  test('R13.7 is set by the operator without a notice of it', async () => {
    await changed(world, wim.id, { password: CHOSEN });
    await takeOne(world, 'password-changed');
    await requireSingleSignOn(world);
    await changed(world, wim.id, { password: 'zeven egels in de tuin' });
    expect(await takeMail(world)).toEqual([]);
  });
});

describe('R4.4 who must use single sign-on and asks for a new password', () => {
  beforeEach(() => requireSingleSignOn(world));

  test.each([
    ['by user name', 'Wim', 'wim@work.example'],
    ['by address', 'wim@work.example', 'wim@work.example'],
    ['before the first sign-in', 'Inge', 'inge@work.example'],
  ])('%s is told so by mail, without a link, and with the portal', async (_how, typed, to) => {
    await forgot(typed);
    await askFor(world, 'activate', { username: typed });
    const letters = await takeMail(world);
    expect(letters).toMatchObject([
      { to, mail: { kind: 'single-sign-on' } },
      { to, mail: { kind: 'single-sign-on' } },
    ]);
    expect(await audit('link.asked')).toMatchObject([{ purpose: 'single-sign-on' }, { purpose: 'single-sign-on' }]);
    const account = String(letters[0]?.account);
    const { links } = world.app.installation.store.ports;
    for (const purpose of ['activation', 'password-reset'] as const) expect(await links.newest(account, purpose)).toBeUndefined();
  });

  test('settled 37 gets as many of them as others get links, and no more', async () => {
    for (let at = 0; at < 5; at += 1) await forgot('Wim');
    for (let at = 0; at < 5; at += 1) await forgot('Hans');
    const kinds = (await takeMail(world)).map(({ mail }) => mail.kind);
    expect(kinds.filter((kind) => kind === 'single-sign-on')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'password-reset')).toHaveLength(3);
  });

  test('settled 33 on a shared address one mail has links for those with a password, and says of the others how they sign in', async () => {
    for (const username of ['Team.A', 'Team.B', 'Team.C']) await world.person('acme', username, { email: 'team@work.example' });
    await requireSingleSignOn(world, { singleSignOnExceptions: ['Team.B'] });
    await forgot('team@work.example');
    const letter = await takeOne(world, 'password-reset');
    expect(Object.keys(linksByName(letter))).toEqual(['Team.B']);
    expect(letter.mail.singleSignOn).toEqual(['Team.A', 'Team.C']);
    await requireSingleSignOn(world, { singleSignOnExceptions: [] });
    await forgot('team@work.example');
    expect(await takeOne(world, 'single-sign-on')).toMatchObject({
      mail: { kind: 'single-sign-on', usernames: ['Team.A', 'Team.B', 'Team.C'] },
    });
  });

  test('R6.2 finds in the mail with user names how each of them signs in', async () => {
    await askFor(world, 'forgot-username', { email: 'wim@work.example' });
    const { mail } = await takeOne(world, 'user-names');
    expect(mail.accounts).toMatchObject([{ username: 'Wim', singleSignOn: true }]);
    await askFor(world, 'forgot-username', { email: 'hans@home.example' });
    expect((await takeOne(world, 'user-names')).mail.accounts).toEqual([{ username: 'Hans' }]);
  });
});
