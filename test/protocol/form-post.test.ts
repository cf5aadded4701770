import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { authorize, redeem } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, formOf, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  await world.person('acme', 'Bram');
  app = await world.relyingParty('exam', { redirect_uris: ['https://exam.example/callback'] });
});

afterAll(() => world.close());

/** A page of ours: our style, no inline script, and a button for who has no script. */
function expectOurs(page: Answer): void {
  const html = parse(page.text);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(
    html.querySelectorAll('script').every((script) => script.getAttribute('src')?.startsWith('/assets/') && script.text.trim() === ''),
  ).toBe(true);
  expect(page.text).not.toMatch(/\son[a-z]+=|javascript:|<style/i);
  expect(html.querySelector('link[rel="stylesheet"]')?.getAttribute('href')).toMatch(/^\/assets\//);
  expect(html.querySelector('form[method="post"] button')).not.toBeNull();
  expect(page.text).not.toContain('Submitting Callback');
}

test('settled 14c: the answer by form_post is our page, and its form works without script', async () => {
  const { answer, visitor, begun } = await authorize(app, { portal: 'acme', response_mode: 'form_post' });
  const page = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(page.status).toBe(200);
  expectOurs(page);
  expect(wordsOf(page)).toContain('Press the button.');
  const { action, fields } = formOf(page);
  expect(action).toBe('https://exam.example/callback');
  expect(fields).toMatchObject({ state: begun.state, iss: world.url, code: expect.any(String) });
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://exam.example");
  const callback = `${action}?${new URLSearchParams(fields)}`;
  expect(await redeem(app, { begun, callback })).toMatchObject({ status: 200 });
});

test('settled 14c: an error by form_post is our page too', async () => {
  const { answer } = await authorize(app, { portal: 'acme', response_mode: 'form_post', prompt: 'none' });
  expectOurs(answer);
  expect(formOf(answer).fields).toMatchObject({ error: 'login_required' });
});

test('settled 14c: what an application puts in state comes back letter for letter, and never becomes markup', async () => {
  const state = `"><script>alert('&amp;')</script> &lt; ü`;
  const { answer } = await authorize(app, { portal: 'acme', response_mode: 'form_post', prompt: 'none', state });
  expectOurs(answer);
  expect(formOf(answer).fields['state']).toBe(state);
});

test('settled 14c: the sign-out before another person’s sign-in is our page, and its form leads on to the application', async () => {
  const first = await authorize(app, { portal: 'acme' });
  await first.visitor.submit(first.answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  const { answer, begun } = await authorize(app, { portal: 'acme', prompt: 'login' }, first.visitor);
  const between = await first.visitor.submit(answer, { username: 'Bram', password: PASSWORD }, app.isCallback);
  expect(between.status).toBe(200);
  expectOurs(between);
  expect(between.headers.get('content-security-policy')).toContain('https://exam.example');
  const arrived = await first.visitor.submit(between, {}, app.isCallback);
  expect(await redeem(app, { begun, callback: arrived.url })).toMatchObject({ status: 200 });
});

test('OIDC Core 3.1.2.1 without a response_mode the answer stands in the query', async () => {
  const { answer, visitor } = await authorize(app, { portal: 'acme' });
  const arrived = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect([new URL(arrived.url).searchParams.has('code'), new URL(arrived.url).hash]).toEqual([true, '']);
});
