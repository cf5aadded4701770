import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Handlebars from 'handlebars';
import { mailSamples } from '../../demo/mailbox/samples.ts';
import { createMailViews } from '../../src/views/mails.ts';
import type { PageModels } from '../../src/views/models.ts';
import { createViews } from '../../src/views/views.ts';
import { wordsOf } from './html.ts';
import { assets, TEMPLATES, templateFiles, views, withTemplates } from './kit.ts';
import { framesOf, portalFrame, sampleFrame } from './samples/frames.ts';
import { SAMPLE_TIME } from './samples/sample.ts';
import { eachSample, samples } from './samples.ts';

/** Every template at once. */
const ALL = { strict: false, eager: true, assets };
const PRIVACY = 'pages/help/privacy.hbs';
const unknownPage: PageModels['portal/unknown'] = { typed: 'acme' };

/** The unknown-portal page made from this template alone. */
function made(template: string, strict: boolean): string {
  return withTemplates({ 'pages/portal/unknown.hbs': template }, (templatesDir) =>
    createViews({ templatesDir, strict, assets }).page('portal/unknown', unknownPage, sampleFrame('en')),
  );
}

describe('Views', () => {
  test('a value the model lacks is an error in tests and a gap in production', () => {
    expect(() => made('[{{typo}}]', true)).toThrow('typo');
    expect(made('[{{typo}}]', false)).toBe('[]');
  });

  test('a phrase that does not exist is an error in tests and shows its key in production', () => {
    expect(() => made("{{t 'no.such'}}", true)).toThrow('no phrase no.such in en');
    expect(made("{{t 'no.such'}}", false)).toBe('no.such');
  });

  test('a phrase without one of its values is an error in tests and leaves a gap in production', () => {
    expect(() => made("{{t 'login.h1'}}", true)).toThrow('phrase login.h1 needs orgName');
    expect(made("{{t 'login.h1'}}", false)).toBe('Sign in to ');
  });

  test.each([['{{#if}'], ['{{shout typed}}'], ['{{> nowhere}}{{/if}}']])(
    'a fault in a template, %s, is found where all are compiled',
    (fault) => {
      const compile = () => withTemplates({ [PRIVACY]: fault }, (templatesDir) => createViews({ ...ALL, templatesDir }));
      expect(compile).toThrow();
    },
  );

  test('every template of a page and of a mail compiles', () => {
    expect(() => createViews({ ...ALL, templatesDir: TEMPLATES })).not.toThrow();
    expect(() => createMailViews({ ...ALL, templatesDir: TEMPLATES })).not.toThrow();
  });

  test('templates reach nothing but the properties of their model', () => {
    expect(made('[{{typed.constructor.name}}{{typed.toUpperCase}}{{__proto__}}{{constructor}}]', false)).toBe('[]');
  });

  test('what people typed is a value and never a template', () => {
    const html = views.page('portal/unknown', { typed: "{{t 'login.h1'}}" }, sampleFrame('en'));
    expect(html).toContain('value="{{t &#x27;login.h1&#x27;}}"');
  });

  test('every value that a template names exists in some sample, so that no condition has a spelling mistake', () => {
    const models = [...eachSample().map(({ model }) => model), ...mailSamples({ portalUrl: '', now: 0 }).map(({ mail }) => mail)];
    const known = new Set(['this', '0', '1', ...models.flatMap(keysWithin), ...keysWithin(framesOf('account/profile', 'nl'))]);
    const misspelt = templateFiles.flatMap((file) => {
      const { named, given } = namesIn(readFileSync(join(TEMPLATES, file), 'utf8'));
      for (const name of given) known.add(name);
      return named.map((name) => `${file}: ${name}`);
    });
    expect(misspelt.filter((entry) => !known.has(entry.split(': ')[1] ?? ''))).toEqual([]);
  });

  test('times are told in Dutch time and in words, with the exact moment for machines (ux.md G17)', () => {
    const summer = { ...samples['error/error'].expired, at: Date.UTC(2026, 6, 1, 22, 5) } as PageModels['error/error'];
    expect(views.page('error/error', summer, sampleFrame('nl'))).toContain(
      '<time datetime="2026-07-01T22:05:00.000Z">2 juli 2026, 00:05</time>',
    );
    const winter = { ...summer, at: SAMPLE_TIME };
    expect(views.page('error/error', winter, sampleFrame('en'))).toContain(
      '<time datetime="2026-11-07T13:32:00.000Z">7 November 2026, 14:32</time>',
    );
  });

  test('one minute is not called minutes (ux.md 3)', () => {
    const html = (minutes: number) =>
      wordsOf(views.page('error/error', { kind: 'many', at: SAMPLE_TIME, minutes, onwardHref: '/' }, sampleFrame('nl')), 'main');
    expect(html(1)).toContain('Wacht 1 minuut en');
    expect(html(2)).toContain('Wacht 2 minuten en');
  });

  test('whom to ask is shown as far as it is known, with numbers that can be dialled (R20.1)', () => {
    const line = (support: object) => wordsOf(views.page('help/privacy', {}, portalFrame('en', { support })), 'footer');
    expect(line({ contactName: 'Ann', contactEmail: 'a@b.example' })).toContain('Questions? Ask Ann: a@b.example');
    expect(line({ contactEmail: 'a@b.example', contactPhone: '088 100' })).toContain('Questions? Ask a@b.example, 088 100');
    expect(line({})).not.toContain('Questions?');
    expect(views.page('help/privacy', {}, portalFrame('en', { support: { contactPhone: '+31 (0)20 123' } }))).toContain(
      'href="tel:+3120123">+31\u00a0(0)20\u00a0123</a>',
    );
  });

  test('the organisation and application cannot put markup on a page (security.md)', () => {
    const hostile = `"><img src=x onerror=alert(1)><script>alert(1)</script>'&`;
    const frame = portalFrame('nl', {
      name: hostile,
      support: { contactName: hostile, contactEmail: hostile, contactPhone: hostile, practiceUrl: hostile },
    });
    const plain = samples['sign-in/password'].refused as PageModels['sign-in/password'];
    const pages = [
      views.page('sign-in/password', { ...plain, username: hostile, appName: hostile }, frame),
      views.page(
        'sign-in/consent',
        { ...samples['sign-in/consent'].plain, appName: hostile, appOwner: hostile, items: [{ key: 'profile', value: hostile }] },
        frame,
      ),
      views.page('error/error', { kind: 'client', at: SAMPLE_TIME, appName: hostile, technical: hostile, onwardHref: '/' }, frame),
      views.page('recovery/sent', { ...samples['recovery/sent'].plain, typed: hostile }, frame),
      views.page('help/help', { signInHref: '/' }, frame),
    ];
    for (const html of pages) {
      expect(html.match(/<(img|script)(?! src="\/assets\/[\w.-]+" defer>)/g)).toBeNull();
      expect(html).not.toMatch(/ onerror=/);
      expect(html).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;');
    }
  });
});

/** All property names within a value, at any depth. */
function keysWithin(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysWithin);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [key, ...keysWithin(inside)]);
}

/** Names of values a template uses, and of those it gives to partials. A helper's or partial's own name is no value. */
function namesIn(source: string): { named: string[]; given: string[] } {
  const named: string[] = [];
  const given: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) walk(each);
    if (typeof node !== 'object' || node === null) return;
    const { type, path, name, params, hash, key, ...rest } = node as Record<string, unknown>;
    if (type === 'PathExpression' && !rest['data']) named.push(...(rest['parts'] as string[]));
    if (type === 'HashPair') given.push(String(key));
    if (type === 'MustacheStatement' && (params as unknown[]).length === 0 && !hash) walk(path);
    for (const each of [params, hash, ...Object.values(rest)]) walk(each);
  };
  walk(Handlebars.parse(source));
  return { named, given };
}
