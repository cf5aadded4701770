// What became of each letter of an outage: judged by what the mail server has and by what the outbox says, beside what nobody could know.
import type { LetterRecord } from '../src/domain/mail/ports.ts';
import type { Behaviour } from '../test/kit/mail/behaviour.ts';
import { digits, table } from './report/table.ts';

/** What the mail server does with one of the letters that waited, the `nth`, and what must come of it. */
interface Trouble extends Pick<Behaviour, 'at' | 'does'> {
  readonly what: string;
  readonly nth: number;
  readonly always?: boolean;
  /** State at last, and how often it comes. */
  readonly state: 'handed-over' | 'bounced';
  readonly times: number;
}

/** One of each kind. */
export const TROUBLES: readonly Trouble[] = [
  { what: 'refused for the time being', at: 'recipient', does: '451 4.3.0 later', nth: 1, state: 'handed-over', times: 1 },
  { what: 'refused for good', at: 'recipient', does: '550 5.1.1 unknown', nth: 2, always: true, state: 'bounced', times: 0 },
  { what: 'silence', at: 'recipient', does: 'hang', nth: 3, state: 'handed-over', times: 1 },
  { what: 'connection dropped after DATA, mail lost', at: 'content', does: 'drop', nth: 4, state: 'handed-over', times: 1 },
  { what: 'connection dropped after DATA, mail kept', at: 'content', does: 'keep-and-drop', nth: 5, state: 'handed-over', times: 2 },
];

/** A run, as it was found. */
export interface Outage {
  /** Letters that went out before. */
  readonly before: number;
  /** Whose letters there are, in the order in which they were posted. */
  readonly people: readonly string[];
  readonly kills: number;
  /** When the mail server was back, in epoch milliseconds. */
  readonly back: number;
  readonly atItsEnd: readonly LetterRecord[];
  /** When the product died for the last time. */
  readonly atDeath: readonly LetterRecord[];
  readonly atLast: readonly LetterRecord[];
  /** How often each came, by its id. */
  readonly arrivals: ReadonlyMap<string, number>;
}

/** What is not as it must be, in words; empty when all is. */
export function judged({ before, people, atItsEnd, atDeath, atLast, arrivals }: Outage): string[] {
  const ofPerson = new Map(atLast.map((letter) => [letter.account, letter]));
  const troubled = new Map(TROUBLES.map((trouble) => [people[before + trouble.nth], trouble]));
  const inHand = new Set(atDeath.flatMap(({ id, state }) => (state === 'handing-over' ? [id] : [])));
  const times = ({ id }: LetterRecord) => arrivals.get(id) ?? 0;
  const lost = atLast.filter((letter) => letter.state === 'handed-over' && times(letter) === 0);
  const twice = atLast.filter((letter) => times(letter) > (troubled.get(letter.account ?? '')?.times ?? 1) && !inHand.has(letter.id));
  const other = atLast.filter(({ account, state }) => state !== (troubled.get(account ?? '')?.state ?? 'handed-over'));
  const tired = atItsEnd.filter(({ state, attempts }) => attempts > (state === 'queued' ? 0 : 1));
  const early = atItsEnd.filter(
    ({ account, state }) => people.indexOf(account ?? '') >= before && state !== 'queued' && state !== 'handing-over',
  );
  const faults: readonly [string, number][] = [
    ['people without a letter', people.filter((id) => !ofPerson.has(id)).length],
    ['letters too many', atLast.length - people.length],
    ['lost, though said to be handed over', lost.length],
    ['twice without need', twice.length],
    ['in a state that is not true', other.length],
    ['lost an attempt by the outage', tired.length],
    ['given up or said to be out while the mail server was away', early.length],
  ];
  return faults.flatMap(([what, count]) => (count === 0 ? [] : [`${what}: ${count}`]));
}

/** The run as Markdown. */
export function report(outage: Outage, minutes: number): string {
  const { before, people, kills, back, atItsEnd, atDeath, atLast, arrivals } = outage;
  const by = new Map(atLast.map((letter) => [letter.account, letter]));
  const rows = TROUBLES.map(({ what, nth, state, times }) => {
    const letter = by.get(people[before + nth] ?? '');
    return [what, `${letter?.state}, attempt ${letter?.attempts}`, state, String(arrivals.get(letter?.id ?? '') ?? 0), String(times)];
  });
  const inHand = new Set(atDeath.flatMap(({ id, state }) => (state === 'handing-over' ? [id] : [])));
  const ordinary = atLast.filter(({ id, attempts }) => attempts === 1 && !inHand.has(id));
  const last = Math.max(...ordinary.map(({ handedOverAt }) => handedOverAt ?? 0)) - back;
  const twice = atLast.filter(({ id }) => (arrivals.get(id) ?? 0) > 1);
  const wrong = judged(outage);
  return [
    [
      `The mail server was away for ${minutes} minutes of an ordinary clock, while a person was invited each second: ${people.length} letters with the ${before} of before.`,
      `The product was killed (\`SIGKILL\`) ${kills} times, the last time in the middle of handing over what had waited.`,
      `When the mail server was back ${atItsEnd.filter(({ state }) => state === 'queued' || state === 'handing-over').length} waited; those that nothing befell were out ${digits(last / 1000)} s later.`,
      `${inHand.size} were in hand at the last kill; ${twice.length} came twice: those among them that had been taken, and the one that was kept without a word.`,
    ].join(' '),
    table(['once it was back it answered one letter each with', 'became', 'must become', 'came', 'must come'], rows),
    wrong.length === 0
      ? 'Nothing was lost, nothing was marked wrongly, and nothing came twice but what nobody could know of.'
      : `**Wrong**: ${wrong.join('; ')}.`,
  ].join('\n\n');
}
