import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.ts';
import { seconds } from '../../src/kernel/duration.ts';
import { requestScope, withRequestScope } from '../../src/provider/request-scope.ts';
import { ANSWERED_LIFE, inTurn } from '../../src/provider/take-up.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Presses, each in a request of its own, which ends when it is told to. */
function pressing() {
  const hasOneBefore = inTurn(systemClock);
  return (uid: string) => {
    let end: () => void = () => undefined;
    const before = withRequestScope(async () => {
      const { afterwards } = requestScope().records;
      end = () => {
        for (const step of afterwards) step();
      };
      return hasOneBefore(uid);
    });
    return { before, end: () => end() };
  };
}

test('the first press has none before it, and the second waits for it; another sign-in for nobody', async () => {
  const press = pressing();
  const [first, second, other] = [press('one'), press('one'), press('other')];
  expect([await first.before, await other.before]).toEqual([false, false]);
  let waits = true;
  void second.before.then(() => {
    waits = false;
  });
  await jest.advanceTimersByTimeAsync(seconds(4));
  expect(waits).toBe(true);
  first.end();
  expect(await second.before).toBe(true);
});

test('one that does not end is waited for five seconds, and then counts for none', async () => {
  const press = pressing();
  press('one');
  const second = press('one');
  await jest.advanceTimersByTimeAsync(seconds(5));
  expect(await second.before).toBe(false);
});

test('once its answer is gone it is forgotten', async () => {
  const press = pressing();
  press('one').end();
  expect(await press('one').before).toBe(true);
  await jest.advanceTimersByTimeAsync(ANSWERED_LIFE);
  expect(await press('one').before).toBe(false);
});
