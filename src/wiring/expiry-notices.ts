import { announceExpiry } from '../domain/journeys/announce-expiry.ts';
import type { Store } from '../domain/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { minutes } from '../kernel/duration.ts';
import type { Log } from '../web/request-log.ts';

/** What looks for passwords whose end is to be announced by mail. */
export interface ExpiryNotices {
  /** Looks at once, and waits until all that was due has been announced. */
  round(): Promise<void>;
  /** Looks no more, and waits for a round under way. */
  close(): Promise<void>;
}

/** Looks every minute until closed. A database that does not answer is asked again in the next round. */
export function startExpiryNotices({
  store,
  clock,
  log,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): ExpiryNotices {
  let stopped = false;
  let round: Promise<unknown> = Promise.resolve();
  const look = () => {
    const looked = round.then(async () => void (stopped || (await announceExpiry({ work: store.work, now: clock.now() }))));
    // Who asked hears of a failure; the next round begins all the same.
    round = looked.catch(() => undefined);
    return looked;
  };
  const watch = () => look().catch((error: unknown) => log.warn({ error: String(error) }, 'passwords that expire could not be announced'));
  const timer = setInterval(() => void watch(), minutes(1)).unref();
  return {
    round: look,
    close: async () => {
      stopped = true;
      clearInterval(timer);
      await round;
    },
  };
}
