// Provider: the OpenID Connect provider itself, assembled from small files. Owns the library's configuration and the
// order of what stands around it; never draws a page, never checks a password, never knows a database.
import type Koa from 'koa';
import type { Configuration, JWK, JWKS, Provider } from 'oidc-provider';
import { ACR_VALUES } from '../domain/acr-values.ts';
import type { Resources } from '../domain/clients/ports.ts';
import { SIGN_IN_SCOPES } from '../domain/clients/scopes.ts';
import type { Organisations } from '../domain/organisations/ports.ts';
import type { Ports, Together, Work } from '../domain/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { adapterFactory } from './adapter.ts';
import { CLAIMS, findAccount } from './claims.ts';
import { guardClientSecrets } from './client-secrets.ts';
import { type ClientDirectory, OWN_METADATA } from './clients.ts';
import { endAnswersToo, oldestEnded } from './end-session.ts';
import { type ProtocolLog, recordEvents } from './events.ts';
import { straightToFirstWay } from './first-way.ts';
import { loadExistingGrant } from './grants.ts';
import { writePayloadsByName } from './kept-payloads.ts';
import { knowClientsAgain } from './library-clients.ts';
import { type Lifetimes, lifetimesConfiguration } from './lifetimes.ts';
import { sendLogoutNotices } from './logout-notices.ts';
import { type ClientCertificates, certificateEndpoints, clientAuthMethods, mutualTls } from './mutual-tls.ts';
import { keepOfflineAccess } from './offline-access.ts';
import { outgoingFetch } from './outgoing.ts';
import { type ProviderPages, postLogoutSuccess, renderError, rewriteSelfSubmittingForms } from './pages.ts';
import type { PartingNotes } from './partings.ts';
import { forPeople, interactionPath, ROUTES } from './paths.ts';
import { policy } from './policy.ts';
import { portalParameter } from './portal-choice.ts';
import { portalOfRequest } from './portal-of-request.ts';
import { PortalProvider } from './portal-provider.ts';
import { keepProvedSessions } from './proved-sessions.ts';
import { cachePublicDocuments } from './public-documents.ts';
import { requestScope } from './request-scope.ts';
import { type RequestStore, requestStore, writeAtEnd } from './request-store.ts';
import { introspectionPolicy, resourceIndicators } from './resources.ts';
import { ALGORITHMS, checkClientAssertion, checkOwnMetadata, fapi, requestObjects } from './security-profile.ts';
import type { SessionCookies } from './session-cookies.ts';
import { logoutSource, signOutRoads } from './sign-out.ts';
import { type Signs, signingKeys } from './signing-keys.ts';
import { issueRefreshToken, pkceRequired, rotateRefreshToken } from './token-policy.ts';
import { tooLate } from './too-late.ts';

/** Everything the provider is given. */
export interface ProviderNeeds {
  readonly issuer: string;
  readonly ports: Ports;
  readonly together: Together;
  readonly work: Work;
  readonly organisations: Pick<Organisations, 'byId' | 'byPortal'>;
  readonly resources: Pick<Resources, 'byIndicator'>;
  readonly clients: ClientDirectory;
  readonly clock: Clock;
  /** Private JWKs; of each algorithm the first one signs. */
  readonly jwks: JWKS;
  readonly signerOf: (jwk: JWK) => Signs;
  /** Signs cookies; the first key signs, all verify. */
  readonly cookieKeys: NonNullable<NonNullable<Configuration['cookies']>['keys']>;
  readonly cookies: SessionCookies;
  /** 32 bytes shared by all processes. */
  readonly dpopSecret: Buffer;
  readonly lifetimes: Lifetimes;
  readonly pages: ProviderPages;
  readonly partings: PartingNotes;
  /** Compares a presented client secret with the stored hashes, in constant time. */
  readonly secretMatches: (presented: string, hashes: readonly string[]) => boolean;
  readonly allowedPrivateHosts: readonly string[];
  /** Proxies in front of us whose forwarded headers count. */
  readonly trustedProxyHops: number;
  /** Where no proxy hands on certificates of clients: undefined. */
  readonly clientCertificates: ClientCertificates | undefined;
  readonly remembered: (ctx: Koa.Context) => string | undefined;
  readonly log: ProtocolLog;
}

/** A provider, what stands directly around it, and a way to wait for its audit rows and logout tokens. */
export interface VoordeurProvider {
  readonly provider: Provider;
  /** To be used before any of our own routes: opens the request's scope. */
  readonly around: readonly Koa.Middleware[];
  readonly settled: () => Promise<void>;
  /** The store as its requests see it. */
  readonly store: RequestStore;
}

