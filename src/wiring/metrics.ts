import type { Installation } from '../commands/installation.ts';
import { equalDigests, sha256 } from '../crypto/digest.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Metrics } from '../metrics/watching.ts';
import type { MetricsPage } from '../web/health.ts';

/** An installation that is counted, and what counts it. */
export interface Counted {
  readonly installation: Installation;
  readonly metrics: Metrics | undefined;
}

/** Begins to count what an installation does, where its configuration says so; else nothing of it is even loaded. */
export async function counted(installation: Installation, clock: Clock): Promise<Counted> {
  if (!installation.config.metricsToken) return { installation, metrics: undefined };
  const { openMetrics } = await import('../metrics/metrics.ts');
  const { watchedStore } = await import('../metrics/watched-store.ts');
  const metrics = openMetrics({ outbox: installation.store.ports.outbox, clock });
  return { installation: { ...installation, store: watchedStore(installation.store, metrics) }, metrics };
}

/** How it is read: with the token of the configuration, which is compared in the same time whatever is presented. */
export function metricsPage({ installation, metrics }: Counted): MetricsPage | undefined {
  const token = installation.config.metricsToken;
  if (!metrics || !token) return undefined;
  const expected = Buffer.from(sha256(token.reveal()));
  return {
    isToken: (presented) => equalDigests(Buffer.from(sha256(presented)), expected),
    contentType: metrics.contentType,
    read: metrics.read,
  };
}
