import type { Configuration } from 'oidc-provider';

/** S256 for every client, unless a confidential one is registered without (`settled.md` 4, RFC 9700 §2.1.1). */
export const pkceRequired: NonNullable<NonNullable<Configuration['pkce']>['required']> = (_ctx, client) =>
  client.clientAuthMethod === 'none' || client['require_pkce'] !== false;

/**
 * Refresh tokens by registration (`settled.md` 5): first-party clients need not ask for `offline_access`, which most
 * libraries send without the `prompt=consent` that the standard wants with it.
 */
export const issueRefreshToken: NonNullable<Configuration['issueRefreshToken']> = async (_ctx, client, source) =>
  client.grantTypeAllowed('refresh_token') && (client['first_party'] === true || source.scopes.has('offline_access'));

/** Public clients: a new one at each use; confidential: late in its life; sender-constrained: never (RFC 9700 §4.14.2). */
export const rotateRefreshToken: Exclude<NonNullable<Configuration['rotateRefreshToken']>, boolean> = (ctx) => {
  const token = ctx.oidc.entities.RefreshToken;
  const client = ctx.oidc.entities.Client;
  if (!token || !client || token.isSenderConstrained()) return false;
  return client.clientAuthMethod === 'none' || token.ttlPercentagePassed() >= 70;
};
