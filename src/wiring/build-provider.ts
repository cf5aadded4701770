import { createHash } from 'node:crypto';
import type Koa from 'koa';
import type { JWKS } from 'oidc-provider';
import { interactions } from '../../interactions/index.ts';
import type { Installation } from '../commands/installation.ts';
import { clientCertificates } from '../crypto/client-certificate.ts';
import { clientSecretMatches } from '../crypto/client-secrets.ts';
import { cookieKeys } from '../crypto/cookie-keys.ts';
import { deriveKey } from '../crypto/keyring.ts';
import { recoverySeal } from '../crypto/recovery-seal.ts';
import { signInCodeSecrets } from '../crypto/sign-in-codes.ts';
import { signerOf } from '../crypto/signatures.ts';
import type { Watching } from '../metrics/watching.ts';
import { PORTAL_CLIENT } from '../provider/clients.ts';
import type { Answering } from '../provider/current.ts';
import { tellOfEnd } from '../provider/end-session.ts';
import { flows } from '../provider/flows.ts';
import { letGo } from '../provider/let-go.ts';
import { CERTIFICATE_PATHS } from '../provider/mutual-tls.ts';
import { besideProtocol, forPeople, isBetweenMachines, isOwnPattern, PROTOCOL_PATHS } from '../provider/paths.ts';
import { askedRedirect } from '../provider/portal-of-request.ts';
import { createProvider, type ProviderNeeds, type VoordeurProvider } from '../provider/provider.ts';
import { PUBLIC_DOCUMENTS } from '../provider/public-documents.ts';
import { pictures } from '../views/picture/picture.ts';
import { compressPages } from '../web/compress.ts';
import { drawErrorPage } from '../web/error-page.ts';
import { errorsAsPages } from '../web/errors.ts';
import { forwardedByProxyOnly, type ProxyTrust } from '../web/forwarded.ts';
import { frameOf } from '../web/frame.ts';
import { allowFormTarget, securityHeaders } from '../web/headers.ts';
import { type OwnOrigins, ownHostOnly } from '../web/host.ts';
import { keepAnswers } from '../web/kept-answers.ts';
import { languageSwitch } from '../web/locale.ts';
import { mailHook } from '../web/mail-hook.ts';
import { serveAssets } from '../web/portal-assets.ts';
import { ownFormsOnly, type PassOn, postedAsGet } from '../web/posted.ts';
import { rememberedPortal } from '../web/remembered-portal.ts';
import { type AnsweredRequest, requestLog } from '../web/request-log.ts';
import { straightAddress } from '../web/straight-address.ts';
import { mailHookNeeds } from './mail.ts';
import type { Parts } from './parts.ts';
import { surroundings } from './surroundings.ts';

/** A provider with everything around it, in the order of a request's way (design.md §4), on these keys. */
export function buildProvider(parts: Parts, jwks: JWKS): Answering {
  const { installation, log, clock, secure } = parts;
  const voordeur = createProvider(providerNeeds(parts, jwks));
  const { provider } = voordeur;
  const { issuer } = installation.config;
  // What goes wrong outside our own catch: otherwise Koa prints it past the log. A browser that went away is no error of ours.
  (provider as Koa).on('error', (error: Error & { headerSent?: boolean }) =>
    log[error.headerSent ? 'warn' : 'error']({ error: error.stack }, 'an answer could not be given'),
  );
  const answered = parts.metrics && answeredTo(parts.metrics);
  const kept = keepAnswers({ paths: PUBLIC_DOCUMENTS, issuer, log, answered });
  provider.use(letGo);
  provider.use(kept.keep);
  provider.use(forwardedByProxyOnly(proxyTrust(installation.config)));
  provider.use(requestLog(log, clock, answered));
  provider.use(forPeople(compressPages()));
  provider.use(securityHeaders(secure));
  provider.use(forPeople(straightAddress(issuer)));
  provider.use(ownHostOnly(ownOrigins(installation.config)));
  provider.use(errorsAsPages((ctx, kind) => drawErrorPage(parts.errorPages, ctx, kind), log, isBetweenMachines));
  provider.use(mailHook(mailHookNeeds(installation, clock)));
  provider.use(serveAssets({ files: parts.assets.files, organisationNamed: parts.organisationNamed }));
  provider.use(forPeople(languageSwitch(parts)));
  provider.use(forPeople(postedAsGet([PROTOCOL_PATHS.authorization, PROTOCOL_PATHS.endSession], issuer, passOn(parts))));
  provider.use(forPeople(ownFormsOnly([PROTOCOL_PATHS.endSessionConfirm], issuer)));
  for (const part of voordeur.around) provider.use(part);
  const screens = screensOf(parts, voordeur);
  provider.use(besideProtocol(screens.routes()));
  provider.use(besideProtocol(screens.allowedMethods()));
  const others = provider.callback();
  return { handler: (request, response) => void (kept.answer(request, response) || others(request, response)), settled: voordeur.settled };
}

