import type { Configuration } from 'oidc-provider';

/**
 * Requests we make (back-channel logout, `jwks_uri`): the library refuses private addresses after connecting; only the
 * hosts an operator listed are let through (security.md 1.33). No redirects, as the library asks.
 */
export function outgoingFetch(allowedPrivateHosts: readonly string[]): NonNullable<Configuration['fetch']> {
  const allowed = new Set(allowedPrivateHosts);
  return (url, options) => {
    const { dispatcher, ...plain } = options as RequestInit & { dispatcher?: unknown };
    return fetch(url, allowed.has(new URL(url instanceof Request ? url.url : url).host) ? plain : { ...plain, ...(dispatcher !== undefined && { dispatcher }) });
  };
}