/** Builds the provider. Throws when the library refuses the configuration. */
export function createProvider(needs: ProviderNeeds): VoordeurProvider {
  const store = requestStore(needs.ports, needs.together);
  const provider = new PortalProvider(needs.issuer, configuration(needs, store), needs.cookies);
  if (needs.trustedProxyHops > 0) Object.assign(provider, { proxy: true, maxIpsCount: needs.trustedProxyHops });
  guardClientSecrets(provider, { ...needs.ports, matches: needs.secretMatches, clock: needs.clock });
  knowClientsAgain(provider, needs.clients);
  writePayloadsByName(provider, needs.clock);
  endAnswersToo(provider, store.later);
  const noticesSent = sendLogoutNotices(provider, { clock: needs.clock, log: needs.log });
  const recorded = recordEvents(provider, { audit: needs.ports.audit, later: store.later, clock: needs.clock, log: needs.log });
  const { organisations, ports } = needs;
  const looks = [
    keepProvedSessions({ ...needs, ...store, sessionLife: needs.lifetimes.session, endOldest: oldestEnded(needs, provider) }),
    rewriteSelfSubmittingForms(needs.pages, ports.accounts),
    straightToFirstWay,
    cachePublicDocuments,
  ];
  const around = [
    portalOfRequest({
      organisations,
      accounts: ports.accounts,
      reads: store.reads,
      clients: needs.clients,
      cookies: needs.cookies,
      remembered: needs.remembered,
    }),
    writeAtEnd(store, looks, tooLate(store, needs.cookies)),
    forPeople(signOutRoads(needs)),
  ];
  return { provider, around, settled: async () => void (await Promise.all([noticesSent(), recorded()])), store };
}

function configuration(needs: ProviderNeeds, store: RequestStore): Configuration {
  const { ports, clock, clients, lifetimes, cookies } = needs;
  const { session: _perOrganisation, ...names } = { session: '', interaction: cookies.interaction, resume: cookies.resume };
  return {
    acrValues: [...ACR_VALUES],
    adapter: adapterFactory({ ...store, clients, clock, refreshLeeway: lifetimes.refreshLeeway }),
    allowOmittingSingleRegisteredRedirectUri: false,
    assertJwtClientAuthClaimsAndHeader: checkClientAssertion(clock),
    claims: CLAIMS,
    clientAuthMethods: clientAuthMethods(needs.clientCertificates),
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' && (client.redirectUris ?? []).some((uri) => originOf(uri) === origin),
    conformIdTokenClaims: true,
    cookies: { names, keys: needs.cookieKeys, long: cookies.options, short: cookies.options },
    discovery: certificateEndpoints(needs.clientCertificates),
    enabledJWA: ALGORITHMS,
    expiresWithSession: (_ctx, source) => !source.scopes.has('offline_access'),
    extraClientMetadata: { properties: [...OWN_METADATA], validator: checkOwnMetadata },
    extraParams: { portal: ownChecks(portalParameter({ organisations: needs.organisations, accounts: ports.accounts, clients })) },
    features: features(needs, store),
    fetch: outgoingFetch(needs.allowedPrivateHosts),
    findAccount: findAccount(store.reads),
    interactions: {
      policy: policy({ sessions: store.sessions, reads: store.reads, sessionLife: lifetimes.session, clock }),
      url: (_ctx, interaction) => interactionPath(requestScope().organisation?.portal ?? '', interaction.uid),
    },
    issueRefreshToken,
    jwks: signingKeys(needs.jwks, needs.signerOf),
    loadExistingGrant: loadExistingGrant(ports.consents),
    pkce: { required: pkceRequired },
    renderError: renderError(needs.pages),
    responseTypes: ['code'],
    rotateRefreshToken: rotateRefreshToken(lifetimes, clock),
    routes: ROUTES,
    scopes: [...SIGN_IN_SCOPES],
    ttl: lifetimesConfiguration(lifetimes, clock),
  };
}

/** The library calls the check of a parameter of ours at every authorization request, sent or not, after its own checks. */
function ownChecks(portal: ReturnType<typeof portalParameter>): ReturnType<typeof portalParameter> {
  return async (ctx, value) => {
    await portal(ctx, value);
    keepOfflineAccess(ctx);
  };
}

function features(needs: ProviderNeeds, store: RequestStore): NonNullable<Configuration['features']> {
  const { ports, clients, lifetimes, pages, cookies, partings } = needs;
  const resourceNeeds = { resources: needs.resources, clients, accessToken: lifetimes.accessToken };
  return {
    backchannelLogout: { enabled: true },
    claimsParameter: { enabled: true },
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    dPoP: { enabled: true, nonceSecret: needs.dpopSecret },
    externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    fapi,
    introspection: { enabled: true, allowedPolicy: introspectionPolicy({ resources: needs.resources, reads: store.reads }) },
    mTLS: mutualTls(needs.clientCertificates),
    pushedAuthorizationRequests: { enabled: true },
    requestObjects: requestObjects(needs.clock),
    resourceIndicators: resourceIndicators(resourceNeeds),
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: logoutSource({ accounts: ports.accounts, artifacts: store.artifacts, cookies, pages, partings }),
      postLogoutSuccessSource: postLogoutSuccess(pages, { ...ports, partings }),
    },
    userinfo: { enabled: true },
  };
}

function originOf(uri: string): string | undefined {
  return URL.parse(uri)?.origin;
}