/** What a stranger typed is no route. */
function answeredTo(metrics: Watching): (request: AnsweredRequest) => void {
  return ({ pattern, isScreen, status, ms }) =>
    metrics.answered({ route: isScreen || isOwnPattern(pattern) ? pattern : 'other', status, ms });
}

function proxyTrust({ trustedProxies, clientCertificates: shown }: Installation['config']): ProxyTrust {
  const { header, verdictHeader } = shown ?? {};
  return { ...trustedProxies, certificateHeaders: [header, verdictHeader].filter((name) => name !== undefined) };
}

function ownOrigins({ issuer, clientCertificates: shown }: Installation['config']): OwnOrigins {
  const origin = shown?.origin;
  return { issuer, certificates: origin === undefined ? undefined : { origin, paths: CERTIFICATE_PATHS } };
}

/** A form of ours that sends a long request on: the answer may lead straight to the application, or to the finder. */
function passOn({ views, errorPages }: Parts): PassOn {
  return async (ctx, action, fields) => {
    const target = askedRedirect(Object.fromEntries(fields.map(({ name, value }) => [name, value])));
    if (target !== undefined) allowFormTarget(ctx, target);
    ctx.type = 'html';
    ctx.body = views.page('passing-on/form', { action, fields }, frameOf(errorPages, ctx, {}));
  };
}

function providerNeeds(parts: Parts, jwks: JWKS): ProviderNeeds {
  const { installation, clock, clients, cookies, pages, partings, log } = parts;
  const { config, store, keyring } = installation;
  return {
    issuer: config.issuer,
    ports: store.ports,
    together: store.together,
    work: store.work,
    organisations: parts.organisations,
    resources: parts.resources,
    clients,
    clock,
    jwks,
    signerOf,
    cookies,
    cookieKeys: cookieKeys(keyring),
    dpopSecret: deriveKey(keyring.roots[0], 'dpop-nonce'),
    lifetimes: config.lifetimes,
    pages,
    partings,
    secretMatches: clientSecretMatches,
    allowedPrivateHosts: config.privateNetworkHosts,
    trustedProxyHops: config.trustedProxies.hops,
    clientCertificates: config.clientCertificates && { ...config.clientCertificates, ...clientCertificates },
    remembered: rememberedPortal,
    log,
  };
}

/** What counts attempts, and who is told of those that it turns away. */
function gateOf({ surge, underWay, metrics }: Parts) {
  return { surge, underWay, turnedAway: metrics?.turnedAway };
}

function screensOf(parts: Parts, voordeur: VoordeurProvider) {
  const { installation, clock, clients, cookies, pages, partings } = parts;
  const { reads, together, later, otherwise, afterwards } = voordeur.store;
  const { ports, work } = installation.store;
  const signOut = { accounts: ports.accounts, artifacts: voordeur.store.artifacts, cookies, pages, partings };
  return interactions({
    ...ports,
    work,
    ...{ together, later, otherwise, afterwards },
    hasher: installation.acting.hasher,
    common: installation.acting.common,
    challenges: parts.challenges,
    ceremonies: parts.ceremonies,
    appCodes: parts.appCodes,
    recoverySeal: recoverySeal(installation.sealer),
    recoveryFile: parts.views.recoveryFile,
    codeSecrets: signInCodeSecrets(installation.keyring),
    pictures,
    ...gateOf(parts),
    surroundings: surroundings(parts),
    upstream: installation.upstream,
    flows: flows(voordeur.provider, clock, signOut, voordeur.store),
    journeys: { find: reads.journey, replace: ports.journeys.replace },
    accounts: { ...ports.accounts, byId: reads.account },
    counters: { ...ports.counters, read: reads.counters.read },
    sheetAhead: reads.sheet,
    tellOfEnd: (ended) => tellOfEnd(voordeur.provider, ended),
    organisationNamed: parts.organisationNamed,
    client: (id) => clients.find(id),
    startable: (id) => clients.startable(id),
    secrets: installation.acting.mailedLinks.secrets,
    mailFrom: installation.config.mail.from,
    mailViews: parts.mailViews,
    sessionLife: installation.config.lifetimes.session,
    issuer: installation.config.issuer,
    portalClient: PORTAL_CLIENT,
    challengeOf: (verifier) => createHash('sha256').update(verifier).digest('base64url'),
  });
}
