import { inspect } from 'node:util';
import { expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.ts';
import { days, hours, inSeconds, minutes, seconds } from '../../src/kernel/duration.ts';
import { assertNever } from '../../src/kernel/never.ts';
import { newId, randomReference, randomToken } from '../../src/kernel/random.ts';
import { Secret } from '../../src/kernel/secret.ts';

it('a secret is got by asking for it, and printed as [secret] everywhere else', () => {
  const secret = new Secret('hush-hush');
  expect(secret.reveal()).toBe('hush-hush');
  const printed = [`${secret}`, String(secret), JSON.stringify({ secret }), inspect({ secret }, { showHidden: true, depth: 9 })];
  for (const text of printed) {
    expect(text).toContain('[secret]');
    expect(text).not.toContain('hush');
  }
  expect(Object.entries(secret)).toEqual([]);
});

it('a token has 256 bits unless something else is asked for, and never comes twice', () => {
  expect(Buffer.from(randomToken(), 'base64url')).toHaveLength(32);
  expect(Buffer.from(randomToken(6), 'base64url')).toHaveLength(6);
  expect(randomToken()).toMatch(/^[\w-]{43}$/);
  expect(new Set(Array.from({ length: 1000 }, () => randomToken())).size).toBe(1000);
});

it('an id is a random UUID (RFC 9562 version 4)', () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('a reference can be read out over the telephone: no 0 or O, 1 or I or L, U or V alike (G18)', () => {
  for (let round = 0; round < 500; round += 1) expect(randomReference()).toMatch(/^R-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
});

it('durations are milliseconds, and protocols get whole seconds', () => {
  expect([seconds(3), minutes(2), hours(1), days(14)]).toEqual([3000, 120_000, 3_600_000, 1_209_600_000]);
  expect(inSeconds(days(1))).toBe(86_400);
  expect(inSeconds(1999)).toBe(1);
});

it('the machine clock counts milliseconds since 1970', () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

it('a place that cannot be reached says what reached it', () => {
  const value: unknown = 'sideways';
  expect(() => assertNever(value as never)).toThrow('unexpected value: "sideways"');
});
