import { type Configuration, errors, type ResourceServer } from 'oidc-provider';
import type { Resource } from '../domain/clients/client.ts';
import type { Resources } from '../domain/clients/ports.ts';
import { inSeconds } from '../kernel/duration.ts';
import { usableAccount } from './claims.ts';
import type { ClientDirectory } from './clients.ts';
import type { RequestReads } from './request-reads.ts';

/** What access tokens for APIs need. `accessToken` is their life in milliseconds. */
export interface ResourceNeeds {
  readonly resources: Pick<Resources, 'byIndicator'>;
  readonly clients: Pick<ClientDirectory, 'find'>;
  readonly accessToken: number;
}

type ResourceFeature = NonNullable<NonNullable<Configuration['features']>['resourceIndicators']>;
type IntrospectionPolicy = NonNullable<NonNullable<NonNullable<Configuration['features']>['introspection']>['allowedPolicy']>;

/** Access tokens per resource (RFC 8707), as JWT (RFC 9068) unless the resource is registered for opaque ones (`settled.md` 7, 62). */
export function resourceIndicators(needs: ResourceNeeds): ResourceFeature {
  return {
    enabled: true,
    defaultResource: (_ctx, _client, oneOf) => oneOf ?? [],
    useGrantedResource: () => false,
    getResourceServerInfo: async (_ctx, indicator, client) => {
      const resource = await needs.resources.byIndicator(indicator);
      const registered = await needs.clients.find(client.clientId);
      if (!resource || !registered?.resources.includes(indicator))
        throw new errors.InvalidTarget('the resource is not registered for this client');
      return resourceServer(resource, needs.accessToken);
    },
  };
}

function resourceServer(resource: Resource, life: number): ResourceServer {
  const common = { scope: resource.scopes.join(' '), audience: resource.indicator, accessTokenTTL: inSeconds(life) };
  if (resource.format === 'opaque') return { ...common, accessTokenFormat: 'opaque' };
  return { ...common, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
}

/** What introspection needs. */
export interface IntrospectionNeeds {
  readonly resources: Pick<Resources, 'byIndicator'>;
  readonly reads: Pick<RequestReads, 'holder'>;
}

/**
 * A client introspects its own tokens and those of its resource, nothing else (`settled.md` 62); and the token of a
 * person who may no longer sign in is not active, whoever asks (`settled.md` 7).
 */
export function introspectionPolicy(needs: IntrospectionNeeds): IntrospectionPolicy {
  return async (_ctx, client, token) => {
    if ('accountId' in token && token.accountId && !(await usableAccount(needs.reads, token.accountId))) return false;
    if (token.clientId === client.clientId) return true;
    const audience = 'aud' in token && typeof token.aud === 'string' ? token.aud : undefined;
    if (audience === undefined) return false;
    const resource = await needs.resources.byIndicator(audience);
    return resource?.introspectedBy === client.clientId;
  };
}
