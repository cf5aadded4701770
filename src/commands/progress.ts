import type { Writable } from 'node:stream';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';

/** How often somebody who waits hears something, in milliseconds. */
const EVERY = seconds(5);

/** Says on standard error how far long work is: a line now and then, also where nobody watches but a log. */
export interface Progress {
  /** So many are done. */
  reached(count: number): void;
}

/** Begins to tell of work on `total` things, called `what`; undefined where nobody has counted them. */
export function progressOf(
  total: number | undefined,
  what: string,
  { stderr, clock }: { readonly stderr: Writable; readonly clock: Clock },
): Progress {
  let told = clock.now();
  return {
    reached: (count) => {
      if (clock.now() - told < EVERY) return;
      told = clock.now();
      stderr.write(`${total === undefined ? count : `${count} of ${total}`} ${what}\n`);
    },
  };
}
