import { constants, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { seconds } from '../../src/kernel/duration.ts';
import { gzipPieces } from '../../src/web/gzip-pieces.ts';
import { fine } from '../kit/fine.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { exchange, requestText } from '../kit/wire.ts';
import { openWorld, type World } from '../kit/world.ts';

describe('Pieces that are compressed once', () => {
  const unzip = (bytes: Buffer) => gunzipSync(bytes, { finishFlush: constants.Z_FINISH }).toString();
  const woven = (fixed: readonly string[], fresh: readonly string[]) => fixed.map((piece, at) => piece + (fresh[at] ?? '')).join('');

  test.each<[string, string[], string[]]>([
    ['one piece alone', ['<p>hello</p>'], []],
    ['tokens between pieces', ['<a href="', '">', '</a>'], ['a1', 'b2']],
    ['tokens at both ends and beside each other', ['', '', '<p>', ''], ['a1', 'b2', 'c3']],
    ['no token where one could be', ['<a>', '</a>'], ['']],
    ['signs of more bytes than one', ['één – ', ' «€» ', '🙂'], ['ü', '漢字']],
    ['more than a window of the compression holds', ['abcdefgh '.repeat(9000), 'abcdefgh '.repeat(9000)], ['x'.repeat(65_535)]],
  ])('are whole again when they are unzipped: %s', (_what, fixed, fresh) => {
    for (const values of [fresh, fresh.toReversed()]) {
      const text = woven(fixed, values);
      expect(unzip(gzipPieces({ fixed, fresh: values }, text))).toBe(text);
    }
  });

  test('give a token’s letters away to nobody who sees how long the answer is (BREACH)', () => {
    const fixed = ['<p>secret=abcdefghijklmnop</p><input value="', '"></body>'];
    const lengthWith = (token: string) => gzipPieces({ fixed, fresh: [token] }, woven(fixed, [token])).length;
    expect(lengthWith('abcdefghijklmnop')).toBe(lengthWith('zqxjkvbwpyfmucgh'));
  });
});

describe('The sign-in sheet', () => {
  let world: World;
  let app: RelyingParty;

  beforeAll(async () => {
    world = await openWorld();
    await world.organisation('acme', { preferredLanguage: 'en' });
    app = await world.relyingParty('exam');
  });

  afterAll(() => world.close());

  const sheet = async (visitor = new Visitor()) => visitor.open((await app.begin({ portal: 'acme' })).url);
  const withoutProof = (text: string) => text.replaceAll(/name="csrf" value="[\w-]+"/g, 'PROOF');

  test('is the same text for browsers that take gzip and those that do not, and caches are told so', async () => {
    const visitor = new Visitor();
    const { url } = await sheet(visitor);
    const [zipped, plain, again] = await Promise.all(
      ['gzip, br', 'identity', 'gzip'].map((taken) => visitor.send(url, { headers: { 'accept-encoding': taken } })),
    );
    expect([zipped, plain, again].map((answer) => answer?.headers.get('content-encoding'))).toEqual(['gzip', null, 'gzip']);
    for (const answer of [zipped, plain, again]) {
      expect(answer?.headers.get('vary')).toContain('Accept-Encoding');
      expect(answer?.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(withoutProof(answer?.text ?? '')).toBe(withoutProof(plain?.text ?? 'none'));
    }
    expect(Number(plain?.headers.get('content-length'))).toBe(Buffer.byteLength(plain?.text ?? ''));
  });

  /** What is on the wire for these requests of one browser for its sheet: `line` makes each from the sheet's path. */
  const onTheWire = async (...lines: ((path: string) => string)[]) => {
    const visitor = new Visitor();
    const { url } = await sheet(visitor);
    const cookie = `Cookie: ${await visitor.jar.getCookieString(url)}`;
    const headers = ['Accept: text/html', 'Accept-Encoding: gzip', 'Accept-Language: en', cookie];
    return Promise.all(lines.map((line) => exchange(world.url, requestText(world.url, line(new URL(url).pathname), headers))));
  };

  test('is put together from its pieces, and drawn anew where its links hold what a stranger wrote', async () => {
    const [shown, withWords] = await onTheWire(
      (path) => `GET ${path}`,
      (path) => `GET ${path}?words=stranger`,
    );
    // Who made it (RFC 1952 2.3.1, OS): 255 is ours, which zlib never writes here.
    const isFromPieces = (body = '') => body.charCodeAt(9) === 255;
    expect([shown, withWords].map((answer) => isFromPieces(answer?.body))).toEqual([true, false]);
    const textOf = (body = '') => gunzipSync(Buffer.from(body, 'latin1')).toString();
    expect([shown, withWords].map((answer) => textOf(answer?.body).includes('stranger'))).toEqual([false, true]);
  });

  test('is on the wire exactly as long as it says, and as HEAD says, for which nothing follows', async () => {
    const [got, told] = await onTheWire(
      (path) => `GET ${path}`,
      (path) => `HEAD ${path}`,
    );
    const lengthIn = (head = '') => Number(/^content-length: (\d+)/im.exec(head)?.[1]);
    expect(got?.body).toHaveLength(lengthIn(got?.head));
    expect(gunzipSync(Buffer.from(got?.body ?? '', 'latin1')).toString()).toMatch(/^<!doctype html>.*<\/html>\n$/s);
    expect([lengthIn(told?.head), told?.body]).toEqual([lengthIn(got?.head), '']);
  });

  test('has a proof and a flow of its own for everybody (security 1.24)', async () => {
    const pages = await Promise.all([1, 2, 3, 4, 5, 6].map(() => sheet()));
    const forms = pages.map(formOf);
    expect(new Set(forms.map(({ fields }) => fields['csrf'])).size).toBe(pages.length);
    expect(new Set(forms.map(({ action }) => action)).size).toBe(pages.length);
    for (const [at, { url, text }] of pages.entries()) {
      expect(forms[at]?.action).toBe(url);
      const others = pages.filter((_, other) => other !== at).map((other) => new URL(other.url).pathname);
      expect(others.filter((path) => text.includes(path))).toEqual([]);
    }
  });

  test('shows a name, and what was wrong with it, to nobody but who typed it', async () => {
    const visitor = new Visitor();
    const missed = await visitor.submit(await sheet(visitor), { username: 'J.deBoer', password: 'something else' });
    expect(formOf(missed).fields['username']).toBe('J.deBoer');
    const other = await sheet();
    expect(formOf(other).fields['username']).toBe('');
    expect(other.text).not.toContain('J.deBoer');
    expect(wordsOf(other)).not.toContain('do not match');
  });

  test('has another name on it as soon as the organisation’s change is seen', async () => {
    expect(wordsOf(await sheet())).toContain('acme BV');
    fine(await setOrganisation(world.app.installation.acting, 'acme', { name: 'Acme NV' }));
    world.clock.forward(seconds(6));
    const words = wordsOf(await sheet());
    expect(words).toContain('Acme NV');
    expect(words).not.toContain('acme BV');
  });
});
