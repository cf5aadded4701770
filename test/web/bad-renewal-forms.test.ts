import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { exchange, requestText } from '../kit/wire.ts';
import { openWorld, type World } from '../kit/world.ts';
import { NASTY } from './nasty.ts';
import {
  type AgedPortal,
  challengedForm,
  changePasswordForm,
  newPasswordForm,
  type OpenForm,
  openAgedPortal,
  passwordSoonForm,
} from './renewal-loot.ts';
import { mailCodeForm, openCodePortal } from './second-loot.ts';

let world: World;
let app: RelyingParty;
let portal: AgedPortal;
let forms: Record<keyof typeof FORMS, OpenForm>;

/** The forms, each with a field of its own to bend, and what the good request comes to. */
const FORMS = {
  'the new password': { open: () => newPasswordForm(portal), bend: 'new-password', comesTo: () => app.options.redirectUri },
  'the warning': { open: () => passwordSoonForm(portal), bend: 'do', comesTo: () => app.options.redirectUri },
  'the change of a password': { open: () => changePasswordForm(portal), bend: 'current-password', comesTo: () => 'done=yes' },
  'a mailed code': { open: () => mailCodeForm(world, app, 'codes'), bend: 'code', comesTo: () => app.options.redirectUri },
  'the extra check': { open: () => challengedForm(portal), bend: 'captcha', comesTo: () => '/password' },
} as const;
const NAMES = Object.keys(FORMS) as (keyof typeof FORMS)[];

beforeAll(async () => {
  world = await openWorld();
  app = await world.relyingParty('exam');
  portal = await openAgedPortal(world, app, 'acme');
  await openCodePortal(world, 'codes');
  const opened = await Promise.all(NAMES.map(async (name) => [name, await FORMS[name].open()] as const));
  forms = Object.fromEntries(opened) as typeof forms;
});

afterAll(() => world.close());

const bodyOf = ({ page, typed }: OpenForm, without?: string) => {
  const fields = Object.entries({ ...formOf(page).fields, ...typed }).filter(([name]) => name !== without);
  return String(new URLSearchParams(fields));
};

function send({ visitor, page }: OpenForm, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
  const own = { 'content-type': 'application/x-www-form-urlencoded', origin: world.url, 'sec-fetch-site': 'same-origin' };
  return visitor.send(formOf(page).action, { method: 'POST', body, headers: { ...own, ...headers } });
}

/** A page of ours with this status. */
function expectPage(answer: Answer, status: number): void {
  expect([answer.status, /^text\/html/.test(answer.headers.get('content-type') ?? '')]).toEqual([status, true]);
  expect(wordsOf(answer)).toMatch(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/);
}

describe.each(NAMES)('security 1.34: the form of %s', (name) => {
  const { bend } = FORMS[name];

  test.each([
    ['with its field twice', (good: string) => `${good}&${bend}=x`, 400],
    ['with a NUL', (good: string) => `${good}&note=%00`, 400],
    ['with bytes that are no UTF-8', (good: string) => `${good}&note=%ff%fe`, 400],
    ['with half a surrogate pair', (good: string) => `${good}&note=%ed%a0%80`, 400],
    ['of 1 MB', (good: string) => `${good}&note=${'x'.repeat(1024 * 1024)}`, 413],
  ] as const)('%s gets a page that says so', async (_what, bent, status) => {
    expectPage(await send(forms[name], bent(bodyOf(forms[name]))), status);
  });

  test('with its own field as raw bytes that are no UTF-8, or holding a NUL, gets a page that says so', async () => {
    const rest = bodyOf(forms[name], bend);
    expectPage(await send(forms[name], Buffer.from(`${rest}&${bend}=\xff\xfe`, 'latin1')), 400);
    expectPage(await send(forms[name], `${rest}&${bend}=a%00b`), 400);
  });

  test('sent as JSON, or by a method that it does not know, gets a page that says so', async () => {
    expectPage(await send(forms[name], '{}', { 'content-type': 'application/json' }), 415);
    const { visitor, page } = forms[name];
    for (const method of ['PUT', 'PATCH', 'DELETE']) expectPage(await visitor.send(page.url, { method }), 405);
  });

  test('with lists and objects for its fields is answered as one that is filled in wrongly', async () => {
    const csrf = encodeURIComponent(formOf(forms[name].page).fields['csrf'] ?? '');
    for (const fields of [`${bend}[]=x`, `${bend}[a]=x`, `__proto__=x&constructor=y&__proto__[${bend}]=z`]) {
      const answer = await forms[name].visitor.follow(await send(forms[name], `csrf=${csrf}&${fields}`));
      expect([fields, answer.status]).toEqual([fields, 200]);
      expect(Object.hasOwn(Object.prototype, bend)).toBe(false);
    }
  });

  test('as it was before all that is still good', async () => {
    const posted = await send(forms[name], bodyOf(forms[name]));
    const answer = await forms[name].visitor.follow(posted, app.isCallback);
    expect([answer.url, [0, 200]]).toEqual([expect.stringContaining(FORMS[name].comesTo()), expect.arrayContaining([answer.status])]);
  });
});

describe('security 1.34: the picture of the extra check', () => {
  const at = (path: string, cookie: string) =>
    exchange(world.url, requestText(world.url, `GET ${path}`, ['Accept: text/html', `Cookie: ${cookie}`]));

  test('is there at its own address; where its purpose or id is bent, or the purpose another is asked for, a page says so', async () => {
    const { visitor, page } = await challengedForm(portal);
    const cookie = await visitor.jar.getCookieString(page.url);
    const id = formOf(page).fields['challenge'] ?? '';
    expect((await at(`/acme/captcha/sign-in/${id}.png`, cookie)).head).toMatch(/^content-type: image\/png/im);
    const segments = NASTY.filter((value) => value.length < 4000 && !/[ ?#/]/.test(value) && value !== '');
    const bent = segments.flatMap((value) => [`/acme/captcha/${value}/${id}.png`, `/acme/captcha/sign-in/${value}.png`]);
    const others = [`/acme/captcha/forgot/${id}.png`, `/acme/captcha/sign-in/${id}A.png`, `/acme/captcha/sign-in/${id}=.png`];
    const json = segments.map((value) => `/acme/captcha/${value}.json`);
    for (const path of [...bent, ...others, ...json]) {
      const { status, head } = await at(path, cookie);
      expect([path, status === 400 || status === 404, /^content-type: text\/html/im.test(head)]).toEqual([path, true, true]);
    }
  });

  test('is no page for another method, nor is the address that gives another', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      for (const path of ['sign-in/x.png', 'sign-in.json']) {
        expectPage(await new Visitor().send(`${world.url}/acme/captcha/${path}`, { method }), 405);
      }
    }
  });
});
