// Metrics: what happens in this process, counted for operators in Prometheus' text format (R18.3). Owns names, labels and
// buckets. Loaded only where it is switched on; never counts by person, organisation or application, and never by a text that
// comes from outside.
import { setTimeout as wait } from 'node:timers/promises';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Outbox, WaitingLetters } from '../domain/mail/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';
import { counts } from './counts.ts';
import type { Metrics } from './watching.ts';
import { WAITING } from './words.ts';

/** What is read when it is asked for. */
export interface MetricsNeeds {
  readonly outbox: Pick<Outbox, 'waiting'>;
  readonly clock: Clock;
  /** How long the database is waited for, in milliseconds; two seconds unless something else is asked for. */
  readonly patience?: number;
}

/** Begins to count. */
export function openMetrics({ outbox, clock, patience = seconds(2) }: MetricsNeeds): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const queue = waitingMail(registry);
  const askFor = askedOnce(outbox, patience);
  return {
    ...counts(registry),
    contentType: registry.contentType,
    read: async () => {
      const now = clock.now();
      // What is counted here is told also while the database is away: then above all.
      queue(await askFor(now), now);
      return registry.metrics();
    },
  };
}

/**
 * Asks the database what waits; undefined where it fails or takes too long. One that hangs is asked once, so that those who
 * read this do not take all connections while it does.
 */
function askedOnce(outbox: MetricsNeeds['outbox'], patience: number) {
  let asked: Promise<readonly WaitingLetters[] | undefined> | undefined;
  return async (now: number): Promise<readonly WaitingLetters[] | undefined> => {
    asked ??= outbox
      .waiting(now)
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      });
    const over = new AbortController();
    try {
      return await Promise.race([asked, wait(patience, undefined, { signal: over.signal })]);
    } finally {
      over.abort();
    }
  };
}

/** What waits in the outbox, which all processes share. Without a database nothing is said of it, rather than that nothing waits. */
function waitingMail(registry: Registry) {
  const registers = [registry];
  const up = new Gauge({ name: 'voordeur_database_up', help: 'Whether the database answered this time', registers });
  const queue = new Gauge({
    ...{ name: 'voordeur_mail_queue', help: 'Mails that wait, by state; every process tells of the same ones', registers },
    labelNames: ['state'],
  });
  const oldest = new Gauge({
    ...{ name: 'voordeur_mail_oldest_seconds', help: 'How long the mail that waits longest is due, by state', registers },
    labelNames: ['state'],
  });
  return (waiting: readonly WaitingLetters[] | undefined, now: number) => {
    up.set(waiting ? 1 : 0);
    queue.reset();
    oldest.reset();
    for (const state of waiting ? WAITING : []) for (const gauge of [queue, oldest]) gauge.set({ state }, 0);
    for (const { state, letters, since } of waiting ?? []) {
      queue.set({ state }, letters);
      oldest.set({ state }, Math.max(0, now - since) / 1000);
    }
  };
}
