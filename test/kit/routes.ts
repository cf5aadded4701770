// Every address of the product, read from what answers it, so that a test over all of them forgets none.
import { type InteractionNeeds, interactions } from '../../interactions/index.ts';
import { PROTOCOL_PATHS } from '../../src/provider/paths.ts';

/** Addresses that the router's and the protocol's lists do not name. */
const OTHERS = ['/oidc/auth/:uid', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/assets/t/:portal.css'];

/** Patterns of the pages, each with the methods it answers. */
export function pageRoutes(): { readonly path: string; readonly methods: readonly string[] }[] {
  // Screens ask for nothing until a request comes, so the router can be read without a server.
  const byPath = new Map<string, string[]>();
  for (const { path, methods } of interactions({} as InteractionNeeds).stack) {
    byPath.set(String(path), [...(byPath.get(String(path)) ?? []), ...methods]);
  }
  return [...byPath].map(([path, methods]) => ({ path, methods }));
}

/** Patterns of everything else: the protocol's endpoints, its documents, and the pages' files. */
export function otherRoutes(): string[] {
  return [...Object.values(PROTOCOL_PATHS), ...OTHERS];
}
