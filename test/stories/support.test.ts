import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt, signIn } from '../kit/sign-in.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const SUPPORT = {
  contactName: 'Fatima el Amrani',
  contactEmail: 'hulp@acme.example',
  contactPhone: '+31 20 555 01 23',
  practiceUrl: 'https://oefenen.acme.example/',
};

let world: World;
let app: RelyingParty;
let reports: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'nl', ...SUPPORT });
  await world.organisation('globex', { preferredLanguage: 'en', contactName: 'Oliver Grant', contactEmail: 'help@globex.example' });
  await world.organisation('silent', { contactName: undefined, contactEmail: undefined });
  for (const portal of ['acme', 'globex']) await world.person(portal, 'Anna');
  app = await world.relyingParty('exam');
  reports = await world.relyingParty('reports', { first_party: false });
});

afterAll(() => world.close());

const sheet = async (visitor = new Visitor()) => visitor.open((await app.begin({ portal: 'acme' })).url);

/** Sends the sign-in form, bent by `bend`. */
async function bent(bend: (body: URLSearchParams) => RequestInit): Promise<Answer> {
  const visitor = new Visitor();
  const page = await sheet(visitor);
  const { action, fields } = formOf(page);
  return visitor.send(action, { method: 'POST', ...bend(new URLSearchParams({ ...fields, username: 'Anna', password: 'x' })) });
}

const to = (path: string) => () => new Visitor().open(`${world.url}${path}`);

/** Every page of the portal acme, by what it is, errors among them. */
const PAGES: Readonly<Record<string, () => Promise<Answer>>> = {
  'the sign-in page': () => sheet(),
  'the sign-in page after a failure': async () => (await attempt(app, 'acme', { username: 'Anna', password: 'x' })).answer,
  consent: async () => (await attempt(reports, 'acme', { username: 'Anna', password: PASSWORD })).answer,
  'the start page': async () => {
    const visitor = new Visitor();
    await signIn(app, 'Anna', { portal: 'acme' }, visitor);
    return visitor.open(`${world.url}/acme`);
  },
  help: to('/acme/help'),
  privacy: to('/acme/privacy'),
  accessibility: to('/acme/accessibility'),
  'forgot password': to('/acme/forgot-password'),
  'forgot user name': to('/acme/forgot-username'),
  'the question «log out?»': async () => {
    const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
    return visitor.open(`${world.url}/oidc/session/end`);
  },
  'signed out': to('/oidc/session/end/success?portal=acme'),
  'an answer on its way to an app by form': async () => {
    const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
    return visitor.open((await app.begin({ portal: 'acme', response_mode: 'form_post' })).url);
  },
  'an app’s wrong request': async () =>
    to(`/oidc/auth?${new URLSearchParams({ client_id: 'exam', redirect_uri: 'https://evil.example/', portal: 'acme' })}`)(),
  'no such page of the portal': to('/acme/nothing/here'),
  'a form without its token': () => bent(() => ({ body: new URLSearchParams({ username: 'Anna' }) })),
  'a form from another site': () => bent((body) => ({ body, headers: { origin: 'https://evil.example' } })),
  'a form too large': () => bent(() => ({ body: new URLSearchParams({ username: 'x'.repeat(100_000) }) })),
  'what is no form': () => bent(() => ({ body: '{}', headers: { 'content-type': 'application/json' } })),
  'a method that is not possible': () => new Visitor().send(`${world.url}/acme/help`, { method: 'DELETE' }),
};

