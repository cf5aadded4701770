// Refused token requests in the audit log: bounded, since anybody can send them without end, and an application that is set up wrong
// does. Owns how many; what a refusal is and who sent it is the protocol's to say.
import { minutes } from '../../kernel/duration.ts';

/** So many rows within so many milliseconds for one sender, and as many for all that are not known. */
const REFUSALS_KEPT = { most: 100, within: minutes(10) } as const;

/** Who sent a request that was refused. */
export interface RefusedSender {
  /** Id of the registered application that the request named; undefined where none was found. */
  readonly client: string | undefined;
  /**
   * Whether it was refused for something else than who sent it. Anybody can name an application and not prove to be it, which must not
   * hide what the application itself does wrong. A public one proves nothing, so anybody can use its count up.
   */
  readonly proved: boolean;
}

/** What the log takes of a refusal: its row, its row and the one that says that no more follow for now, or nothing. */
export type Kept = 'row' | 'last-row' | 'nothing';

/** Counts refusals in this process: two counts an application at most. They are counted anew ten minutes after the first of them. */
export function refusalsKept(): (sender: RefusedSender, now: number) => Kept {
  const counts = new Map<string, { count: number; readonly until: number }>();
  return ({ client, proved }, now) => {
    const key = `${proved} ${client ?? ''}`;
    const known = counts.get(key);
    const counted = known && now < known.until ? known : { count: 0, until: now + REFUSALS_KEPT.within };
    counted.count += 1;
    counts.set(key, counted);
    if (counted.count > REFUSALS_KEPT.most) return 'nothing';
    return counted.count === REFUSALS_KEPT.most ? 'last-row' : 'row';
  };
}
