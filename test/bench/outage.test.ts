import { describe, expect, test } from '@jest/globals';
import { judged, type Outage, report, TROUBLES } from '../../bench/outage-report.ts';
import type { LetterRecord } from '../../src/domain/mail/ports.ts';

const BEFORE = 2;
const people = Array.from({ length: 10 }, (_, at) => `person ${at}`);
const BACK = 1_000_000;

function letter(at: number, more: Partial<LetterRecord> = {}): LetterRecord {
  const trouble = TROUBLES.find(({ nth }) => BEFORE + nth === at);
  return {
    ...{ id: `letter ${at}`, organisation: 'acme', account: people[at], kind: 'activation', state: trouble?.state ?? 'handed-over' },
    ...{
      attempts: trouble ? 2 : 1,
      postedAt: 0,
      changedAt: 0,
      handedOverAt: BACK + 1000,
      dueAt: undefined,
      reason: undefined,
      status: undefined,
    },
    ...more,
  };
}

/** Where all is as it must be. */
const GOOD: Outage = {
  ...{ before: BEFORE, people, kills: 4, back: BACK },
  atItsEnd: people.map((_, at) => letter(at, at < BEFORE ? {} : { state: 'queued', attempts: 0 })),
  atDeath: people.map((_, at) => letter(at, at === 8 ? { state: 'handing-over' } : {})),
  atLast: people.map((_, at) => letter(at)),
  arrivals: new Map(people.map((_, at) => [`letter ${at}`, TROUBLES.find(({ nth }) => BEFORE + nth === at)?.times ?? 1])),
};
const came = (id: string, times: number) => new Map(GOOD.arrivals).set(id, times);
const changed = (letters: readonly LetterRecord[], at: number, more: Partial<LetterRecord>) =>
  letters.map((one) => (one.id === `letter ${at}` ? { ...one, ...more } : one));

test('an outage after which each letter came, once but for what nobody could know of, is outlived', () => {
  expect(judged(GOOD)).toEqual([]);
  expect(judged({ ...GOOD, arrivals: came('letter 8', 2) })).toEqual([]);
  expect(report(GOOD, 10)).toContain('Nothing was lost, nothing was marked wrongly');
});

describe('an outage is not outlived where', () => {
  test.each<readonly [string, Partial<Outage>, string]>([
    ['a letter is said to be out and never came', { arrivals: came('letter 9', 0) }, 'lost, though said to be handed over: 1'],
    ['a letter came twice that nothing befell', { arrivals: came('letter 9', 2) }, 'twice without need: 1'],
    ['a letter is gone', { atLast: GOOD.atLast.slice(0, -1) }, 'people without a letter: 1'],
    [
      'somebody has two',
      { atLast: [...GOOD.atLast, letter(9, { id: 'letter 10' })], arrivals: came('letter 10', 1) },
      'letters too many: 1',
    ],
    ['one was given up', { atLast: changed(GOOD.atLast, 9, { state: 'failed' }) }, 'in a state that is not true: 1'],
    [
      'one that nobody takes is said to be out',
      { atLast: changed(GOOD.atLast, 4, { state: 'handed-over' }) },
      'in a state that is not true: 1',
    ],
    ['waiting cost an attempt', { atItsEnd: changed(GOOD.atItsEnd, 9, { attempts: 1 }) }, 'lost an attempt by the outage: 1'],
    [
      'one was said to be out while nobody could take it',
      { atItsEnd: changed(GOOD.atItsEnd, 9, { state: 'handed-over' }) },
      'given up or said to be out while the mail server was away: 1',
    ],
  ])('%s', (_what, change, wrong) => {
    const outage = { ...GOOD, ...change };
    expect(judged(outage)).toContain(wrong);
    expect(report(outage, 10)).toContain(`**Wrong**: ${judged(outage).join('; ')}.`);
  });
});
