import { describe, expect, test } from '@jest/globals';
import { habitFaults } from './habits.ts';
import { parseSource } from './source.ts';
import { testFaults } from './test-habits.ts';

const source = (text: string, path = 'src/web/page.ts') => [parseSource(path, text)];

describe('The clock, randomness and the environment', () => {
  test.each([
    ['Date.now()', 'clock'],
    ['const now = Date.now;', 'clock'],
    ["Date['now']()", 'clock'],
    ['const { now } = Date;', 'clock'],
    ['new Date()', 'clock'],
    ['new Date', 'clock'],
    ['Date()', 'clock'],
    ['Math.random()', 'random'],
    ['const { random: dice } = Math;', 'random'],
    ['process.env.HOME', 'environment'],
    ["process['env']", 'environment'],
    ['const { env, argv } = process;', 'environment'],
    ["import { env } from 'node:process';", 'environment'],
    ["import { env as around } from 'node:process';", 'environment'],
  ])('%s is seen', (text, about) => {
    expect(habitFaults(source(`\n${text}`), [])).toEqual([expect.stringMatching(new RegExp(`^src/web/page\\.ts:2 uses .*: .*${about}`))]);
  });

  test.each(['new Date(0)', 'Date.UTC(2026, 1)', 'Math.min(1)', 'clock.now()', 'process.argv', "'Date.now()'", 'const { env } = visit;'])(
    '%s is nobody’s business',
    (text) => {
      expect(habitFaults(source(text), [])).toEqual([]);
    },
  );

  test('may be used where an allowance says so, for that alone and there alone', () => {
    const allowance = { place: 'src/web', habit: 'clock', because: 'this is a test' } as const;
    expect(habitFaults(source('Date.now()'), [allowance])).toEqual([]);
    expect(habitFaults(source('Date.now(), Math.random()'), [allowance])).toHaveLength(1);
    expect(habitFaults([...source('Date.now()'), ...source('Date.now()', 'src/website/a.ts')], [allowance])).toHaveLength(1);
  });

  test('lose an allowance that nobody needs any more', () => {
    const allowance = { place: 'src/web/page.ts', habit: 'clock', because: 'it was once' } as const;
    expect(habitFaults(source(''), [allowance])).toEqual(['src/web/page.ts no longer uses the clock: take its allowance away']);
  });
});

describe('A test', () => {
  test.each(["test.only('a', b)", "describe.only('a', b)", "it.only.each([1])('a', b)", "fit('a', b)", 'const one = test.only;'])(
    'does not hide the others: %s',
    (text) => {
      expect(testFaults(source(text))).toEqual([expect.stringContaining('take `only` away')]);
    },
  );

  test.each([
    ...["test.skip('a', b)", "describe.skip.each([1])('a', b)", "xit('a', b)", "test.todo('a')"],
    ...['const maybe = there ? test : test.skip;', "test.skip('a ' + why, b)", "(there ? test : test.skip)('a', b)"],
  ])('is not left out without a reason: %s', (text) => {
    expect(testFaults(source(text))).toEqual([expect.stringContaining('is left out without a reason')]);
  });

  test.each([
    ...["test.skip('a, skipped because b', c)", "(there ? test : test.skip)('a, skipped because b', c)", "test('only skips', b)"],
    ...["test.each([1])('a', b)", 'list.skip(1)', "describe.skip.each([1])('a, skipped because b', c)", 'jest.useFakeTimers()'],
  ])('may say %s', (text) => {
    expect(testFaults(source(text))).toEqual([]);
  });

  test.each(["jest.mock('./a.ts')", "jest.unstable_mockModule('./a.ts', b)"])('uses the real module: %s', (text) => {
    expect(testFaults(source(text))).toEqual([expect.stringContaining('puts a module of its own in the place of ours')]);
  });
});
