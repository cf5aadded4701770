import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { days, minutes } from '../../src/kernel/duration.ts';
import { takeMail, takeOne } from '../kit/mailbag.ts';
import { askForCode } from '../kit/mailed-code.ts';
import { inLanguage } from '../kit/other-language.ts';
import { askFor, invited } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { halfway } from '../kit/second-step/halfway.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let anna: string;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { languages: ['nl', 'en'], preferredLanguage: 'nl' });
  await world.organisation('globex', { languages: ['en'], preferredLanguage: 'en' });
  await world.organisation('initech', {
    languages: ['nl', 'en'],
    preferredLanguage: 'nl',
    policy: { twoStep: 'required', twoStepMethods: ['mail'] },
  });
  anna = (await world.person('acme', 'Anna', { password: undefined, email: 'anna@people.example', locale: 'en' })).id;
  await world.person('acme', 'Bert', { email: 'bert@people.example', locale: 'en' });
  await world.person('globex', 'Cees', { email: 'cees@people.example', locale: 'nl' });
  await world.person('initech', 'Dirk', { email: 'dirk@people.example', locale: 'en' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());
afterEach(() => takeMail(world));

const dutch = () => new Visitor({ 'accept-language': 'nl' });

/** The subjects that a page names, each with its language where it is marked with one. */
function subjectsOn(page: Answer): string[] {
  const named = parse(page.text).querySelectorAll('dd strong, .note p strong, #no-mail ~ ul:first-of-type li');
  const subjects = named.filter(({ text }) => / (voor|for|bij|at) \w+ BV$|inlogpagina|sign-in pages/.test(text));
  return subjects.map((each) => [each.getAttribute('lang'), each.text].filter(Boolean).join(': '));
}

const ASKED = [
  'Maak een nieuw wachtwoord voor acme BV',
  'Activeer je account bij acme BV',
  'en: Make a new password for acme BV',
  'en: Activate your account at acme BV',
];

describe('R4.2, R9.6 to who is not known a page names the subject in each language that the mail can come in', () => {
  test.each(['Bert', 'Anna', 'Nobody'])('after the form, that of the page first, for %s as for everybody', async (username) => {
    const { page } = await askFor(world, 'forgot-password', { username }, dutch());
    expect(subjectsOn(page)).toEqual(ASKED);
    const copied = parse(page.text).querySelectorAll('[data-copy]');
    expect(copied.map((button) => button.getAttribute('data-copy'))).toEqual(ASKED.map((subject) => subject.replace('en: ', '')));
    expect((await takeMail(world)).map(({ locale }) => locale)).toEqual(username === 'Nobody' ? [] : ['en']);
  });

  test('an organisation with one language names it in that, for its mails are written in no other', async () => {
    const { page } = await askFor(world, 'forgot-username', { email: 'cees@people.example' }, dutch(), '/globex');
    expect(subjectsOn(page)).toEqual(['Your username for globex BV']);
    expect((await takeOne(world, 'user-names')).locale).toBe('en');
  });

  test('where no organisation is known the page may be switched to another language than that of the mail', async () => {
    const { page, visitor } = await askFor(world, 'which-portal', { email: 'bert@people.example' }, dutch(), '/sign-in');
    expect(subjectsOn(page)).toEqual(["Je inlogpagina's", 'en: Your sign-in pages']);
    expect((await takeOne(world, 'portals')).locale).toBe('nl');
    expect(subjectsOn(await inLanguage(visitor, page, 'en'))).toEqual(['Your sign-in pages', "nl: Je inlogpagina's"]);
  });

  test('so does the form for which a code is mailed, and the help page', async () => {
    const visitor = dutch();
    const form = await visitor.open(`${world.url}/acme/forgot-password`);
    expect(subjectsOn(await askForCode(visitor, form, { username: 'Bert' }))).toEqual([
      'je code voor acme BV',
      'en: your code for acme BV',
    ]);
    expect(subjectsOn(await visitor.open(`${world.url}/acme/help`))).toEqual(expect.arrayContaining(ASKED));
  });
});

describe('R9.6 to who has proved to be somebody a page names the subject as it is in their own mail', () => {
  test('of the code in the middle of a sign-in', async () => {
    const { page } = await halfway(app, 'Dirk', { portal: 'initech' }, dutch());
    expect((await takeOne(world, 'sign-in-code')).locale).toBe('en');
    expect(subjectsOn(page)).toEqual(['en: your code for initech BV']);
  });

  test('of the mail to a new address', async () => {
    const { visitor } = await signIn(app, 'Bert', { portal: 'acme' }, dutch());
    const form = await inLanguage(visitor, await visitor.open(`${world.url}/acme/account/email`), 'nl');
    const page = await visitor.submit(form, { email: 'bert@new.example', do: '' });
    expect((await takeMail(world)).map(({ locale }) => locale)).toEqual(['en', 'en']);
    expect(subjectsOn(page)).toEqual(['en: Confirm your new e-mail address for acme BV']);
  });

  test('of a fresh link to who holds the dead one', async () => {
    const link = await invited(world, anna);
    world.clock.forward(days(14) + minutes(1));
    const visitor = dutch();
    const page = await visitor.submit(await visitor.open(link.address), {});
    expect((await takeOne(world, 'activation')).locale).toBe('en');
    expect(subjectsOn(page)).toEqual(['en: Activate your account at acme BV']);
  });
});
