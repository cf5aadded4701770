// What does not go together in client metadata, each value right by itself.
import type { Fault } from '../fault.ts';
import { CERTIFICATE_NAMES } from './certificate-names.ts';
import { carriesCertificates } from './key-set.ts';
import { authMethod, filled, has, hasKeys, usesCertificate, usesCode } from './metadata-reading.ts';
import type { Metadata } from './metadata-values.ts';

/** What an installation offers that not every one can: certificates of clients, if its proxy hands them on. */
export interface Offered {
  /** `self-signed`: nobody tells whether a known authority issued one, so only registered ones count. */
  readonly certificates: 'none' | 'self-signed' | 'all';
}

interface Together {
  readonly wrong: (metadata: Metadata, offered: Offered) => boolean;
  readonly field: string;
  readonly code: 'missing' | 'conflict';
  readonly detail: string;
}

const TOGETHER: readonly Together[] = [
  {
    wrong: (m) => usesCode(m) && !filled(m.redirect_uris),
    field: 'redirect_uris',
    code: 'missing',
    detail: 'is needed for the grant authorization_code',
  },
  {
    wrong: (m) => usesCode(m) !== has(m, 'response_types', 'code'),
    field: 'response_types',
    code: 'conflict',
    detail: 'has code exactly when grant_types has authorization_code',
  },
  { wrong: (m) => !filled(m.grant_types), field: 'grant_types', code: 'missing', detail: 'names at least one grant' },
  {
    wrong: (m) => has(m, 'grant_types', 'refresh_token') && !usesCode(m),
    field: 'grant_types',
    code: 'conflict',
    detail: 'has refresh_token without authorization_code',
  },
  {
    wrong: (m) => has(m, 'grant_types', 'client_credentials') && authMethod(m) === 'none',
    field: 'grant_types',
    code: 'conflict',
    detail: 'has client_credentials, which a public client (token_endpoint_auth_method none) cannot use',
  },
  {
    wrong: (m) => authMethod(m) === 'private_key_jwt' && !hasKeys(m),
    field: 'jwks',
    code: 'missing',
    detail: 'or jwks_uri is needed for private_key_jwt',
  },
  {
    wrong: (m) => m.request_object_signing_alg !== undefined && !hasKeys(m),
    field: 'jwks',
    code: 'missing',
    detail: 'or jwks_uri is needed for signed request objects',
  },
  {
    wrong: (m) => m.jwks !== undefined && m.jwks_uri !== undefined,
    field: 'jwks_uri',
    code: 'conflict',
    detail: 'and jwks exclude each other (RFC 7591 §2)',
  },
  {
    wrong: (m) => m.token_endpoint_auth_signing_alg !== undefined && authMethod(m) !== 'private_key_jwt',
    field: 'token_endpoint_auth_signing_alg',
    code: 'conflict',
    detail: 'is for private_key_jwt only',
  },
  {
    wrong: (m) => authMethod(m) === 'self_signed_tls_client_auth' && m.jwks_uri === undefined && !carriesCertificates(m.jwks),
    field: 'jwks',
    code: 'missing',
    detail: 'with the certificate in x5c, or jwks_uri, is needed for self_signed_tls_client_auth (RFC 8705 §2.2)',
  },
  {
    wrong: (m) => authMethod(m) === 'tls_client_auth' && namesOf(m).length !== 1,
    field: 'tls_client_auth_subject_dn',
    code: 'missing',
    detail: 'or exactly one of tls_client_auth_san_dns, _uri, _ip, _email is needed for tls_client_auth (RFC 8705 §2.1.2)',
  },
  {
    wrong: (m) => authMethod(m) !== 'tls_client_auth' && namesOf(m).length > 0,
    field: 'token_endpoint_auth_method',
    code: 'conflict',
    detail: 'is not tls_client_auth, and only that compares names of a certificate',
  },
  {
    wrong: (m) => m.dpop_bound_access_tokens === true && m.tls_client_certificate_bound_access_tokens === true,
    field: 'dpop_bound_access_tokens',
    code: 'conflict',
    detail: 'and tls_client_certificate_bound_access_tokens exclude each other: tokens are bound in one way',
  },
  {
    wrong: (m, offered) => offered.certificates === 'none' && (usesCertificate(m) || m.tls_client_certificate_bound_access_tokens === true),
    field: 'token_endpoint_auth_method',
    code: 'conflict',
    detail: 'or binding by certificate needs VOORDEUR_CLIENT_CERTIFICATE_HEADER: this installation sees no certificates',
  },
  {
    wrong: (m, offered) => offered.certificates === 'self-signed' && authMethod(m) === 'tls_client_auth',
    field: 'token_endpoint_auth_method',
    code: 'conflict',
    detail: 'tls_client_auth needs VOORDEUR_CLIENT_CERTIFICATE_VERDICT_HEADER: nobody says here which authority issued a certificate',
  },
];

/** All that does not go together. */
export function togetherFaults(metadata: Metadata, offered: Offered): Fault[] {
  return TOGETHER.filter((rule) => rule.wrong(metadata, offered)).map(({ field, code, detail }) => ({ field, code, detail }));
}

function namesOf(metadata: Metadata): readonly string[] {
  return CERTIFICATE_NAMES.filter((name) => metadata[name] !== undefined);
}
