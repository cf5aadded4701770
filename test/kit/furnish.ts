// Fills an installation for a test: organisations, people, applications and APIs, by the operator's own use-cases.
import type { Installation } from '../../src/commands/installation.ts';
import { addAccount } from '../../src/domain/administration/accounts.ts';
import { addClient } from '../../src/domain/administration/clients.ts';
import { addOrganisation } from '../../src/domain/administration/organisations.ts';
import { addResource } from '../../src/domain/administration/resources.ts';
import { fine } from './fine.ts';
import { RelyingParty } from './relying-party.ts';

/** A password that every rule allows. */
export const PASSWORD = 'vier paarden in de wei';

/** What can be put into an installation. */
export interface Furnishing {
  organisation(
    portal: string,
    more?: Partial<Parameters<typeof addOrganisation>[1]>,
  ): Promise<{ id: string; portal: string; name: string }>;
  person(portal: string, username: string, more?: Partial<Parameters<typeof addAccount>[2]>): Promise<{ id: string; username: string }>;
  /** Registers an application and discovers us as it would. Returns it with its secret, if it has one. */
  relyingParty(id: string, metadata?: Record<string, unknown>, options?: { scope?: string }): Promise<RelyingParty>;
  resource(indicator: string, scopes: readonly string[], more?: Record<string, string>): Promise<void>;
}

/** Furnishes the installation that answers at `issuer`. Everything throws when the operator would be refused. */
export function furnishing(acting: Installation['acting'], issuer: string): Furnishing {
  return {
    organisation: async (portal, more) =>
      fine(
        await addOrganisation(acting, {
          portal,
          name: `${portal} BV`,
          contactName: 'Carla',
          contactEmail: `carla@${portal}.example`,
          ...more,
        }),
      ),
    person: async (portal, username, more) => fine(await addAccount(acting, portal, { username, password: PASSWORD, ...more })),
    relyingParty: (id, metadata, options) => relyingParty(issuer, acting, id, metadata, options),
    resource: async (indicator, scopes, more) => void fine(await addResource(acting, { indicator, scopes, ...more })),
  };
}

async function relyingParty(
  issuer: string,
  acting: Installation['acting'],
  id: string,
  metadata: Record<string, unknown> = {},
  options = {},
) {
  const redirectUri = `http://localhost:9/${id}/callback`;
  const standard = {
    client_id: id,
    client_name: `App ${id}`,
    first_party: true,
    portals: '*',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
  };
  const { secret } = fine(await addClient(acting, { ...standard, ...metadata }));
  const redirect = (metadata['redirect_uris'] as string[] | undefined)?.[0] ?? redirectUri;
  const algorithm = metadata['id_token_signed_response_alg'];
  const registered = algorithm === undefined ? {} : { id_token_signed_response_alg: String(algorithm) };
  return RelyingParty.discover({
    issuer,
    clientId: id,
    redirectUri: redirect,
    metadata: registered,
    ...(secret && { secret }),
    ...options,
  });
}
