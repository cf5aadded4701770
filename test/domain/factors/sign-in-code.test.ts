import { expect, test } from '@jest/globals';
import {
  drawDigits,
  drawLetters,
  nextCodeAt,
  SIGN_IN_CODE,
  type SignInCode,
  signInLasts,
  standingOfCode,
} from '../../../src/domain/factors/sign-in-code.ts';
import { minutes, seconds } from '../../../src/kernel/duration.ts';

const code: SignInCode = {
  id: 'j.1',
  accountId: 'anna',
  letters: 'KR',
  triesLeft: 5,
  life: minutes(60),
  madeAt: 0,
  handedOverAt: undefined,
  replacedAt: undefined,
  usedAt: undefined,
};

test('R14.2 the letters are two that look like no digit, and are not those of a code beside it', () => {
  const drawn = new Set(Array.from({ length: 5000 }, () => drawLetters([])));
  expect(drawn.size).toBeGreaterThan(500);
  for (const letters of drawn) expect(letters).toMatch(/^[A-HJ-NP-Z]{2}$/);
  const taken = [...drawn].filter((letters) => letters !== 'KR');
  const others = Array.from({ length: 300 }, () => drawLetters(taken));
  for (const letters of others) expect(taken).not.toContain(letters);
});

test('security.md 2.2 the digits are six, each as likely as any other', () => {
  const digits = Array.from({ length: 5000 }, drawDigits);
  for (const each of digits) expect(each).toMatch(/^\d{6}$/);
  const counts = Array.from('0123456789', (digit) => digits.join('').split(digit).length - 1);
  for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(400);
});

test('R14.3 it lives from hand-over on, is used once, and has five tries', () => {
  expect(standingOfCode(code, minutes(60) - 1)).toBe('live');
  expect(standingOfCode(code, minutes(60))).toBe('old');
  const late = { ...code, handedOverAt: minutes(15) };
  expect(standingOfCode(late, minutes(75) - 1)).toBe('live');
  expect(standingOfCode(late, minutes(75))).toBe('old');
  expect(standingOfCode({ ...code, usedAt: 1 }, 2)).toBe('old');
  expect(standingOfCode({ ...code, triesLeft: 0 }, 1)).toBe('used-up');
});

test('settled.md 26: once replaced it lives for two minutes more, and no longer than its own life', () => {
  const replaced = { ...code, replacedAt: minutes(10) };
  expect(standingOfCode(replaced, minutes(12) - 1)).toBe('live');
  expect(standingOfCode(replaced, minutes(12))).toBe('old');
  expect(standingOfCode({ ...code, replacedAt: minutes(59) }, minutes(60))).toBe('old');
});

test('R14.3 the next may be sent after 30, 60 and 120 seconds', () => {
  const after = (count: number) => nextCodeAt(Array.from({ length: count }, () => ({ madeAt: 1000 }))) - 1000;
  expect([after(1), after(2), after(3), after(4), after(9)]).toEqual([30, 60, 120, 120, 120].map(seconds));
  expect(nextCodeAt([])).toBe(0);
});

test('security.md 2.5 a sign-in lasts five minutes longer than the latest that a code can be used, and no interaction is over ninety', () => {
  expect(signInLasts(0, minutes(60))).toBe(SIGN_IN_CODE.handOver + minutes(65));
  expect(signInLasts(0, minutes(60))).toBeLessThanOrEqual(minutes(90));
});
