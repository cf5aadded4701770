// The client metadata we take (RFC 7591 names), and what each value must be: what we do not offer cannot be
// registered, so that nobody finds out at the first sign-in (`oidc-provider.md` §4.1, §9).
import { BROWSER_LEVELS } from '../browser-level.ts';
import type { Fault } from '../fault.ts';
import { redirectAddressFault, webAddressFault } from './addresses.ts';
import { keySetFault } from './key-set.ts';
import { SIGN_IN_SCOPES } from './scopes.ts';

/** Client metadata as handed in: anything JSON can hold. */
export type Metadata = Readonly<Record<string, unknown>>;

/** How a client may prove itself at the token endpoint (RFC 7591 §2); `none` is a public client. */
export const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
/** What a client may ask tokens with. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials'] as const;
const ID_TOKEN_ALGORITHMS = ['RS256', 'ES256'];
const CLIENT_ALGORITHMS = ['RS256', 'PS256', 'ES256'];

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown, whole: Metadata) => string | undefined;

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
  subject_type: oneOf(['public']),
  default_max_age: seconds,
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

/** How the client proves itself; the standard's default where nothing is registered. */
export function authMethod(metadata: Metadata): unknown {
  return metadata.token_endpoint_auth_method ?? 'client_secret_basic';
}

/** Whether the client has secrets of ours. */
export function usesSecret(metadata: Metadata): boolean {
  return String(authMethod(metadata)).startsWith('client_secret_');
}

/** Whether the client signs people in: it has the code grant. */
export function usesCode(metadata: Metadata): boolean {
  return has(metadata, 'grant_types', 'authorization_code');
}

/**
 * The metadata with `grant_types` and `response_types` filled in, each from the other's standard default: a client
 * without the code grant has no response type, where the standard's default would be `code` (RFC 7591 §2.1).
 */
export function complete(metadata: Metadata): Metadata {
  const granted = { ...metadata, grant_types: metadata.grant_types ?? ['authorization_code'] };
  return { ...granted, response_types: metadata.response_types ?? (usesCode(granted) ? ['code'] : []) };
}

/** Everything that is wrong with completed metadata: each value by itself, unknown names, and what does not go together. */
export function metadataFaults(metadata: Metadata): Fault[] {
  const single = Object.entries(metadata).flatMap(([field, value]): Fault[] => {
    const check = Object.hasOwn(CHECKS, field) ? CHECKS[field] : undefined;
    if (!check) return [{ field, code: 'unknown', detail: 'is not client metadata that we know' }];
    const detail = check(value, metadata);
    return detail ? [{ field, code: 'invalid', detail }] : [];
  });
  return single.length > 0 ? single : togetherFaults(metadata);
}

interface Together {
  readonly wrong: (metadata: Metadata) => boolean;
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
    wrong: (m) => authMethod(m) === 'private_key_jwt' && !m.jwks && !m.jwks_uri,
    field: 'jwks',
    code: 'missing',
    detail: 'or jwks_uri is needed for private_key_jwt',
  },
  {
    wrong: (m) => m.request_object_signing_alg !== undefined && !m.jwks && !m.jwks_uri,
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
];

function togetherFaults(metadata: Metadata): Fault[] {
  return TOGETHER.filter((rule) => rule.wrong(metadata)).map(({ field, code, detail }) => ({ field, code, detail }));
}

function filled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function has(metadata: Metadata, field: string, member: string): boolean {
  const list = metadata[field];
  return Array.isArray(list) && list.includes(member);
}

function oneOf(values: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && values.includes(value) ? undefined : `must be ${values.join(', ')}`.replace(/, ([^,]*)$/, ' or $1');
}

function listOf(check: Check): Check {
  return (value, whole) => {
    if (!Array.isArray(value)) return 'must be a list';
    const faults = value.flatMap((member) => {
      const detail = check(member, whole);
      return detail ? [`${JSON.stringify(member)} ${detail}`] : [];
    });
    return faults.length > 0 ? faults.join('; ') : undefined;
  };
}

function flag(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

function seconds(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'must be a whole number of seconds, 0 or more';
}

function webAddress(value: unknown): string | undefined {
  return typeof value === 'string' ? webAddressFault(value) : 'must be an address';
}

function redirectAddress(value: unknown, whole: Metadata): string | undefined {
  if (typeof value !== 'string') return 'must be an address';
  return redirectAddressFault(value, whole.application_type === 'native' ? 'native' : 'web');
}

/** One string, words separated by one blank (RFC 6749 §3.3). What a client may ask of an API follows from `resources`. */
function scopeList(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be scopes separated by one blank';
  const unknown = value.split(' ').filter((scope) => !SIGN_IN_SCOPES.includes(scope));
  return unknown.length > 0
    ? `has ${JSON.stringify(unknown.join(' '))}; scopes of the sign-in are ${SIGN_IN_SCOPES.join(', ')}`
    : undefined;
}

/** The shape that the HTML standard gives `input type=email`, which is what the protocol library takes too. */
function mailAddress(value: unknown): string | undefined {
  const shape = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(\.[a-z\d-]+)*$/i;
  return typeof value === 'string' && shape.test(value) ? undefined : 'is not a mail address';
}
