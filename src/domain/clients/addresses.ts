// Which addresses an application may register. They are compared letter for letter later on (RFC 9700 §2.1), so
// nothing is repaired here: an address is right or refused.

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `web`: runs on a server or in a page. `native`: installed on a device (OpenID Connect Registration §2 `application_type`). */
export type ApplicationType = 'web' | 'native';

/** Returns what is wrong with an address for people or servers: https, or http on this machine; no fragment, no credentials. */
export function webAddressFault(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url) return 'is not an absolute address';
  if (address.includes('#')) return 'has a fragment (#)';
  if (url.username || url.password) return 'holds a user name or password';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:') return LOOPBACK.has(url.hostname) ? undefined : 'uses http with a host that is not this machine; use https';
  return 'is not an https address';
}

/**
 * Returns what is wrong with a redirect address: https, or http on loopback; an installed application may also use a
 * scheme of its own, which must be a reversed domain name (RFC 8252 §7.1), or loopback (§7.3).
 */
export function redirectAddressFault(address: string, type: ApplicationType): string | undefined {
  const url = URL.parse(address);
  if (type === 'web' || !url || url.protocol === 'http:') return webAddressFault(address);
  if (url.protocol === 'https:') {
    return LOOPBACK.has(url.hostname) ? 'uses https on this machine; an installed application uses http there' : webAddressFault(address);
  }
  if (address.includes('#')) return 'has a fragment (#)';
  return /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol)
    ? undefined
    : 'uses a scheme without a dot; take a reversed domain name, such as com.example.app';
}

/** Returns what is wrong with a resource indicator (RFC 8707 §2): an absolute URI without a fragment. */
export function indicatorFault(indicator: string): string | undefined {
  if (!URL.canParse(indicator)) return 'is not an absolute URI';
  if (indicator.length > 255) return 'is longer than 255 characters';
  return indicator.includes('#') ? 'has a fragment (#)' : undefined;
}
