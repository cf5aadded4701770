// Client secrets: compared with their hashes wherever an application proves itself (token, introspection, revocation,
// pushed requests), and the wrong ones counted. Signatures and certificates are not: they hold nothing that can be guessed.
import { errors, Provider } from 'oidc-provider';
import type { Audit } from '../domain/audit/ports.ts';
import { countWrongSecret } from '../domain/throttle/client-secrets.ts';
import type { Counters } from '../domain/throttle/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';

/** What the comparison needs. */
export interface SecretNeeds {
  /** Compares a presented client secret with the stored hashes, in constant time. */
  readonly matches: (presented: string, hashes: readonly string[]) => boolean;
  readonly counters: Pick<Counters, 'reserve' | 'inspect'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
}

/**
 * One wrong secret too many: 429 (RFC 6585 §4). The error stays `invalid_client`, which is as true as before (RFC 6749
 * §5.2) and known to every library; `slow_down` and `temporarily_unavailable` belong to other endpoints, and would have
 * an application try again that needs another secret first.
 */
export class TooManyWrongSecrets extends errors.OIDCProviderError {
  override error_description = 'too many wrong client secrets; a right one is accepted at any time';

  constructor() {
    super(429, 'invalid_client');
  }
}

/** Puts our comparison in the library's place. A right secret costs nothing more than the comparison. */
export function guardClientSecrets(provider: Provider, { matches, ...needs }: SecretNeeds): void {
  provider.Client.prototype.compareClientSecret = function compare(presented: string) {
    return matches(presented, this.clientSecret?.split(' ') ?? []) || refuse(needs, this.clientId);
  };
}

/** Counts it. Returns false for the library to answer 401; throws `TooManyWrongSecrets` beyond the limit. */
async function refuse({ counters, audit, clock }: Omit<SecretNeeds, 'matches'>, client: string): Promise<false> {
  const now = clock.now();
  const wrong = await countWrongSecret(counters, client, now);
  if (wrong.kind === 'full') {
    Provider.ctx?.set('retry-after', String(Math.max(1, Math.ceil((wrong.until - now) / seconds(1)))));
    throw new TooManyWrongSecrets();
  }
  if (wrong.last) await audit.record({ event: 'client.slowed', actor: 'person', client, at: now });
  return false;
}
