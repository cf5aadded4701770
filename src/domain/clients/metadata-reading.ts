import type { Metadata } from './metadata-values.ts';

/** How the client proves itself; the standard's default where nothing is registered (RFC 7591 §2). */
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

/** Whether the client proves itself with a certificate (RFC 8705 §2). */
export function usesCertificate(metadata: Metadata): boolean {
  return String(authMethod(metadata)).endsWith('tls_client_auth');
}

/** Whether the client keeps to the FAPI 2.0 Security Profile. */
export function isFapi2(metadata: Metadata): boolean {
  return metadata.security_profile === 'fapi2';
}

/** Whether a value is a list with something in it. */
export function filled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** Whether a list of the metadata has a member. */
export function has(metadata: Metadata, field: string, member: string): boolean {
  const list = metadata[field];
  return Array.isArray(list) && list.includes(member);
}

/** Whether the client's keys are known. */
export function hasKeys(metadata: Metadata): boolean {
  return metadata.jwks !== undefined || metadata.jwks_uri !== undefined;
}
