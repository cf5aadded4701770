import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { bearerId, NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Counters that close or are counted themselves, browsers that are known, challenges that are answered once. */
export function throttleContract(makePlace: MakePlace): void {
  describe('closing counters', () => closing(makePlace));
  describe('counters that are counted', () => people(makePlace));
  describe('known browsers and spent challenges', () => known(makePlace));
}

const HOLD = { from: 3, first: 30_000, most: 100_000 };

function closing(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('security 1.5 of two hundred attempts at once exactly as many are counted as the ceiling takes', async () => {
    const { counters } = used().store.ports;
    const [key, open] = [newId(), newId()];
    const wanted = [
      { key, remember: 1000, ceiling: 3 },
      { key: open, remember: 1000 },
    ];
    const counts = await Promise.all(Array.from({ length: 200 }, () => counters.reserve(wanted, NOW)));
    expect(
      counts
        .map(([first]) => first)
        .filter((count) => count !== undefined)
        .sort(),
    ).toEqual([1, 2, 3]);
    expect(await counters.read([key, open], NOW)).toEqual([3, 200]);
    expect(await counters.reserve([{ key, remember: 1000, ceiling: 4 }], NOW)).toEqual([4]);
    expect(await counters.reserve([{ key, remember: 1000, ceiling: 4 }], NOW + 1000)).toEqual([1]);
  });

  test('a name of thousands of signs is counted like any other, and not with one that begins alike', async () => {
    const { counters } = used().store.ports;
    // No two signs alike in a row: an engine that packs its keys gets no help.
    const signs = Array.from({ length: 9000 }, () => newId().slice(0, 1)).join('');
    const [long, alike] = [`acct|${newId()}|${signs}`, `${signs}!`];
    const once = { remember: 1000, ceiling: 2 };
    expect(
      await counters.reserve(
        [
          { key: long, ...once },
          { key: signs, ...once },
        ],
        NOW,
      ),
    ).toEqual([1, 1]);
    expect(
      await counters.reserve(
        [
          { key: signs, ...once },
          { key: alike, ...once },
        ],
        NOW,
      ),
    ).toEqual([2, 1]);
    await counters.giveBack([long]);
    await counters.mark(alike, NOW + 1000);
    expect(await counters.read([long, signs, alike], NOW)).toEqual([0, 2, 1]);
    expect((await counters.inspect([signs], NOW)).map(({ count }) => count)).toEqual([2]);
    await counters.clear([signs]);
    expect(await counters.reserve([{ key: signs, ...once }], NOW)).toEqual([1]);
  });

  test('settled 17 from the third miss on the counter closes, twice as long each time, up to a ceiling', async () => {
    const { counters } = used().store.ports;
    const key = newId();
    const attempt = async (now: number) => (await counters.reserve([{ key, remember: 10_000_000, hold: HOLD }], now))[0];
    expect([await attempt(NOW), await attempt(NOW), await attempt(NOW), await attempt(NOW)]).toEqual([1, 2, 3, undefined]);
    expect(await attempt(NOW + 29_999)).toBeUndefined();
    let now = NOW + 30_000;
    for (const [count, wait] of [
      [4, 60_000],
      [5, 100_000],
      [6, 100_000],
    ] as const) {
      expect(await attempt(now)).toBe(count);
      expect(await counters.inspect([key], now)).toEqual([{ count, openAt: now + wait, forgottenAt: NOW + 10_000_000 }]);
      now += wait;
    }
    await counters.giveBack([key]);
    expect(await attempt(now - 1)).toBe(6);
    expect(await counters.inspect([newId()], NOW)).toEqual([{ count: 0, openAt: 0, forgottenAt: 0 }]);
    expect(await counters.inspect([], NOW)).toEqual([]);
  });

  test('a forgotten counter is open again, and begins at one', async () => {
    const { counters } = used().store.ports;
    const key = newId();
    for (let at = 0; at < 3; at += 1) await counters.reserve([{ key, remember: 1000, hold: HOLD }], NOW);
    expect(await counters.reserve([{ key, remember: 1000, hold: HOLD }], NOW + 1000)).toEqual([1]);
    expect(await counters.inspect([key], NOW + 1000)).toEqual([{ count: 1, openAt: 0, forgottenAt: NOW + 2000 }]);
  });
}

function people(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('settled 15 a marked counter is one, however often it is marked, until the time that was said last', async () => {
    const { counters } = used().store.ports;
    const key = newId();
    for (const until of [1000, 5000, 3000]) await counters.mark(key, NOW + until);
    expect(await counters.inspect([key], NOW)).toEqual([{ count: 1, openAt: 0, forgottenAt: NOW + 3000 }]);
    expect([await counters.read([key], NOW + 2999), await counters.read([key], NOW + 3000)]).toEqual([[1], [0]]);
    await counters.reserve([{ key, remember: 1000 }], NOW);
    await counters.mark(key, NOW + 4000);
    expect(await counters.read([key], NOW)).toEqual([1]);
  });

  test('settled 15 what is counted under a beginning is what begins so and is not forgotten, each once, up to as many as asked for', async () => {
    const { counters } = used().store.ports;
    const network = `well|${newId()}`;
    const under = (now = NOW, most = 100) => counters.countUnder(`${network}|`, most, now);
    expect(await under()).toBe(0);
    for (const person of ['anna', 'Bert', 'émile', '王', '', 'anna', '\u{10fffe}']) await counters.mark(`${network}|${person}`, NOW + 1000);
    await counters.reserve([{ key: `${network}|anna`, remember: 5000 }], NOW);
    // Neighbours in the order of keys: a shorter and a longer network, and signs of a pattern that stand for themselves.
    for (const other of [network, `${network}0|anna`, `${network}}|anna`, network.slice(0, -1), `${network}%`, `${network}_anna`])
      await counters.mark(other, NOW + 1000);
    expect(await under()).toBe(6);
    expect(await under(NOW, 4)).toBe(4);
    await counters.mark(`${network}|anna`, NOW + 5000);
    expect([await under(NOW + 999), await under(NOW + 1000), await under(NOW + 5000)]).toEqual([6, 1, 0]);
  });
}

function known(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('security 1.7 a browser is known for one account, until it expires or is forgotten', async () => {
    const { knownBrowsers } = used().store.ports;
    const [one, other, browser, second] = [newId(), newId(), bearerId(), bearerId()];
    await knownBrowsers.remember(one, browser, NOW + 1);
    await knownBrowsers.remember(one, browser, NOW + 1000);
    await knownBrowsers.remember(one, second, NOW + 1000);
    const looks = [
      knownBrowsers.isKnown(one, browser, NOW + 999),
      knownBrowsers.isKnown(one, browser, NOW + 1000),
      knownBrowsers.isKnown(other, browser, NOW),
    ];
    expect(await Promise.all(looks)).toEqual([true, false, false]);
    await knownBrowsers.forget(one, browser);
    expect([await knownBrowsers.isKnown(one, browser, NOW), await knownBrowsers.isKnown(one, second, NOW)]).toEqual([false, true]);
    await knownBrowsers.remember(one, browser, NOW + 1000);
    await knownBrowsers.forgetAll(one, second);
    expect([await knownBrowsers.isKnown(one, browser, NOW), await knownBrowsers.isKnown(one, second, NOW)]).toEqual([false, true]);
    await knownBrowsers.forgetAll(one);
    expect(await knownBrowsers.isKnown(one, second, NOW)).toBe(false);
  });

  test('security 2.2 of fifty answers to one challenge at once one is the first', async () => {
    const { spentChallenges } = used().store.ports;
    const id = bearerId();
    const firsts = await Promise.all(Array.from({ length: 50 }, () => spentChallenges.spend(id, NOW + 1000)));
    expect(firsts.filter(Boolean)).toHaveLength(1);
  });

  test('settled 19 a mailed code takes five tries, is right once among fifty at once, and lives until it is too old or another takes its place', async () => {
    const { challengeCodes } = used().store.ports;
    const form = { purpose: 'sign-in', browserId: bearerId() } as const;
    const enter = (digests: string[], now = NOW, of: Parameters<typeof challengeCodes.enter>[0] = form) =>
      challengeCodes.enter(of, digests, now);
    expect(await enter(['right'])).toBe('over');
    await challengeCodes.put(form, 'right', NOW + 1000);
    expect(await enter(['right'], NOW + 1000)).toBe('over');
    expect(await enter(['right'], NOW, { ...form, purpose: 'forgot' })).toBe('over');
    expect(await enter(['right'], NOW, { ...form, browserId: bearerId() })).toBe('over');
    for (let at = 0; at < 4; at += 1) expect(await enter(['wrong', 'wrong too'])).toBe('wrong');
    const entered = await Promise.all(Array.from({ length: 50 }, () => enter(['older', 'right'])));
    expect(entered.sort()).toEqual([...Array(49).fill('over'), 'right']);
    await challengeCodes.put(form, 'newer', NOW + 1000);
    for (let at = 0; at < 5; at += 1) expect(await enter(['right'])).toBe('wrong');
    expect(await enter(['newer'])).toBe('over');
    expect(await challengeCodes.sweep(NOW + 1001, 10)).toBeGreaterThanOrEqual(1);
  });

  test('what has expired is swept, and the rest stays', async () => {
    const { knownBrowsers, spentChallenges } = used().store.ports;
    const [account, gone, stays, id] = [newId(), bearerId(), bearerId(), bearerId()];
    await knownBrowsers.remember(account, gone, NOW - 2000);
    await knownBrowsers.remember(account, stays, NOW + 2000);
    await spentChallenges.spend(id, NOW - 2000);
    expect(await knownBrowsers.sweep(NOW - 1000, 10)).toBeGreaterThanOrEqual(1);
    expect(await spentChallenges.sweep(NOW - 1000, 10)).toBeGreaterThanOrEqual(1);
    expect([await knownBrowsers.isKnown(account, gone, NOW - 5000), await knownBrowsers.isKnown(account, stays, NOW)]).toEqual([
      false,
      true,
    ]);
    expect(await spentChallenges.spend(id, NOW + 1000)).toBe(true);
  });
}
