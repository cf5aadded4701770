// FAPI 2.0 Security Profile (final), per client: what its registration must say, and the algorithms it may sign with.
// The protocol's own checks at each request are the provider's.
import type { Fault } from '../fault.ts';
import { authMethod, isFapi2, usesCode } from './metadata-reading.ts';
import type { Metadata } from './metadata-values.ts';

/** Profiles a client can be registered for. */
export const SECURITY_PROFILES = ['fapi2'] as const;

/** What a client of the profile may sign with (FAPI 2.0 Security Profile §5.4.1). */
export const FAPI2_ALGORITHMS = ['PS256', 'ES256'] as const;

const AUTH_METHODS: readonly unknown[] = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'];

/** What the profile leaves no choice about, filled in where nothing was said. */
export function withProfile(metadata: Metadata): Metadata {
  if (!isFapi2(metadata) || !usesCode(metadata)) return metadata;
  return { require_pushed_authorization_requests: true, id_token_signed_response_alg: 'ES256', ...metadata };
}

interface Demand {
  readonly met: (metadata: Metadata) => boolean;
  readonly field: string;
  readonly detail: string;
}

const DEMANDS: readonly Demand[] = [
  {
    met: (m) => AUTH_METHODS.includes(authMethod(m)),
    field: 'token_endpoint_auth_method',
    detail: 'must be private_key_jwt, tls_client_auth or self_signed_tls_client_auth (5.3.2.1)',
  },
  {
    met: (m) => m.dpop_bound_access_tokens === true || m.tls_client_certificate_bound_access_tokens === true,
    field: 'dpop_bound_access_tokens',
    detail: 'or tls_client_certificate_bound_access_tokens must be true: access tokens are bound to a key (5.3.2.1)',
  },
  {
    met: (m) => !usesCode(m) || m.require_pushed_authorization_requests === true,
    field: 'require_pushed_authorization_requests',
    detail: 'must not be false: requests are pushed (5.3.2.2)',
  },
  {
    met: (m) => !usesCode(m) || m.id_token_signed_response_alg === 'ES256',
    field: 'id_token_signed_response_alg',
    detail: 'must be ES256 (5.4.1)',
  },
  {
    met: (m) => strong(m.token_endpoint_auth_signing_alg),
    field: 'token_endpoint_auth_signing_alg',
    detail: 'must be PS256 or ES256 (5.4.1)',
  },
  { met: (m) => strong(m.request_object_signing_alg), field: 'request_object_signing_alg', detail: 'must be PS256 or ES256 (5.4.1)' },
  {
    met: (m) => ((m.redirect_uris ?? []) as readonly string[]).every((address) => encrypted(address, m)),
    field: 'redirect_uris',
    detail: 'must be https; http on this machine is for installed applications (application_type native) alone (5.3.2.2)',
  },
];

/** What of the registration the profile forbids; nothing for a client of no profile. */
export function profileFaults(metadata: Metadata): Fault[] {
  if (!isFapi2(metadata)) return [];
  return DEMANDS.filter(({ met }) => !met(metadata)).map(({ field, detail }) => ({
    field,
    code: 'conflict',
    detail: `${detail}, by security_profile fapi2`,
  }));
}

function strong(algorithm: unknown): boolean {
  return algorithm === undefined || (FAPI2_ALGORITHMS as readonly unknown[]).includes(algorithm);
}

function encrypted(address: string, metadata: Metadata): boolean {
  return !address.startsWith('http:') || metadata.application_type === 'native';
}
