// The client metadata we take (RFC 7591 names), and what each value must be: what we do not offer cannot be
// registered, so that nobody finds out at the first sign-in (`oidc-provider.md` §4.1, §9).
import { ACR_VALUES } from '../acr-values.ts';
import { BROWSER_LEVELS } from '../browser-level.ts';
import type { Fault } from '../fault.ts';
import { keySetFault } from './key-set.ts';
import { usesCode } from './metadata-reading.ts';
import { type Offered, togetherFaults } from './metadata-together.ts';
import {
  absoluteUri,
  type Check,
  flag,
  hostName,
  ipAddress,
  listOf,
  type Metadata,
  mailAddress,
  oneOf,
  redirectAddress,
  scopeList,
  seconds,
  subjectName,
  webAddress,
} from './metadata-values.ts';
import { profileFaults, SECURITY_PROFILES, withProfile } from './security-profile.ts';

/** How a client may prove itself at the token endpoint (RFC 7591 §2); `none` is a public client. */
export const AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
] as const;
/** What a client may ask tokens with. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials'] as const;
const ID_TOKEN_ALGORITHMS = ['RS256', 'ES256'];
/** What clients may sign their assertions and request objects with; an unsigned one does not exist here (security.md 1.27). */
export const CLIENT_ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const;

const CHECKS: Readonly<Record<string, Check>> = {
  application_type: oneOf(['web', 'native']),
  redirect_uris: listOf(redirectAddress),
  post_logout_redirect_uris: listOf(redirectAddress),
  grant_types: listOf(oneOf(GRANT_TYPES)),
  response_types: listOf(oneOf(['code'])),
  response_modes: listOf(oneOf(['query', 'form_post'])),
  scope: scopeList,
  token_endpoint_auth_method: oneOf(AUTH_METHODS),
  token_endpoint_auth_signing_alg: oneOf(CLIENT_ALGORITHMS),
  jwks: keySetFault,
  jwks_uri: webAddress,
  id_token_signed_response_alg: oneOf(ID_TOKEN_ALGORITHMS),
  request_object_signing_alg: oneOf(CLIENT_ALGORITHMS),
  require_signed_request_object: flag,
  require_pushed_authorization_requests: flag,
  dpop_bound_access_tokens: flag,
  tls_client_certificate_bound_access_tokens: flag,
  tls_client_auth_subject_dn: subjectName,
  tls_client_auth_san_dns: hostName,
  tls_client_auth_san_uri: absoluteUri,
  tls_client_auth_san_ip: ipAddress,
  tls_client_auth_san_email: mailAddress,
  use_mtls_endpoint_aliases: flag,
  security_profile: oneOf(SECURITY_PROFILES),
  subject_type: oneOf(['public']),
  default_max_age: seconds,
  default_acr_values: listOf(oneOf(ACR_VALUES)),
  require_auth_time: flag,
  initiate_login_uri: webAddress,
  // Ours, not the standard's: what the application itself needs of a browser, said at the sign-in already (R15.3).
  browser_baseline: oneOf(BROWSER_LEVELS),
  backchannel_logout_uri: webAddress,
  backchannel_logout_session_required: flag,
  client_uri: webAddress,
  logo_uri: webAddress,
  policy_uri: webAddress,
  tos_uri: webAddress,
  contacts: listOf(mailAddress),
};

/**
 * The metadata with `grant_types` and `response_types` filled in, each from the other's standard default: a client
 * without the code grant has no response type, where the standard's default would be `code` (RFC 7591 §2.1). What its
 * security profile leaves no choice about is filled in too.
 */
export function complete(metadata: Metadata): Metadata {
  const granted = { ...metadata, grant_types: metadata.grant_types ?? ['authorization_code'] };
  return withProfile({ ...granted, response_types: metadata.response_types ?? (usesCode(granted) ? ['code'] : []) });
}

/** Everything that is wrong with completed metadata: each value by itself, unknown names, and what does not go together. */
export function metadataFaults(metadata: Metadata, offered: Offered): Fault[] {
  const single = Object.entries(metadata).flatMap(([field, value]): Fault[] => {
    const check = Object.hasOwn(CHECKS, field) ? CHECKS[field] : undefined;
    if (!check) return [{ field, code: 'unknown', detail: 'is not client metadata that we know' }];
    const detail = check(value, metadata);
    return detail ? [{ field, code: 'invalid', detail }] : [];
  });
  return single.length > 0 ? single : [...togetherFaults(metadata, offered), ...profileFaults(metadata)];
}
