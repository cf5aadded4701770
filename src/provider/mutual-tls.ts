// Certificates of clients (mutual TLS, RFC 8705), as the proxy in front hands them on: offered only where an operator
// said in which header. Who may set that header is decided before the library runs.
import type { ClientAuthMethod, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { CertificateName } from '../domain/clients/certificate-names.ts';
import { AUTH_METHODS } from '../domain/clients/metadata.ts';
import { PROTOCOL_PATHS } from './paths.ts';

/** How certificates arrive and are read. */
export interface ClientCertificates {
  readonly header: string;
  /** Where the proxy says whether a known authority issued it; without one only registered certificates prove a client. */
  readonly verdictHeader: string | undefined;
  /** Origin at which the proxy asks for certificates, where that is not the issuer. */
  readonly origin: string | undefined;
  /** The certificate of a header's value, as PEM; undefined for what is not one certificate. */
  readonly read: (value: string) => string | undefined;
  readonly bearsName: (pem: string, name: CertificateName, expected: string) => boolean;
}

type MutualTls = NonNullable<NonNullable<Configuration['features']>['mTLS']>;

/** Words of proxies for «issued by a known authority»: nginx and Apache, HAProxy. */
const VERIFIED = new Set(['SUCCESS', '0']);

/** Endpoints that look at certificates, by their names in discovery (RFC 8705 §5). */
const ENDPOINTS = {
  token_endpoint: PROTOCOL_PATHS.token,
  userinfo_endpoint: PROTOCOL_PATHS.userinfo,
  introspection_endpoint: PROTOCOL_PATHS.introspection,
  revocation_endpoint: PROTOCOL_PATHS.revocation,
  pushed_authorization_request_endpoint: PROTOCOL_PATHS.pushedAuthorizationRequest,
} as const;

/** Paths that are also served where certificates are asked for. */
export const CERTIFICATE_PATHS: readonly string[] = Object.values(ENDPOINTS);

/** The library's feature. */
export function mutualTls(certificates: ClientCertificates | undefined): MutualTls {
  if (!certificates) return { enabled: false };
  const presented = (ctx: KoaContextWithOIDC) => certificates.read(ctx.get(certificates.header));
  const { verdictHeader } = certificates;
  return {
    enabled: true,
    certificateBoundAccessTokens: true,
    selfSignedTlsClientAuth: true,
    tlsClientAuth: verdictHeader !== undefined,
    getCertificate: presented,
    certificateAuthorized: (ctx) => verdictHeader !== undefined && VERIFIED.has(ctx.get(verdictHeader)),
    certificateSubjectMatches: (ctx, name, expected) => {
      const certificate = presented(ctx);
      return certificate !== undefined && certificates.bearsName(certificate, name as CertificateName, expected);
    },
  };
}

/** The ways a client may prove itself in this installation. */
export function clientAuthMethods(certificates: ClientCertificates | undefined): ClientAuthMethod[] {
  const offered = new Map<ClientAuthMethod, boolean>([
    ['tls_client_auth', certificates?.verdictHeader !== undefined],
    ['self_signed_tls_client_auth', certificates !== undefined],
  ]);
  return AUTH_METHODS.filter((method) => offered.get(method) !== false);
}

/** What discovery says of the second origin, if there is one. */
export function certificateEndpoints(certificates: ClientCertificates | undefined): NonNullable<Configuration['discovery']> {
  const origin = certificates?.origin;
  if (origin === undefined) return {};
  const aliases = Object.entries(ENDPOINTS).map(([name, path]) => [name, `${origin}${path}`]);
  return { mtls_endpoint_aliases: Object.fromEntries(aliases) };
}
