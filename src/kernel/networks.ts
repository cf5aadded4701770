import { BlockList, isIP } from 'node:net';

/** A range of addresses: `192.0.2.0/24`, `2001:db8::/48`. */
const RANGE = /^([0-9a-f.:]+)\/(\d{1,3})$/i;

/** Whether a text is a range of addresses with at least `least` fixed bits for its family, and at most all of them. */
export function isNetworkRange(text: string, least: { readonly ipv4: number; readonly ipv6: number }): boolean {
  const [, address = '', bits = ''] = RANGE.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0) return false;
  const [floor, most] = family === 4 ? [least.ipv4, 32] : [least.ipv6, 128];
  return Number(bits) >= floor && Number(bits) <= most;
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
