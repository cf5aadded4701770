import { describe, expect, test } from '@jest/globals';
import { type AgeLimit, passwordExpiry, type Renewal, renewalOf } from '../../../src/domain/credentials/password-age.ts';
import { days, hours } from '../../../src/kernel/duration.ts';
import { newId } from '../../../src/kernel/random.ts';

const BEGUN = Date.UTC(2026, 0, 5, 9);
const limit: AgeLimit = { days: 90, since: BEGUN };

/** A password chosen so many days after the limit began. */
const chosen = (day: number, more: { accountId?: string; warnedDays?: number; mustChange?: boolean } = {}) => ({
  accountId: 'a',
  mustChange: false,
  changedAt: BEGUN + days(day),
  ...more,
});
const onDay = (age: number) => BEGUN + days(age);
const short = (renewal: Renewal) => (renewal.kind === 'soon' ? `${renewal.days} days, warning ${renewal.warning}` : renewal.kind);

describe('R13.1 a password that was chosen under the limit', () => {
  test.each([
    [0, 'none'],
    [75.9, 'none'],
    [76, '14 days, warning 14'],
    [80.5, '10 days, warning 14'],
    [83, '7 days, warning 7'],
    [88.9, '2 days, warning 7'],
    [89, '1 days, warning 1'],
    [89.99, '1 days, warning 1'],
    [90, 'due'],
    [500, 'due'],
  ])('of %d days asks for: %s', (age, asked) => {
    expect(short(renewalOf(chosen(0), limit, onDay(age)))).toBe(asked);
  });

  test('is announced once for each day of warning, and the next one all the same', () => {
    const asked = (warnedDays: number, age: number) => short(renewalOf(chosen(0, { warnedDays }), limit, onDay(age)));
    expect([asked(14, 80), asked(14, 84), asked(7, 84), asked(7, 89.5), asked(1, 89.5), asked(1, 90)]).toEqual([
      'none',
      '6 days, warning 7',
      'none',
      '1 days, warning 1',
      'none',
      'due',
    ]);
  });

  test('that is marked for change is due at once, whatever its age and the limit', () => {
    const marked = chosen(0, { mustChange: true });
    expect(renewalOf(marked, limit, onDay(0))).toEqual({ kind: 'due', because: 'marked' });
    expect(renewalOf(marked, { ...limit, days: 0 }, onDay(0))).toEqual({ kind: 'due', because: 'marked' });
  });

  test('never expires where there is no limit', () => {
    expect(passwordExpiry(chosen(0), { ...limit, days: 0 })).toBeUndefined();
    expect(renewalOf(chosen(0), { ...limit, days: 0 }, onDay(5000))).toEqual({ kind: 'none' });
  });
});

describe('R13.2 a password that is older than the limit', () => {
  const old = (accountId: string) => passwordExpiry(chosen(-400, { accountId }), limit) ?? 0;

  test('counts from the day the limit began, at the same moment whenever it is asked', () => {
    const id = newId();
    expect(old(id)).toBe(old(id));
    expect(old(id)).toBeGreaterThanOrEqual(onDay(90));
    expect(old(id)).toBeLessThan(onDay(104));
  });

  test('does not expire on the same morning as all the others of its batch', () => {
    const batch = Array.from({ length: 1400 }, (_, at) => old(`account-${at}`) - onDay(90));
    const perDay = Array.from({ length: 14 }, (_, day) => batch.filter((at) => Math.floor(at / days(1)) === day).length);
    // A hundred a day, give or take.
    for (const count of perDay) expect([count > 45, count < 160]).toEqual([true, true]);
    const busiest = Math.max(
      ...Array.from({ length: 14 * 24 }, (_, hour) => batch.filter((at) => Math.floor(at / hours(1)) === hour).length),
    );
    expect(busiest).toBeLessThan(25);
  });

  test('is announced ahead, like every other', () => {
    const at = old('a');
    expect(short(renewalOf(chosen(-400), limit, at - days(7)))).toBe('7 days, warning 7');
  });
});

test('a short limit warns only as far ahead as there is something to warn of', () => {
  const week = { days: 7, since: BEGUN };
  expect(short(renewalOf(chosen(0), week, onDay(0)))).toBe('none');
  expect(short(renewalOf(chosen(0), week, onDay(6)))).toBe('1 days, warning 1');
});
