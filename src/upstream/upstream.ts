import type { Upstream } from '../domain/federation/ports.ts';
import type { UpstreamNeeds } from './oidc.ts';

/** Loads what speaks OpenID Connect. */
type Load = () => Promise<{ readonly oidcUpstream: (needs: UpstreamNeeds) => Upstream }>;

/**
 * Speaks with the organisations' providers. What it takes to do so is loaded when the first one is spoken with: many installations
 * have none. A load that failed is tried again at the next call.
 */
export function upstreamWhenNeeded(needs: UpstreamNeeds, load: Load = () => import('./oidc.ts')): Upstream {
  let opened: Promise<Upstream> | undefined;
  const open = async () => (await load()).oidcUpstream(needs);
  const upstream = () => {
    opened ??= open().catch((error: unknown) => {
      // A moment without file handles is over the next time.
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    start: async (...asked) => (await upstream()).start(...asked),
    answer: async (...came) => (await upstream()).answer(...came),
    try: async (connection) => (await upstream()).try(connection),
  };
}
