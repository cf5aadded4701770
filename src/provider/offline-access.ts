import type { KoaContextWithOIDC } from 'oidc-provider';
import { requestScope } from './request-scope.ts';

/**
 * Puts `offline_access` back, which the library drops without `prompt=consent`: a first-party application that may
 * refresh is not asked consent for, so leave to stay has been given by its registration (OIDC Core 11 «other
 * conditions», `settled.md` 5). Runs after the library's check of the scopes.
 */
export function keepOfflineAccess(ctx: KoaContextWithOIDC): void {
  const { client, params, route, body } = ctx.oidc;
  const asked = route === 'pushed_authorization_request' ? body?.['scope'] : requestScope().askedScope;
  const scopes = words(params?.['scope']);
  if (!params || !words(asked).includes('offline_access') || scopes.includes('offline_access')) return;
  const registered = client?.scope === undefined || words(client.scope).includes('offline_access');
  if (client?.['first_party'] === true && client.grantTypeAllowed('refresh_token') && registered) {
    params['scope'] = [...scopes, 'offline_access'].join(' ');
  }
}

function words(scope: unknown): string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
}
