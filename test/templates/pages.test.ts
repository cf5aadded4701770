import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../../src/views/models.ts';
import { ids, tags, wordsOf } from './html.ts';
import { renderAll, views } from './kit.ts';
import { portalFrame, sampleFrame } from './samples/frames.ts';
import { eachSample, samples } from './samples.ts';

/** Checklist 19 of ux.md; `off` is for the challenge and recovery codes, which are not here yet. */
const AUTOCOMPLETE = [
  'username',
  'username webauthn',
  'current-password',
  'new-password',
  'new-password',
  'organization',
  'email',
  'one-time-code',
  'off',
  ...['given-name', 'family-name'],
];

const pages = [...renderAll('nl'), ...renderAll('en')];
const problemsOf = (model: object) => ('problems' in model ? (model.problems as unknown[]) : []);

describe.each(pages.map((rendered) => [rendered.name, rendered] as const))('The page %s', (name, { html, model, page }) => {
  const language = name.slice(-2);
  const all = ids(html);
  const inputs = tags(html, 'input').filter(({ type }) => type !== 'hidden');
  const fields = inputs.filter(({ type }) => type !== 'checkbox' && type !== 'radio');

  test('has the skeleton of every page (ux.md G1, checklist 2)', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="/);
    expect(tags(html, 'html')[0]?.['lang']).toBe(language);
    for (const landmark of ['h1', 'main', 'header', 'footer'])
      expect({ landmark, times: tags(html, landmark).length }).toEqual({ landmark, times: 1 });
    expect(tags(html, 'main')[0]?.['id']).toBe('main');
    expect(tags(html, 'a')[0]).toEqual({ class: 'skip', href: '#main' });
    expect(tags(html, 'meta')).toContainEqual({ name: 'viewport', content: 'width=device-width, initial-scale=1' });
    expect(html).toContain('<meta name="robots" content="noindex">');
  });

  test('names itself and whose door it is, and says in the title when something is wrong (ux.md checklist 3)', () => {
    const door = name.includes('bare') ? 'Voordeur' : 'Voorbeeld BV';
    const title = wordsOf(html, 'title');
    expect(title).toMatch(new RegExp(`^[^–]+ – ${door}$`));
    expect(/^(Fout|Error): /.test(title)).toBe(problemsOf(model).length > 0);
  });

  test('has ids once, and points at nothing that is not there (ux.md checklist 6)', () => {
    expect(all).toEqual([...new Set(all)]);
    const references = [...html.matchAll(/ (?:aria-describedby|aria-labelledby|aria-controls|for)="([^"]*)"/g)].flatMap(([, list = '']) =>
      list.split(' '),
    );
    const jumps = tags(html, 'a').flatMap(({ href }) => (typeof href === 'string' && href.startsWith('#') ? [href.slice(1)] : []));
    expect([...references, ...jumps].filter((id) => !all.includes(id))).toEqual([]);
  });

  test('labels each field above it, and blocks no pasting or filling (ux.md G4, G9, checklist 5, 19)', () => {
    const labels = tags(html, 'label').map((label) => label['for']);
    for (const { id } of inputs) expect(labels).toContain(id);
    for (const field of fields) {
      expect(AUTOCOMPLETE).toContain(field['autocomplete']);
      expect(field).not.toHaveProperty('placeholder');
      expect(field).not.toHaveProperty('maxlength');
    }
    expect(html).not.toMatch(/tabindex="[1-9]/);
  });

  test('marks fields as wrong only where there is a problem (ux.md checklist 6)', () => {
    const wrong = fields.filter((field) => field['aria-invalid'] === 'true').map(({ id }) => id);
    const told = problemsOf(model).flatMap((problem) => (problem as Problem).fields);
    expect(wrong).toEqual(fields.map(({ id }) => id).filter((id) => told.includes(String(id))));
    expect(html.split('aria-invalid').length - 1).toBe(wrong.length);
    expect(html.includes('id="err"')).toBe(problemsOf(model).length > 0);
  });

  test('has forms that reach the server, each with its anti-forgery token (ux.md G3, settled.md 14a)', () => {
    const forms = tags(html, 'form');
    for (const form of forms) expect(form).toMatchObject({ method: 'post', novalidate: true, action: expect.any(String) });
    // An application's own form must not carry our token away.
    const tokens = tags(html, 'input').filter((input) => input['name'] === 'csrf');
    expect(tokens.length).toBe(page === 'passing-on/form' ? 0 : forms.length);
  });

  test('runs our script files and no other, and takes nothing from elsewhere (settled.md 14)', () => {
    const scripts = [{ src: expect.stringMatching(/^\/assets\/app\.[0-9a-f]{16}\.js$/), defer: true }];
    // The calculation comes only with the form that asks for it.
    if (html.includes('data-challenge'))
      scripts.push({ src: expect.stringMatching(/^\/assets\/challenge\.[0-9a-f]{16}\.js$/), defer: true });
    if (html.includes('id="strength"'))
      scripts.push({ src: expect.stringMatching(/^\/assets\/new-password\.[0-9a-f]{16}\.js$/), defer: true });
    if (html.includes(' data-code') || html.includes('id="next"'))
      scripts.push({ src: expect.stringMatching(/^\/assets\/code\.[0-9a-f]{16}\.js$/), defer: true });
    if (html.includes('id="send-again"')) scripts.push({ src: expect.stringMatching(/^\/assets\/sent\.[0-9a-f]{16}\.js$/), defer: true });
    if (html.includes('data-passkey')) scripts.push({ src: expect.stringMatching(/^\/assets\/passkey\.[0-9a-f]{16}\.js$/), defer: true });
    expect(tags(html, 'script')).toEqual(scripts);
    expect(html).not.toMatch(/<style| style=| on[a-z]+=|javascript:/);
    const fetched = [
      ...tags(html, 'link')
        .filter(({ rel }) => rel !== 'canonical')
        .map(({ href }) => href),
      ...tags(html, 'img').map(({ src }) => src),
    ];
    for (const address of fetched) expect(address).toMatch(/^(#|\/assets\/|\/\w+\/captcha\/|data:image\/png;)/);
  });

  test('has help as the first link of its footer (WCAG 2.2 3.2.6, ux.md checklist 14)', () => {
    const footer = html.slice(html.indexOf('<footer'));
    expect(tags(footer, 'a')[0]?.['href']).toMatch(/\/help$/);
  });

  test('fits well within the budget of a page (ux.md 2.5)', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(16_000);
  });
});

