import { expect, test } from '@jest/globals';
import { figure, median, percentile, ratio, sameTime } from '../../bench/figures.ts';
import { KEYCLOAK, KEYCLOAK_TIMES } from '../../bench/keycloak.ts';
import { readOptions } from '../../bench/options.ts';
import { cpuRounds, cpuTable, LESS_HASH } from '../../bench/report/cpu.ts';
import { memoryTable, startTable } from '../../bench/report/load.ts';
import type { Measured, Turn } from '../../bench/rounds.ts';
import { TARGETS } from '../../bench/targets.ts';

const turn = (cpu: number): Turn => ({ cpu, p50: cpu, p95: 2 * cpu, p99: 3 * cpu });
const measured: Measured = {
  turns: new Map([
    [
      'sign-in',
      new Map([
        ['product', [turn(15), turn(14), turn(40)]],
        ['floor', [turn(5), turn(4), turn(20)]],
        ['floor in memory', [turn(2), turn(2), turn(2)]],
      ] as const),
    ],
  ]),
  hash: [10, 10, 20],
};

test('a percentile is a value that was measured, whatever the order of the samples', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => ((at * 37) % 100) + 1);
  expect([0.5, 0.95, 0.99, 1, 0].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100, 1]);
  expect(percentile([7], 0.95)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow('no samples');
});

test('a median is the middle one, or lies between the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([9])]).toEqual([2, 2.5, 9]);
  expect(() => median([])).toThrow('no samples');
});

test('a ratio is taken within each round, so that a disturbed round disturbs no other', () => {
  expect(ratio([2, 4, 90], [1, 4, 30])).toEqual({ median: 2, least: 1, most: 3 });
  expect(figure([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  expect(() => ratio([1], [1, 2])).toThrow('both sides');
});

test('settled.md 42 times are equal within 4 ms or 10 %, whichever is more', () => {
  expect([sameTime([14], [10]), sameTime([14.1], [10]), sameTime([6], [10])]).toEqual([true, false, true]);
  expect([sameTime([109], [100]), sameTime([111], [100]), sameTime([89], [100])]).toEqual([true, false, false]);
});

test('the hash of each round is taken off the product’s sign-in alone', () => {
  const less = cpuRounds(measured).get(LESS_HASH);
  expect([less?.get('product'), less?.get('floor')]).toEqual([
    [5, 4, 20],
    [5, 4, 20],
  ]);
});

test('the table says how many times the floor an operation costs, and whether that meets the target', () => {
  expect(cpuTable(measured, { [LESS_HASH]: 1.4 })).toContain('| 1.00 (1.00–1.00) | ≤ 1.4 ✓ |');
  expect(cpuTable(measured, { 'sign-in': 2.9 })).toContain('| 3.00 (2.00–3.50) | ≤ 2.9 ✗ |');
});

test('the table holds the printed figures of another product beside ours, and says that they were not measured', () => {
  const scaled = (times: Record<string, [number, number?]>) => cpuTable(measured, {}, { name: 'Other 1.0', times });
  expect(scaled({ [LESS_HASH]: [1.6, 1.8] })).toContain('| 1.6–1.8 ✓ |');
  expect(scaled({ [LESS_HASH]: [1, 1.8] })).toContain('| 1–1.8 ✗ |');
  expect(scaled({ 'sign-in': [2.1] })).toContain('| 2.1 ✗ |');
  expect(scaled({})).toMatch(
    /Other 1\.0 × floor[\s\S]*figures of Other 1\.0[^.]*for scale: printed in the requirements for this bench, not measured here/,
  );
  expect(cpuTable(measured, {})).not.toContain('✓: the product is ahead');
});

test('every operation with a printed figure of Keycloak is one of the table, and only the documents have none', () => {
  const without = Object.keys(TARGETS.pg).filter((operation) => !(operation in KEYCLOAK_TIMES));
  expect([without, Object.keys(KEYCLOAK_TIMES).filter((operation) => !(operation in TARGETS.pg))]).toEqual([['discovery', 'JWKS'], []]);
});

test('start and idle memory are set beside the printed ones, ahead or behind', () => {
  const starts = (ours: number) => startTable(new Map([['product', [ours]] as const, ['floor', [400]] as const]));
  expect(starts(900)).toContain(
    `${KEYCLOAK}, start to ready: 11000 ms, printed in the requirements for this bench, not measured here. The product is ahead: 900 ms.`,
  );
  expect(starts(12_000)).toContain('The product is behind: 12000 ms.');
  const idle = (ours: number) => memoryTable(new Map([['product', { idle: ours, after: 1, mostInRounds: 1, most: 1 }]]));
  expect(idle(120)).toContain(
    'idle: 475 MiB, printed in the requirements for this bench, not measured here. The product is ahead: 120 MiB.',
  );
  expect(idle(480)).toContain('The product is behind: 480 MiB.');
});

test('memory is judged in the rounds against the floor without hash, and set beside the floor with hash after the flood', () => {
  const of = (mostInRounds: number, most: number) => ({ idle: 100, after: 110, mostInRounds, most });
  const text = memoryTable(
    new Map([['product', of(250, 330)] as const, ['floor', of(200, 200)] as const, ['floor with hash', of(220, 300)] as const]),
  );
  expect(text).toContain('most in the rounds × floor without hash | target | most, flood included × floor with hash |');
  expect(text).toContain('| product | 100 | 110 | 250 | 330 | 1.25 | ≤ 1.3 ✓ | 1.10 |');
  expect(text).toContain('| floor | 100 | 110 | 200 | 200 |  |  |  |');
  expect(memoryTable(new Map([['product', of(261, 261)] as const, ['floor', of(200, 900)] as const]))).toContain('| ≤ 1.3 ✗ |');
});

test('the command line names the engine, and a part of a run never passes for the whole one', () => {
  expect(readOptions([])).toMatchObject({ engine: 'pg', what: 'bench', rounds: 3, write: true });
  expect(readOptions(['equal-time', '--store', 'sqlite'])).toMatchObject({ engine: 'sqlite', what: 'equal-time', write: true });
  expect(readOptions(['soak'])).toMatchObject({ what: 'soak', minutes: 10, write: true });
  expect(readOptions(['soak', '--minutes', '1']).write).toBe(false);
  expect(readOptions(['--only', 'refresh']).write).toBe(false);
  expect(readOptions(['--scale', '0.5']).write).toBe(false);
  expect(() => readOptions(['--store', 'oracle'])).toThrow('--store is sqlite or pg');
  expect(() => readOptions(['--rounds', 'many'])).toThrow('--rounds is a number');
});
