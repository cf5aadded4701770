import type { Store } from '../domain/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { minutes, seconds } from '../kernel/duration.ts';

/** What the sweeper needs. */
export interface SweeperNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: { warn(fields: Readonly<Record<string, unknown>>, message: string): void };
  /** Pause between two rounds, in milliseconds; a minute unless something else is asked for. */
  readonly every?: number;
}

/** Rows deleted in one statement: few enough that nobody waits for it. */
const BATCH = 1000;
/** The library accepts what expired a moment ago, to give the better error. */
const GRACE = seconds(60);

/**
 * Deletes what has expired, a batch at a time, until nothing is left. Used codes and refresh tokens stay until they
 * expire: they are how reuse is noticed. Returns how many rows went.
 */
export async function sweepOnce({ store, clock }: Pick<SweeperNeeds, 'store' | 'clock'>): Promise<number> {
  const before = clock.now() - GRACE;
  const { artifacts, journeys, sessions, counters, knownBrowsers, spentChallenges, challengeCodes, outbox, links, emailChanges } =
    store.ports;
  const { signInCodes, appFactors, trustedBrowsers, upstreamVisits } = store.ports;
  let swept = 0;
  const lasting = [artifacts, journeys, sessions, counters, knownBrowsers, outbox, links, emailChanges, appFactors, trustedBrowsers];
  for (const room of [...lasting, spentChallenges, challengeCodes, signInCodes, upstreamVisits]) {
    for (let batch = BATCH; batch === BATCH; ) {
      batch = await room.sweep(before, BATCH);
      swept += batch;
    }
  }
  return swept;
}

/**
 * Sweeps every minute until stopped. Several processes may sweep at once: each passes over the rows that another one
 * is deleting. A database that does not answer is asked again in the next round. Stopping waits for a round under way.
 */
export function startSweeper(needs: SweeperNeeds): () => Promise<void> {
  const pause = needs.every ?? minutes(1);
  let stopped = false;
  let round = Promise.resolve();
  const next = () =>
    setTimeout(() => {
      round = sweepOnce(needs)
        .catch((error: unknown) => needs.log.warn({ error: String(error) }, 'expired rows could not be deleted'))
        .then(() => {
          if (!stopped) timer = next();
        });
    }, pause).unref();
  let timer = next();
  return () => {
    stopped = true;
    clearTimeout(timer);
    return round;
  };
}
