import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, formOf, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';
import { type AccountForm, accountForms } from './account-loot.ts';

const NAMES = ['profile', 'sessions', 'apps', 'email', 'the link to a new address'];

let world: World;
let forms: Readonly<Record<string, AccountForm>>;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.relyingParty('reports', { first_party: false });
  forms = Object.fromEntries((await accountForms(world, 'kees')).map((form) => [form.name, form]));
});

afterAll(() => world.close());

function formNamed(name: string): AccountForm {
  const form = forms[name];
  if (!form) throw new Error(`no form ${name}`);
  return form;
}

const bodyOf = ({ page, typed }: AccountForm, without?: string) => {
  const fields = Object.entries({ ...formOf(page).fields, ...typed }).filter(([field]) => field !== without);
  return String(new URLSearchParams(fields));
};

function send({ visitor, page }: AccountForm, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
  const own = { 'content-type': 'application/x-www-form-urlencoded', origin: world.url, 'sec-fetch-site': 'same-origin' };
  return visitor.send(formOf(page).action, { method: 'POST', body, headers: { ...own, ...headers } });
}

/** A page of ours with this status. */
function expectPage(answer: Answer, status: number): void {
  expect([answer.status, /^text\/html/.test(answer.headers.get('content-type') ?? '')]).toEqual([status, true]);
  expect(wordsOf(answer)).toMatch(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/);
}

test('every form has its test', () => {
  expect(Object.keys(forms)).toEqual(NAMES);
});

describe.each(NAMES)('security 1.34: the account’s form of %s', (name) => {
  test.each([
    ['with its field twice', (good: string, bend: string) => `${good}&${bend}=x&${bend}=x`, 400],
    ['with a NUL', (good: string) => `${good}&note=%00`, 400],
    ['with its own field holding a NUL', (good: string, bend: string) => `${good}&${bend}=a%00b`, 400],
    ['with bytes that are no UTF-8', (good: string) => `${good}&note=%ff%fe`, 400],
    ['with half a surrogate pair', (good: string) => `${good}&note=%ed%a0%80`, 400],
    ['of 1 MB', (good: string) => `${good}&note=${'x'.repeat(1024 * 1024)}`, 413],
  ] as const)('%s gets a page that says so', async (_what, bent, status) => {
    const form = formNamed(name);
    expectPage(await send(form, bent(bodyOf(form), form.bend)), status);
  });

  test('without a proof that it was made here, or from elsewhere, is refused', async () => {
    const form = formNamed(name);
    expectPage(await send(form, bodyOf(form, 'csrf')), 403);
    expectPage(await send(form, bodyOf(form), { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }), 403);
  });

  test('sent as JSON, or by a method that it does not know, gets a page that says so', async () => {
    const form = formNamed(name);
    expectPage(await send(form, '{}', { 'content-type': 'application/json' }), 415);
    for (const method of ['PUT', 'PATCH', 'DELETE']) expectPage(await form.visitor.send(form.page.url, { method }), 405);
  });

  test('with lists and objects for its fields is answered as one that is filled in wrongly', async () => {
    const form = formNamed(name);
    const csrf = encodeURIComponent(formOf(form.page).fields['csrf'] ?? '');
    for (const fields of [`${form.bend}[]=x`, `${form.bend}[a]=x`, '__proto__=x&constructor=y']) {
      // Of the profile empty names are right.
      const rest = name === 'profile' ? 'given-name=Kees&' : '';
      const answer = await form.visitor.follow(await send(form, `${rest}csrf=${csrf}&${fields}`));
      expect([fields, answer.status]).toEqual([fields, 200]);
    }
  });

  test('as it was before all that is still good', async () => {
    const form = formNamed(name);
    const answer = await form.visitor.follow(await send(form, bodyOf(form)));
    expect([answer.status, wordsOf(answer)]).toEqual([200, expect.stringContaining(form.comesTo)]);
  });
});
