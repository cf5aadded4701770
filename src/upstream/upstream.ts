import type { Upstream } from '../domain/federation/ports.ts';
import type { UpstreamNeeds } from './oidc.ts';

/** Speaks with the organisations' providers. What it takes to do so is loaded when the first one is spoken with: many installations have none. */
export function upstreamWhenNeeded(needs: UpstreamNeeds): Upstream {
  let opened: Promise<Upstream> | undefined;
  const upstream = () => {
    opened ??= open(needs).catch((error: unknown) => {
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

async function open(needs: UpstreamNeeds): Promise<Upstream> {
  const { oidcUpstream } = await import('./oidc.ts');
  return oidcUpstream(needs);
}
