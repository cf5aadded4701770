// A browser that is spared the second step (R14.6), at the two ends of a sign-in: whether this is one, and becoming one.
import type Koa from 'koa';
import type { Account } from '../../src/domain/accounts/account.ts';
import type { TrustedBrowsers } from '../../src/domain/factors/ports.ts';
import { stillTrusted } from '../../src/domain/factors/trusted-browsers.ts';
import { type Demand, secondProved } from '../../src/domain/journeys/demand.ts';
import { type Journey, provedAccount, withBrowser } from '../../src/domain/journeys/journey.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { Later } from '../../src/domain/ports.ts';
import { days } from '../../src/kernel/duration.ts';
import { newId, randomToken } from '../../src/kernel/random.ts';
import { trustOffer } from './trust.ts';
import type { FlowVisit } from './visit.ts';

/** What a browser keeps of being trusted. */
export interface TrustCookies {
  /** Tokens by which this browser is spared the second step at an organisation, the latest first. */
  trustTokens(ctx: Koa.Context, organisation: Organisation): readonly string[];
  /** Keeps another one until `expiresAt`, epoch milliseconds. */
  keepTrustToken(ctx: Koa.Context, organisation: Organisation, token: string, expiresAt: number): void;
}

/** What looking at a browser needs. */
export interface SparedNeeds {
  readonly trustedBrowsers: Pick<TrustedBrowsers, 'byToken'>;
  readonly surroundings: Pick<TrustCookies, 'trustTokens'>;
}

/** Where a sign-in stands. */
type Standing = Pick<FlowVisit, 'journey' | 'demand'>;

/**
 * The journey with what this browser is spared now. One read, and only where the second step is due, can be spared, and the
 * browser says that it is trusted.
 */
export async function sparing(
  needs: SparedNeeds,
  ctx: Koa.Context,
  { organisation, now }: Pick<FlowVisit, 'organisation' | 'now'>,
  { journey, demand }: Standing,
): Promise<Journey> {
  const bare = withBrowser(journey, undefined);
  const accountId = provedAccount(bare);
  if (accountId === undefined || !isDue(bare, demand)) return bare;
  const tokens = needs.surroundings.trustTokens(ctx, organisation);
  if (tokens.length === 0) return bare;
  const browser = await needs.trustedBrowsers.byToken(accountId, tokens, now);
  const stands = browser && stillTrusted(browser, organisation.policy.trustedBrowserDays, now);
  return stands ? withBrowser(bare, { id: browser.id, at: now }) : bare;
}

function isDue({ proofs }: Journey, { second, twoStep }: Demand): boolean {
  return second.kind === 'prove' && second.skippable && !secondProved(proofs, second, twoStep);
}

/** What trusting a browser needs. */
export interface TrustingNeeds {
  readonly later: Later;
  readonly surroundings: Pick<TrustCookies, 'keepTrustToken'>;
}

/**
 * At the end of a sign-in: spares this browser the second step from now on, where the person wants that, the organisation
 * offers it still, and a second step was really proved.
 */
export function trustIfWanted(needs: TrustingNeeds, ctx: Koa.Context, visit: FlowVisit, account: Account): void {
  const { journey, demand, organisation, device, network, flow, now } = visit;
  const { trust } = trustOffer(visit);
  const proved = demand.second.kind === 'prove' && secondProved(withBrowser(journey, undefined).proofs, demand.second, demand.twoStep);
  if (!journey.trusts || !trust || !proved) return;
  const [id, token, expiresAt] = [newId(), randomToken(), now + days(trust.days)];
  needs.surroundings.keepTrustToken(ctx, organisation, token, expiresAt);
  const browser = { id, accountId: account.id, device, createdAt: now, usedAt: now, expiresAt };
  needs.later('browser trusted', ({ trustedBrowsers }) => trustedBrowsers.add(browser, token));
  const whom = { actor: 'person', organisation: account.organisationId, account: account.id, client: flow.clientId } as const;
  const row = { event: 'trusted-browser.added', browser: id, ...whom, trace: flow.uid, address: network, at: now } as const;
  needs.later('browser trusted, audit', ({ audit }) => audit.record(row));
}
