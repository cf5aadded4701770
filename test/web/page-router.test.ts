import { describe, expect, test } from '@jest/globals';
import Router from '@koa/router';
import { type InteractionNeeds, interactions } from '../../interactions/index.ts';
import { PageRouter } from '../../interactions/kit/page-router.ts';

const ours = interactions({} as InteractionNeeds);
const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS', 'PROPFIND'];

/** What people, browsers and programs make of an address. */
const SLIPS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.toUpperCase(),
  (path) => `${path}/`,
  (path) => `${path}//`,
  (path) => `/${path}`,
  (path) => path.slice(1),
  (path) => path.replaceAll('/', '//'),
  (path) => path.replaceAll('/', '%2F'),
  (path) => path.replace(/[^/]+$/, ''),
  (path) => path.replace(/[^/]+$/, '*'),
  (path) => path.replace(/^\/[^/]+/, ''),
  (path) => path.replace(/\.(?=[^/]*$)/, 'x'),
  (path) => path.replaceAll('i', '%69').replaceAll('s', '\u017f'),
  (path) => path.split('/').reverse().join('/'),
  ...['x', '%', '%00', '..', '{/*rest}', ':way', 'a/b/c', '\n', 'x.png', '__proto__', 'constructor', 'x'.repeat(5_000)].flatMap((word) => [
    (path: string) => `${path}/${word}`,
    (path: string) => `/${word}${path}`,
    (path: string) => path.replaceAll('acme', word),
    (path: string) => path + word,
  ]),
];

describe('R12.2: an address, however it is written,', () => {
  const written = ours.stack.flatMap(({ path }) => {
    const whole = String(path)
      .replace(':portal', 'acme')
      .replace(/[{}]/g, '')
      .replace(/[:*]\w+/g, 'word');
    return [whole, String(path).replace(/\{.*\}/, '')].flatMap((address) => SLIPS.map((slip) => slip(address)));
  });
  const addresses = [...new Set(['', '*', ...written])];

  test.each(METHODS)('leads by %s where it would if it were held against every page there is', (method) => {
    const elsewhere = addresses.filter((address) => {
      const [mine, all] = [ours.match(address, method), Router.prototype.match.call(ours, address, method)];
      return mine.route !== all.route || !isSame(mine.path, all.path) || !isSame(mine.pathAndMethod, all.pathAndMethod);
    });
    expect(elsewhere).toEqual([]);
  });

  test('is held against a tenth of all pages at most', () => {
    const held = ours.stack.map((route) => {
      const { match } = route;
      let times = 0;
      route.match = (path) => {
        times += 1;
        return match.call(route, path);
      };
      return () => times;
    });
    for (const address of ['/acme/sign-in/a-uid/password', '/acme/account/two-step/app', '/no/such/page']) ours.match(address, 'GET');
    expect(held.reduce((sum, times) => sum + times(), 0)).toBeLessThan((3 * ours.stack.length) / 10);
  });
});

test('a part in the way of all methods, and addresses that go on within a word, are found as the library finds them', () => {
  const router = new PageRouter();
  const nothing = () => undefined;
  router.use('/wild', nothing);
  for (const address of ['/files/x{.:end}', '/wild/pre*rest', '/wild/:name']) router.get(address, nothing);
  const addresses = ['/files/x', '/files/x.png', '/files/y', '/wild/prefix', '/wild/prefix/on', '/wild/other', '/other'];
  const [mine, all] = [router.match, Router.prototype.match].map((match) => addresses.map((address) => match.call(router, address, 'GET')));
  expect(mine).toEqual(all);
  expect(mine?.map(({ path }) => path.length)).toEqual([1, 1, 0, 3, 2, 2, 0]);
});

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((each, at) => each === others[at]);
}
