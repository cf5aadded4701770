// Clients and resources: the assessment apps that delegate sign-in to us, and the APIs their access tokens are for.
// Owns what is registered; the protocol's own checks of metadata are the provider's.

/** A registered application (an OIDC relying party), with our own metadata beside the standard's (`settled.md` 61). */
export interface Client {
  readonly id: string;
  readonly name: string;
  /** OAuth/OIDC client metadata as registered (RFC 7591 names), without `client_id` and secrets. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Not asked for consent (`settled.md` 10). */
  readonly firstParty: boolean;
  /** Organisation ids it serves, or all. */
  readonly portals: '*' | readonly string[];
  readonly defaultPortal?: string | undefined;
  readonly requirePkce: boolean;
  /** Resource indicators it may ask tokens for (RFC 8707). */
  readonly resources: readonly string[];
  /** SHA-256 of each live secret, base64url; two may live side by side while one is replaced. */
  readonly secretHashes: readonly string[];
  readonly state: 'active' | 'suspended';
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An API (a resource server), `settled.md` 62. */
export interface Resource {
  /** The resource indicator: an absolute URI without fragment (RFC 8707 §2). */
  readonly indicator: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly format: 'jwt' | 'opaque';
  /** The client that may introspect its tokens. */
  readonly introspectedBy?: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Whether the client signs people in for this organisation. */
export function serves(client: Pick<Client, 'portals'>, organisationId: string): boolean {
  return client.portals === '*' || client.portals.includes(organisationId);
}

/** The organisation a client means when it names none: its default, or its only one (`settled.md` 2). */
export function impliedOrganisation(client: Pick<Client, 'portals' | 'defaultPortal'>): string | undefined {
  if (client.defaultPortal) return client.defaultPortal;
  return client.portals !== '*' && client.portals.length === 1 ? client.portals[0] : undefined;
}
