import { BlockList, isIP } from 'node:net';

/** A range of addresses: `192.0.2.0/24`, `2001:db8::/48`. */
const RANGE = /^([0-9a-f.:]+)\/(\d{1,3})$/i;

/** Where IPv6 holds all of IPv4 (RFC 4291 §2.5.5.2): its first address, and how many bits it fixes. */
const MAPPED = { address: '::ffff:0:0', bits: 96 };

/**
 * Whether a text is a range of addresses with at least `least` fixed bits for its family, and at most all of them. What
 * an IPv6 range holds of IPv4 is matched as IPv4, and so has to have as many as a range of IPv4.
 */
export function isNetworkRange(text: string, least: { readonly ipv4: number; readonly ipv6: number }): boolean {
  const [, address = '', bits = ''] = RANGE.exec(text) ?? [];
  const fixed = Number(bits);
  if (isIP(address) === 4) return fixed >= least.ipv4 && fixed <= 32;
  return isIP(address) === 6 && fixed >= least.ipv6 && fixed <= 128 && fixedOfIpv4(address, fixed) >= least.ipv4;
}

/** How many bits of IPv4 an IPv6 range fixes: none where it holds all of IPv4, all of them where it holds nothing of it. */
function fixedOfIpv4(address: string, fixed: number): number {
  const [outer, inner] = fixed < MAPPED.bits ? [`${address}/${fixed}`, MAPPED.address] : [`${MAPPED.address}/${MAPPED.bits}`, address];
  return networkMatcher([outer])(inner) ? Math.max(0, fixed - MAPPED.bits) : 32;
}

/** A single address as the range that holds nothing else; anything else as it is. */
export function asRange(text: string): string {
  const family = isIP(text);
  return family === 0 ? text : `${text}/${family === 4 ? 32 : 128}`;
}

/** Tells whether an address (or an IPv6 network such as `2001:db8:0:0::/64`) lies in one of the ranges. */
export function networkMatcher(ranges: readonly string[]): (network: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [, address = '', bits = '0'] = RANGE.exec(range) ?? [];
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return (network) => {
    const address = network.split('/')[0] ?? '';
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/** What surrounds an address: its /24, or the /48 of an IPv6 network; what is no address surrounds itself (security.md 2.4). */
export function surroundingsOf(network: string): string {
  const address = network.split('/')[0] ?? '';
  if (isIP(address) === 4) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  return isIP(address) === 6 ? `${address.split(':').slice(0, 3).join(':')}::/48` : network;
}
