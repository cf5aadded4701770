import type { Configuration } from 'oidc-provider';

/**
 * Requests we make (back-channel logout, `jwks_uri`): the library's dispatcher refuses private addresses after
 * connecting; only the hosts an operator listed go without it (security.md 1.33). No redirects, as the library asks.
 * Throws where the library could not make its dispatcher, which by itself it would only warn of.
 */
export function outgoingFetch(allowedPrivateHosts: readonly string[]): NonNullable<Configuration['fetch']> {
  const allowed = new Set(allowedPrivateHosts);
  return async (url, options) => {
    const { dispatcher, ...plain } = options as RequestInit & { dispatcher?: unknown };
    if (allowed.has(new URL(url instanceof Request ? url.url : url).host)) return fetch(url, plain);
    if (!dispatcher) throw new Error('private addresses cannot be told from others on this Node, so the request is not made');
    return fetch(url, options);
  };
}
