import { describe, expect, test } from '@jest/globals';
import { randomToken } from '../../src/kernel/random.ts';
import { type DrawnPage, drawnOnce } from '../../src/views/drawn-once.ts';
import type { Frame, PageModels, PageName, Views } from '../../src/views/models.ts';
import { views } from './kit.ts';
import { framesOf, portalFrame, sampleFrame } from './samples/frames.ts';
import { challenge } from './samples/sign-in.ts';
import { eachSample, samples } from './samples.ts';

type Sheet = PageModels['sign-in/password'];

/** A pen that counts what it draws. */
function pen() {
  const drawn: string[] = [];
  const page: Views['page'] = (name, model, frame) => {
    drawn.push(name);
    return views.page(name, model, frame);
  };
  return { drawn, draw: drawnOnce(page) };
}

/** One opening of a page, as a server has it: its flow, its passkey's challenge and its forms' proof are new. */
function opening<Model extends object>(model: Model, frame: Frame) {
  const [flow, asked, csrf] = [randomToken(), randomToken(54), randomToken(64)];
  const opened = JSON.parse(JSON.stringify(model).replaceAll('/u1/', `/${flow}/`).replaceAll('"AAAA"', `"${asked}"`)) as Model;
  const path = 'action' in opened ? opened.action : '/voorbeeld/help';
  const languages = frame.languages.map(({ tag, current }) => ({ tag, current, href: `${path}?lang=${tag}` }));
  return { model: opened, frame: { ...frame, csrf, languages }, tokens: [flow, asked, csrf] };
}

const plain = samples['sign-in/password'].plain;
const tokensIn = (page: DrawnPage, { tokens }: { readonly tokens: readonly string[] }) =>
  tokens.filter((token) => page.html.includes(token));

describe('A page that is drawn once', () => {
  test.each(['nl', 'en'] as const)('is letter for letter the one that is drawn anew: every page, state and frame, in %s', (language) => {
    const { draw } = pen();
    for (const { page, model } of eachSample()) {
      for (const frame of Object.values(framesOf(page, language))) {
        for (const _time of [1, 2, 3]) {
          const opened = opening(model, frame);
          expect(draw(page, opened.model as never, opened.frame).html).toBe(views.page(page, opened.model as never, opened.frame));
        }
      }
    }
  });

  test.each(['plain', 'with passkeys', 'with single sign-on', 'signed out'])('is the sign-in sheet as first shown: %s', (state) => {
    const { drawn, draw } = pen();
    const [one, other] = [1, 2].map(() => opening(samples['sign-in/password'][state] ?? plain, sampleFrame('nl')));
    const pages = [one, other].map((each) => draw('sign-in/password', each?.model as Sheet, each?.frame as Frame));
    expect(drawn).toHaveLength(1);
    expect(pages[1]?.pieces?.fixed).toBe(pages[0]?.pieces?.fixed);
    if (!one || !other || !pages[0] || !pages[1]) throw new Error('two openings are two pages');
    expect(tokensIn(pages[0], one)).toContain(one.frame.csrf);
    expect(tokensIn(pages[1], one)).toEqual([]);
    expect(tokensIn(pages[1], other)).toContain(other.frame.csrf);
  });

  test('keeps no token of anybody, and in its pieces is all of the page', () => {
    const { draw } = pen();
    const opened = opening(samples['sign-in/password']['with passkeys'] as Sheet, sampleFrame('en'));
    const { html, pieces } = draw('sign-in/password', opened.model, opened.frame);
    expect(opened.tokens.filter((token) => pieces?.fixed.join('').includes(token))).toEqual([]);
    expect(new Set(pieces?.fresh)).toEqual(new Set(opened.tokens));
    expect(pieces?.fixed.map((piece, at) => piece + (pieces.fresh[at] ?? '')).join('')).toBe(html);
  });

  test('is another one at once where look, texts, policy or language is another', () => {
    const { drawn, draw } = pen();
    const frames: Frame[] = [
      ...[sampleFrame('nl'), sampleFrame('en'), portalFrame('nl', { themeHref: '/assets/t/voorbeeld.fedcba9876543210.css' })],
      ...[portalFrame('nl', { name: 'Voorbeeld NV' }), portalFrame('nl', { support: { contactName: 'Carla' } })],
      ...[portalFrame('nl', { forceLight: true }), { ...sampleFrame('nl'), languages: [] }],
    ];
    const models: Sheet[] = [plain, { ...plain, appName: 'Toetsomgeving' }, { ...plain, cancel: true }, { ...plain, notice: 'restarted' }];
    const openings = () => frames.flatMap((frame) => models.map((model) => opening(model, frame)));
    for (const opened of [...openings(), ...openings()]) draw('sign-in/password', opened.model, opened.frame);
    expect(drawn).toHaveLength(frames.length * models.length);
  });
});

describe('A page is drawn anew, and nothing of it is kept,', () => {
  const refused = { code: 'no-match', fields: ['username'] } as const;
  test.each<[string, Partial<Sheet>, Partial<Frame>]>([
    ['where a name stands in it', { username: 'J.deBoer' }, {}],
    ['where something is wrong', { problems: [refused] }, {}],
    ['where the name was repaired', { repaired: true }, {}],
    ['where it helps on after a miss', { tips: true }, {}],
    ['where it knows of other portals', { elsewhere: [{ name: 'Oost', href: '/oost' }] }, {}],
    ['where the former password was typed', { former: true }, {}],
    ['where there is a challenge', { challenge }, {}],
    ['where somebody is signed in', {}, { signedIn: { username: 'J.deBoer', signOutHref: '/out' } }],
    ['where it stands in an account', {}, { account: [{ subject: 'profile', href: '/voorbeeld/account', current: true }] }],
    ['where its links say what was asked', {}, { languages: [{ tag: 'nl', href: '?username=J.deBoer&lang=nl', current: true }] }],
    ['where its proof could stand in it by chance', {}, { csrf: 'h1' }],
    ['where its flow could stand in it by chance', { action: '/voorbeeld/sign-in/form/password' }, {}],
  ])('%s', (_where, model, frame) => {
    const { drawn, draw } = pen();
    for (const _time of [1, 2]) {
      const opened = opening({ ...plain, ...model }, sampleFrame('nl'));
      expect(draw('sign-in/password', opened.model, { ...opened.frame, ...frame }).pieces).toBeUndefined();
    }
    expect(drawn).toHaveLength(2);
  });

  test('on every screen that is somebody’s own', () => {
    const { draw } = pen();
    const pages = eachSample().filter(({ page }) => page !== 'sign-in/password');
    const kept = pages.filter(({ page, model }) => {
      const opened = opening(model, sampleFrame('nl'));
      return draw(page as PageName, opened.model as never, opened.frame).pieces !== undefined;
    });
    expect(kept).toEqual([]);
  });
});

test('64 pages are kept, those that were asked for last', () => {
  const { drawn, draw } = pen();
  const open = (name: string) => {
    const opened = opening(plain, portalFrame('nl', { name }));
    draw('sign-in/password', opened.model, opened.frame);
    return drawn.length;
  };
  for (let portal = 0; portal < 64; portal += 1) open(`Portal ${portal}`);
  expect(open('Portal 0')).toBe(64);
  expect(open('Portal 64')).toBe(65);
  expect(open('Portal 0')).toBe(65);
  expect(open('Portal 1')).toBe(66);
});
