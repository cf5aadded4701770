import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { authorize, userinfo } from '../kit/endpoints.ts';
import { inLanguage } from '../kit/other-language.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let acme: { readonly id: string };

beforeAll(async () => {
  world = await openWorld();
  acme = await world.organisation('acme', { languages: ['nl', 'en'], preferredLanguage: 'nl' });
  await world.organisation('globex', { languages: ['en'], preferredLanguage: 'en' });
  await world.person('acme', 'Anna', { locale: 'en' });
  await world.person('acme', 'Wim');
  await world.person('globex', 'Nel', { locale: 'nl' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

const speaks = (accepted: string) => new Visitor({ 'accept-language': accepted });
const languageOf = (page: Answer) => parse(page.text).querySelector('html')?.getAttribute('lang');
const sheet = async (visitor: Visitor, request: Record<string, string> = {}) =>
  visitor.open((await app.begin({ portal: 'acme', ...request })).url);

describe('R20.2, ux G10 in which language a page speaks', () => {
  test.each([
    ['nl-BE, en;q=0.5', 'nl'],
    ['en-GB,en;q=0.9,nl;q=0.8', 'en'],
    ['de, fr', 'nl'],
    ['', 'nl'],
  ])('the browser asks for «%s»: %s, and the portal’s own where it asks for none of ours', async (accepted, language) => {
    expect(languageOf(await sheet(speaks(accepted)))).toBe(language);
  });

  test('OIDC Core 3.1.2.1 the application’s ui_locales come before the browser’s, in their order, and unknown ones are passed over', async () => {
    expect(languageOf(await sheet(speaks('nl'), { ui_locales: 'en' }))).toBe('en');
    expect(languageOf(await sheet(speaks('nl'), { ui_locales: 'fr-CA en-US nl' }))).toBe('en');
    expect(languageOf(await sheet(speaks('nl'), { ui_locales: 'fr' }))).toBe('nl');
  });

  test('a choice made in this sign-in comes before the application’s, and lasts through a failure to the end of it', async () => {
    const visitor = speaks('nl');
    const chosen = await inLanguage(visitor, await sheet(visitor, { ui_locales: 'nl' }), 'en');
    expect(languageOf(chosen)).toBe('en');
    const failed = await visitor.submit(chosen, { username: 'Anna', password: 'wrong' });
    expect([languageOf(failed), wordsOf(failed).includes('do not match')]).toEqual(['en', true]);
    const back = await inLanguage(visitor, failed, 'nl');
    expect([languageOf(back), wordsOf(back).includes('horen niet bij elkaar')]).toEqual(['nl', true]);
  });

  test('a choice is remembered for the next visit, also where there is no portal, and an application may still ask otherwise', async () => {
    const visitor = speaks('nl');
    await inLanguage(visitor, await visitor.open(`${world.url}/acme/help`), 'en');
    for (const path of ['/', '/acme/privacy', '/help']) expect(languageOf(await visitor.open(world.url + path))).toBe('en');
    expect(languageOf(await sheet(visitor))).toBe('en');
    expect(languageOf(await sheet(visitor, { ui_locales: 'nl' }))).toBe('nl');
  });

  test('a portal with one language speaks that, whatever is asked, and offers no choice', async () => {
    const page = await speaks('nl').open((await app.begin({ portal: 'globex', ui_locales: 'nl' })).url);
    expect(languageOf(page)).toBe('en');
    expect(parse(page.text).querySelector('.lang')).toBeNull();
  });

  test.each([
    ['no such page', '/acme/nothing/here', 404],
    ['an application’s wrong request', '/oidc/auth?client_id=nobody', 400],
    ['an unknown portal', '/nowhere', 404],
    ['the signed-out page', '/oidc/session/end/success?portal=acme', 200],
  ])('%s speaks both languages, and offers the other', async (_what, path, status) => {
    const visitor = speaks('nl');
    const page = await visitor.open(world.url + path);
    expect([page.status, languageOf(page)]).toEqual([status, 'nl']);
    const other = await inLanguage(visitor, page, 'en');
    expect([other.status, languageOf(other)]).toEqual([status, 'en']);
    expect(wordsOf(other)).not.toBe(wordsOf(page));
  });

  test('the address is clean after a choice, so that a copied one carries no language', async () => {
    const visitor = speaks('nl');
    expect((await inLanguage(visitor, await sheet(visitor), 'en')).url).not.toContain('lang');
  });

  test('the current language is marked, and each is named in its own', async () => {
    const links = parse((await sheet(speaks('nl'))).text).querySelectorAll('.lang a');
    expect(links.map((link) => [link.getAttribute('lang'), link.text, link.getAttribute('aria-current')])).toEqual([
      ['nl', 'Nederlands', 'true'],
      ['en', 'English', undefined],
    ]);
  });

  test('OIDC Core 5.1 the application is told the language of the person, and else that of the portal', async () => {
    await world.person('acme', 'Bram');
    for (const [username, locale] of [
      ['Anna', 'en'],
      ['Bram', 'nl'],
    ] as const) {
      const visitor = speaks('nl');
      const begun = await app.begin({ portal: 'acme' });
      const { url } = await visitor.submit(await visitor.open(begun.url), { username, password: PASSWORD }, app.isCallback);
      const { access_token } = await app.exchange(url, begun);
      expect((await userinfo(app, access_token)).body['locale']).toBe(locale);
    }
  });
});

describe('ux G10 to who is signed in a page speaks their language, unless another was chosen in this browser', () => {
  const places = () => ['/acme', '/acme/account', '/acme/account/sessions', `/oidc/session/end?portal=${acme.id}`];
  const spoken = async (visitor: Visitor) => {
    const said: (string | undefined)[] = [];
    for (const place of places()) said.push(languageOf(await visitor.open(world.url + place)));
    return said;
  };
  const signedIn = async (username: string, portal = 'acme') => (await signIn(app, username, { portal }, speaks('nl'))).visitor;

  test('it comes before the browser’s, on the pages for that person and on no other', async () => {
    const visitor = await signedIn('Anna');
    expect(await spoken(visitor)).toEqual(places().map(() => 'en'));
    expect(languageOf(await visitor.open(`${world.url}/acme/help`))).toBe('nl');
  });

  test('who has none reads what the browser asks for; of one that the organisation does not speak nothing is made', async () => {
    expect(await spoken(await signedIn('Wim'))).toEqual(places().map(() => 'nl'));
    expect(languageOf(await (await signedIn('Nel', 'globex')).open(`${world.url}/globex/account`))).toBe('en');
  });

  test('a choice in this browser comes before it, and is where to choose otherwise', async () => {
    const visitor = await signedIn('Anna');
    const profile = await visitor.open(`${world.url}/acme/account`);
    expect(languageOf(await inLanguage(visitor, profile, 'nl'))).toBe('nl');
    expect(await spoken(visitor)).toEqual(places().map(() => 'nl'));
    await inLanguage(visitor, profile, 'en');
    expect(await spoken(visitor)).toEqual(places().map(() => 'en'));
  });

  test('the question for leave, which comes after signing in, is in it; the sheet before is not, and the application’s wish comes first', async () => {
    const third = await world.relyingParty('third', { first_party: false });
    const asked = async (request: Record<string, string> = {}) => {
      const { answer, visitor } = await authorize(third, { portal: 'acme', ...request }, speaks('nl'));
      const page = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, third.isCallback);
      expect(new URL(page.url).pathname).toMatch(/\/consent$/);
      return [languageOf(answer), languageOf(page)];
    };
    expect(await asked()).toEqual(['nl', 'en']);
    expect(await asked({ ui_locales: 'nl' })).toEqual(['nl', 'nl']);
  });
});
