/** Scopes of the sign-in itself (OpenID Connect Core §5.4, §11; ours: `settled.md` 9). */
export const SIGN_IN_SCOPES: readonly string[] = ['openid', 'offline_access', 'profile', 'email', 'organisation'];

/** Scopes that no API can have as its own: those of the sign-in, and standard ones whose claims we do not hold. */
export const RESERVED_SCOPES: readonly string[] = [...SIGN_IN_SCOPES, 'address', 'phone'];

/** Whether a word can be a scope (RFC 6749 §3.3). */
export function isScope(word: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word);
}
