// The registered applications as the protocol library wants them, behind a short memory: every request asks for its
// client several times, and an operator's change may take a few seconds to be seen.
import type { AdapterPayload } from 'oidc-provider';
import type { Client } from '../domain/clients/client.ts';
import type { Clients } from '../domain/clients/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';
import { remembering } from '../kernel/memory.ts';

/** How long a client is remembered, in milliseconds: a suspended one is refused after at most this. */
export const CLIENT_MEMORY = seconds(5);

/** Id of the built-in client that signs people in where no application does (`settled.md` 3). */
export const PORTAL_CLIENT = 'voordeur-portal';

/** Looks up applications. */
export interface ClientDirectory {
  find(id: string): Promise<Client | undefined>;
  /** Metadata in the library's form, the same object while the client is remembered; undefined for an unknown or suspended client. */
  metadata(id: string): Promise<AdapterPayload | undefined>;
  /** Active applications that serve the organisation and can begin a sign-in themselves, by name. */
  startable(organisationId: string): Promise<readonly Client[]>;
}

/** The directory over the port. `issuer` is the address the built-in client returns to. */
export function clientDirectory(clients: Clients, clock: Clock, issuer: string): ClientDirectory {
  const builtIn = portalClient(issuer);
  const registered = remembering((id) => clients.byId(id), clock, CLIENT_MEMORY);
  const find = async (id: string) => (id === PORTAL_CLIENT ? builtIn : registered(id));

  const made = new WeakMap<Client, AdapterPayload>();
  async function metadata(id: string): Promise<AdapterPayload | undefined> {
    const client = await find(id);
    if (client?.state !== 'active') return undefined;
    const known = made.get(client) ?? libraryMetadata(client);
    made.set(client, known);
    return known;
  }

  async function startable(organisationId: string): Promise<readonly Client[]> {
    const all = await clients.list(1000);
    const serving = all.filter(
      (client) => client.state === 'active' && (client.portals === '*' || client.portals.includes(organisationId)),
    );
    return serving.filter((client) => client.metadata['initiate_login_uri']).sort((a, b) => a.name.localeCompare(b.name));
  }

  return { find, metadata, startable };
}

/** The hashes stand where the library expects a secret; it compares through `compareClientSecret`, which we replace. */
function libraryMetadata(client: Client): AdapterPayload {
  // Ours to follow, not the library's: it takes https alone, and would refuse an application on this machine whole.
  const { initiate_login_uri: _start, browser_baseline: _ours, use_mtls_endpoint_aliases: _clients, ...metadata } = client.metadata;
  return {
    ...metadata,
    // An application that is told of a sign-out is told of which session: another browser's goes on (Back-Channel Logout 2.4).
    ...(metadata['backchannel_logout_uri'] !== undefined && { backchannel_logout_session_required: true }),
    client_id: client.id,
    client_name: client.name,
    ...(client.secretHashes.length > 0 && { client_secret: client.secretHashes.join(' ') }),
    first_party: client.firstParty,
    require_pkce: client.requirePkce,
  };
}

/** Metadata of ours that the library carries along for us. */
export const OWN_METADATA = ['first_party', 'require_pkce', 'security_profile'] as const;

function portalClient(issuer: string): Client {
  return {
    id: PORTAL_CLIENT,
    name: 'Voordeur',
    metadata: {
      redirect_uris: [`${issuer}/sign-in/done`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
    },
    firstParty: true,
    portals: '*',
    requirePkce: true,
    resources: [],
    secretHashes: [],
    state: 'active',
    createdAt: 0,
    updatedAt: 0,
  };
}