describe('The pages together', () => {
  test.each(['nl', 'en'] as const)('have different titles in %s (ux.md checklist 3)', (language) => {
    const titles = renderAll(language).filter(({ state, name }) => state === 'plain' && /(portal|bare), ..$/.test(name));
    const byTitle = new Map(titles.map(({ html, page }) => [wordsOf(html, 'title').split(' – ')[0], page]));
    expect(byTitle.size).toBe(new Set(titles.map(({ page }) => page)).size);
  });

  test('say a problem in the same words in the summary and at its field (ux.md G5)', () => {
    for (const { page, model } of eachSample()) {
      for (const problem of problemsOf(model) as Problem[]) {
        const html = views.page(page, model as never, sampleFrame('nl'));
        const [, summary] = new RegExp(`<a href="#${problem.fields[0]}">([^<]+)</a>`).exec(html) ?? [];
        if (problem.fields.length > 0) expect(html.split(`>${summary}</`).length - 1).toBe(2);
      }
    }
  });

  test('offer a choice of language only where there is one, and name each in its own (ux.md G10)', () => {
    const links = tags(views.page('help/privacy', {}, sampleFrame('en')), 'a').filter((link) => link['hreflang']);
    expect(links).toEqual([
      { href: '?lang=nl', lang: 'nl', hreflang: 'nl' },
      { href: '?lang=en', lang: 'en', hreflang: 'en', 'aria-current': 'true' },
    ]);
    expect(views.page('help/privacy', {}, sampleFrame('en', { languages: [] }))).not.toContain('hreflang');
  });

  test('stay light where an organisation wants that (ux.md G14)', () => {
    const html = views.page('help/privacy', {}, portalFrame('nl', { forceLight: true }));
    expect(html).toContain('<html lang="nl" data-scheme="light">');
    expect(html).toContain('<meta name="color-scheme" content="light">');
  });
});

describe('Other forms', () => {
  test('consent has two equal buttons, and no filled one to tempt (ux.md 1.11)', () => {
    const buttons = tags(views.page('sign-in/consent', samples['sign-in/consent'].plain, sampleFrame('nl')), 'button');
    expect(buttons.map(({ name, value, class: look }) => [name, value, look])).toEqual([
      ['do', 'allow', 'button two'],
      ['do', 'deny', 'button two'],
    ]);
  });

  test('staying signed in is a link and posts nothing (OIDC RP-Initiated Logout 1.0)', () => {
    const html = views.page('sign-out/ask', samples['sign-out/ask'].plain, sampleFrame('nl'));
    expect(tags(html, 'button')).toEqual([{ class: 'button', name: 'logout', value: 'yes' }]);
    expect(tags(html, 'input')).toContainEqual({ type: 'hidden', name: 'xsrf', value: 'x1' });
    expect(tags(html, 'a')).toContainEqual({ class: 'button two', href: '/voorbeeld' });
  });

  test('the help page lists each of its questions, in order (ux.md 1.15)', () => {
    const html = views.page('help/help', samples['help/help'].plain, sampleFrame('nl'));
    const questions = tags(html, 'h2').map(({ id }) => `#${id}`);
    const listed = tags(html.slice(html.indexOf('<main')), 'a').flatMap(({ href }) => (String(href).startsWith('#') ? [href] : []));
    expect(listed).toEqual(questions);
  });
});
