// Refused token requests in the audit log: bounded, since anybody can send them without end, and an application that is set up wrong
// does. Owns how many; what a refusal is and who sent it is the protocol's to say.
import { minutes } from '../../kernel/duration.ts';

/** So many rows within so many milliseconds for one application, and as many for all senders who are none. */
export const REFUSALS_KEPT = { most: 100, within: minutes(10) } as const;

/** What the log takes of a refusal: its row, its row and the one that says that no more follow for now, or nothing. */
export type Kept = 'row' | 'last-row' | 'nothing';

/**
 * Counts refusals in this process. `sender` is the id of a registered application, or undefined: so there are no more counts than
 * applications. They are counted anew ten minutes after the first of them.
 */
export function refusalsKept(): (sender: string | undefined, now: number) => Kept {
  const counts = new Map<string | undefined, { count: number; readonly until: number }>();
  return (sender, now) => {
    const known = counts.get(sender);
    const counted = known && now < known.until ? known : { count: 0, until: now + REFUSALS_KEPT.within };
    counted.count += 1;
    counts.set(sender, counted);
    if (counted.count > REFUSALS_KEPT.most) return 'nothing';
    return counted.count === REFUSALS_KEPT.most ? 'last-row' : 'row';
  };
}
