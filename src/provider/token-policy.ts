import type { Configuration, RefreshToken } from 'oidc-provider';
import type { Clock } from '../kernel/clock.ts';
import { inSeconds } from '../kernel/duration.ts';
import { type Lifetimes, refreshTokenLife } from './lifetimes.ts';
import { isFapi2Client } from './security-profile.ts';

/** S256 for every client, unless a confidential one is registered without (`settled.md` 4, RFC 9700 §2.1.1); never without in FAPI 2.0. */
export const pkceRequired: NonNullable<NonNullable<Configuration['pkce']>['required']> = (_ctx, client) =>
  client.clientAuthMethod === 'none' || client['require_pkce'] !== false || isFapi2Client(client);

/**
 * Refresh tokens by registration (`settled.md` 5): first-party clients need not ask for `offline_access`, which most
 * libraries send without the `prompt=consent` that the standard wants with it.
 */
export const issueRefreshToken: NonNullable<Configuration['issueRefreshToken']> = async (_ctx, client, source) =>
  client.grantTypeAllowed('refresh_token') && (client['first_party'] === true || source.scopes.has('offline_access'));

/** What of a refresh token's life a use must have moved on before it is written, in percent. */
const PROLONG_AFTER = 10;

/**
 * Public clients: a new one at each use; confidential: late in its life; sender-constrained: never (RFC 9700 §4.14.2),
 * nor of a client of FAPI 2.0 (Security Profile §5.3.2.1). One that is not replaced is prolonged by its use, within the
 * life of its chain, and costs a write only now and then.
 */
export function rotateRefreshToken(lifetimes: Lifetimes, clock: Clock): Exclude<NonNullable<Configuration['rotateRefreshToken']>, boolean> {
  return async (ctx) => {
    const token = ctx.oidc.entities.RefreshToken;
    const client = ctx.oidc.entities.Client;
    if (!token || !client) return false;
    if (!token.isSenderConstrained() && !isFapi2Client(client))
      return client.clientAuthMethod === 'none' || token.ttlPercentagePassed() >= 70;
    if (!token.expiresWithSession) await prolong(token, inSeconds(clock.now()) + refreshTokenLife(lifetimes, clock, token));
    return false;
  };
}

async function prolong(token: RefreshToken, until: number): Promise<void> {
  const passed = until - (token.exp ?? until);
  const life = token.remainingTTL + passed;
  if (passed * 100 < life * PROLONG_AFTER) return;
  token.exp = until;
  await token.save();
}
