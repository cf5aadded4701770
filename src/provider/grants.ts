// What an application may have, per session: made to cover the request where nobody needs to be asked, and from the
// person's remembered consent where somebody does (`oidc-provider.md` §1.6, `settled.md` 10).
import type { Configuration, Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Consent, Consents } from '../domain/consent/ports.ts';

/** Scopes, claims and per-resource scopes that a request asks for or a consent allows. */
interface Extent {
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  readonly resources: ReadonlyMap<string, readonly string[]>;
}

/** The library's hook: the grant this request stands on, or undefined when the person must be asked first. */
export function loadExistingGrant(consents: Pick<Consents, 'find'>): NonNullable<Configuration['loadExistingGrant']> {
  return async (ctx) => {
    const { client, session, account } = ctx.oidc;
    if (!client || !session || !account) return undefined;
    const allowed = await allowedExtent(ctx, consents);
    const heldId = session.grantIdFor(client.clientId);
    const held = heldId ? await ctx.oidc.provider.Grant.find(heldId) : undefined;
    if (!allowed) return held;
    const grant = held ?? new ctx.oidc.provider.Grant({ accountId: account.accountId, clientId: client.clientId });
    const before = held && JSON.stringify(held);
    widen(grant, allowed);
    if (before === undefined || JSON.stringify(grant) !== before) await grant.save();
    return grant;
  };
}

async function allowedExtent(ctx: KoaContextWithOIDC, consents: Pick<Consents, 'find'>): Promise<Extent | undefined> {
  const { client, account } = ctx.oidc;
  if (!client || !account) return undefined;
  if (client['first_party'] === true) return requestedExtent(ctx);
  const consent = await consents.find(account.accountId, client.clientId);
  return consent && consentedExtent(consent);
}

/** What this request asks for, of what we have. */
export function requestedExtent(ctx: KoaContextWithOIDC): Extent {
  const scopes = ctx.oidc.requestParamScopes;
  const resources = Object.entries(ctx.oidc.resourceServers ?? {}).map(([indicator, server]) => {
    const wanted = [...scopes].filter((scope) => server.scopes.has(scope));
    return [indicator, wanted] as const;
  });
  return { scopes: [...ctx.oidc.requestParamOIDCScopes], claims: [...ctx.oidc.requestParamClaims], resources: new Map(resources) };
}

function consentedExtent(consent: Consent): Extent {
  return { scopes: consent.scopes, claims: consent.claims, resources: new Map(Object.entries(consent.resources)) };
}

function widen(grant: Grant, extent: Extent): void {
  if (extent.scopes.length > 0) grant.addOIDCScope(extent.scopes.join(' '));
  if (extent.claims.length > 0) grant.addOIDCClaims([...extent.claims]);
  for (const [indicator, scopes] of extent.resources) {
    if (scopes.length > 0) grant.addResourceScope(indicator, scopes.join(' '));
  }
}
