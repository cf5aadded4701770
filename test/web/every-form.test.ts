import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, formOf, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';
import { EVERY_FORM, forgottenRoutes } from './forms/every.ts';
import { goodFields, type OpenForm, placeOf, sendForm } from './forms/form.ts';
import { openPeople } from './forms/people.ts';

let world: World;
let forms: Readonly<Record<string, OpenForm>>;

beforeAll(async () => {
  world = await openWorld();
  const app = await world.relyingParty('exam');
  const people = await openPeople(world, app, await world.relyingParty('reports', { first_party: false }), 'sweep');
  const opened: Record<string, OpenForm> = {};
  for (const [name, asked] of Object.entries(EVERY_FORM)) opened[name] = await asked.open(people);
  forms = opened;
}, 120_000);

afterAll(() => world.close());

function formNamed(name: string): OpenForm {
  const form = forms[name];
  if (!form) throw new Error(`no form ${name}`);
  return form;
}

const bodyOf = (form: OpenForm, ...without: string[]) =>
  String(new URLSearchParams(Object.entries(goodFields(form)).filter(([name]) => !without.includes(name))));

/** A page of ours with this status, and the reference under which it stands in the log. */
function expectPage(answer: Answer, status: number): void {
  expect([answer.status, /^text\/html/.test(answer.headers.get('content-type') ?? '')]).toEqual([status, true]);
  expect(wordsOf(answer)).toMatch(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/);
}

test('no address that takes a form is forgotten here', () => {
  expect(forgottenRoutes()).toEqual([]);
});

describe.each(Object.entries(EVERY_FORM))('security 1.34: the form that asks for %s', (name, { route, bend, beside, comesTo }) => {
  test('is at the address that it is said to be at', () => {
    const pattern = new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`);
    expect(new URL(placeOf(formNamed(name))).pathname).toMatch(pattern);
  });

  test.each([
    ['with its field twice', (good: string) => `${good}&${bend}=x&${bend}=x`, 400],
    ['with a NUL in the name of a field', (good: string) => `${good}&no%00te=x`, 400],
    ['with bytes that are no UTF-8', (good: string) => `${good}&note=%ff%fe`, 400],
    ['with half a surrogate pair', (good: string) => `${good}&note=%ed%a0%80`, 400],
    ['of 1 MB', (good: string) => `${good}&note=${'x'.repeat(1024 * 1024)}`, 413],
  ] as const)('%s gets a page that says so', async (_what, bent, status) => {
    expectPage(await sendForm(formNamed(name), bent(bodyOf(formNamed(name)))), status);
  });

  test('with its own field as raw bytes that are no UTF-8 gets a page that says so', async () => {
    const rest = bodyOf(formNamed(name), bend);
    expectPage(await sendForm(formNamed(name), Buffer.from(`${rest}&${bend}=\xff\xfe`, 'latin1')), 400);
  });

  test('with a NUL in its own field, as people paste one, leads on as one that is filled in with any other hidden sign', async () => {
    const form = formNamed(name);
    const required = new URLSearchParams({ csrf: formOf(form.page).fields['csrf'] ?? '', ...beside, [bend]: 'a\0b' });
    // Whatever a box sends, it is ticked.
    if (bend === 'saved') required.set(bend, '');
    const sent = await sendForm(form, String(required));
    expect([sent.status, (await form.visitor.follow(sent)).status]).toEqual([303, 200]);
  });

  test('without a proof that it was made here, or from elsewhere, is refused', async () => {
    expectPage(await sendForm(formNamed(name), bodyOf(formNamed(name), 'csrf')), 403);
    const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expectPage(await sendForm(formNamed(name), bodyOf(formNamed(name)), evil), 403);
  });

  test('sent as JSON, or by a method that it does not know, gets a page that says so', async () => {
    const form = formNamed(name);
    expectPage(await sendForm(form, '{}', { 'content-type': 'application/json' }), 415);
    for (const method of ['PUT', 'PATCH', 'DELETE']) expectPage(await form.visitor.send(placeOf(form), { method }), 405);
  });

  test('with lists and objects for its fields leads on, as one that is filled in wrongly: no form is answered by its page (ux G2)', async () => {
    const form = formNamed(name);
    const required = new URLSearchParams({ csrf: formOf(form.page).fields['csrf'] ?? '', ...beside });
    for (const fields of [`${bend}[]=x`, `${bend}[a]=x`, `__proto__=x&constructor=y&__proto__[${bend}]=z`]) {
      const sent = await sendForm(form, `${required}&${fields}`);
      expect([fields, sent.status, (await form.visitor.follow(sent)).status]).toEqual([fields, 303, 200]);
      expect(Object.hasOwn(Object.prototype, bend)).toBe(false);
    }
  });

  test('as it was before all that is still good', async () => {
    // What was bent counted as guesses at a code, or as mail that was asked for.
    if (/:uid|email$/.test(route)) await world.forgetMisses();
    const form = formNamed(name);
    const answer = await form.visitor.follow(await sendForm(form, bodyOf(form)), (url) => url.startsWith('http://localhost:9/'));
    expect([[0, 200].includes(answer.status), `${answer.url} ${answer.status === 0 ? '' : wordsOf(answer)}`]).toEqual([
      true,
      expect.stringContaining(comesTo),
    ]);
  });
});

test('nothing of all that was a surprise to the product', () => {
  expect(world.log.filter((line) => line.includes('surprise'))).toEqual([]);
});