describe('S20 «support address, help page, practise site»', () => {
  test.each(Object.entries(PAGES))('R20.1 whom to ask, help and practice stand on every page of the portal: %s', async (_what, open) => {
    const answer = await open();
    const footer = parse(answer.text).querySelector('footer');
    const links = footer?.querySelectorAll('a').map((link) => link.getAttribute('href'));
    expect(links?.[0]).toBe('/acme/help');
    expect(links).toEqual(expect.arrayContaining([`mailto:${SUPPORT.contactEmail}`, 'tel:+31205550123', SUPPORT.practiceUrl]));
    expect(footer?.text).toContain(SUPPORT.contactName);
    expect(parse(answer.text).querySelector('header .brand')?.text.trim()).toBe('acme BV');
  });

  test('R20.1 where an organisation named nobody, the pages name nobody and help is still there', async () => {
    const answer = await to('/silent/help')();
    const footer = parse(answer.text).querySelector('footer');
    expect(footer?.querySelectorAll('a').map((link) => link.getAttribute('href'))).toEqual([
      '/silent/help',
      '/silent/privacy',
      '/silent/accessibility',
    ]);
    expect(wordsOf(answer)).toContain('the person at your organisation who invited you');
  });

  test.each([
    ['nl', 'Welke drie dingen heb ik nodig?'],
    ['en', 'Which three things do I need?'],
  ])('R20.2 the help page in %s is filled with the portal’s own values', async (language, heading) => {
    const help = await new Visitor({ 'accept-language': language }).open(`${world.url}/acme/help`);
    const words = wordsOf(help);
    expect(words).toContain(heading);
    for (const value of [`${world.url}/acme`, 'acme BV', ...Object.values(SUPPORT)]) expect(words).toContain(value);
    expect(words).not.toMatch(/globex|\{\{|undefined/);
  });

  test('R20.2 another portal’s help page has its own values, and a changed value is there within seconds', async () => {
    expect(wordsOf(await to('/globex/help')())).toContain('help@globex.example');
    await setOrganisation(world.app.installation.acting, 'globex', { contactEmail: 'new@globex.example' });
    // Each process remembers an organisation for five seconds.
    world.clock.forward(5001);
    const words = wordsOf(await to('/globex/help')());
    world.clock.release();
    expect([words.includes('new@globex.example'), words.includes('help@globex.example')]).toEqual([true, false]);
  });

  test('R20.2, R9.6 the help page says which sender and subjects to look for, and how long an activation link works here', async () => {
    const words = wordsOf(await to('/acme/help')());
    for (const told of [
      'acme BV via Voordeur',
      'inloggen@voordeur.example',
      'Activate your account at acme BV',
      'The link works for 14 days',
    ])
      expect(words).toContain(told);
  });

  test.each(['nl', 'en'])('settled 67 in %s, nothing is promised that the product cannot do yet', async (language) => {
    const visitor = new Visitor({ 'accept-language': language });
    const pages = await Promise.all(
      ['help', 'forgot-password', 'forgot-username'].map((page) => visitor.open(`${world.url}/acme/${page}`)),
    );
    const words = pages.map(wordsOf).join(' ');
    // The picture of the extra check is no promise any more: it is there, so the help page explains it (S8).
    expect(words).not.toMatch(/authenticator|AB-123456|SSO/i);
  });

  test.each([
    [
      'nl',
      'Waarom moet ik een code uit een afbeelding typen?',
      'In de code tellen hoofdletters en kleine letters.',
      'Zonder JavaScript typ je hem wel, of laat je een code per e-mail sturen.',
    ],
    [
      'en',
      'Why do I have to type a code from a picture?',
      'Capital and small letters count in the code.',
      'Without JavaScript you type it, or you have a code sent to you by e-mail.',
    ],
  ])('S8, R8.3 in %s, help explains the picture, and says what there is without script', async (language, question, answer, way) => {
    const visitor = new Visitor({ 'accept-language': language });
    const help = await visitor.open(`${world.url}/acme/help`);
    for (const words of [question, answer, way]) expect(wordsOf(help)).toContain(words);
    expect(parse(help.text).querySelector('nav a[href="#extra-check"]')?.text).toBe(question);
    expect(parse(help.text).querySelector('h2#extra-check')?.text).toBe(question);
  });

  test('R19.4 behind each message stands its id, for who helps on the telephone', async () => {
    const { answer } = await attempt(app, 'acme', { username: 'Anna', password: 'x' });
    const ids = parse(answer.text)
      .querySelectorAll('#err [data-message]')
      .map((message) => message.getAttribute('data-message'));
    expect(ids).toEqual(['no-match']);
  });

  test('ux G18 an unexpected page has a reference, which the log knows', async () => {
    const answer = await to('/acme/nothing/here')();
    const reference = /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(wordsOf(answer))?.[0] ?? 'none';
    expect(world.log.filter((line) => line.includes(reference))).toHaveLength(1);
  });
});
