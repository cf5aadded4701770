import { domainToASCII } from 'node:url';
import { foldedKey, repairUserName } from './user-name.ts';

/** A mail address as it is kept, and the key it is looked up by. */
export interface PreparedAddress {
  readonly text: string;
  readonly key: string;
}

/** At most so many bytes in an address (RFC 5321 §4.5.3.1.3, without the brackets), and so many before the `@` (§4.5.3.1.1). */
const LONGEST = { address: 254, local: 64 };

/** At most so many characters are looked at: an address with a display name around it, not a letter. */
const LONGEST_TYPED = 1000;

/** A domain name that can receive mail: labels of letters, digits and hyphens, at least two, the last no number. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What may not stand before the `@` without quotes, which no one's work address has (RFC 5322 §3.2.3). */
const NOT_LOCAL = /[\s@"<>(),;:\\[\]]/;

/**
 * A mail address out of what was typed or pasted (R3.5): `mailto:`, a display name around `<…>`, quotes and a trailing
 * dot, comma or semicolon go; the domain becomes ASCII by UTS 46. Undefined when nothing like an address remains.
 */
export function prepareAddress(typed: string): PreparedAddress | undefined {
  if (typed.length > LONGEST_TYPED) return undefined;
  const address = unwrap(repairUserName(typed).text);
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = asciiDomain(address.slice(at + 1));
  if (at < 1 || NOT_LOCAL.test(local) || Buffer.byteLength(local) > LONGEST.local || domain === undefined) return undefined;
  const text = `${local}@${domain}`;
  return Buffer.byteLength(text) > LONGEST.address ? undefined : { text, key: `${foldedKey(local)}@${domain}` };
}

/**
 * The address that another system says somebody has: what a person might have typed around one is no part of it. Undefined where
 * it is not letter for letter its own local part, for `"mailto:jan@acme.example?"@evil.example` is a mailbox at evil.example.
 */
export function exactAddress(said: string): PreparedAddress | undefined {
  const prepared = prepareAddress(said);
  const [local, domain] = [said.slice(0, said.lastIndexOf('@')), said.slice(said.lastIndexOf('@') + 1)];
  return prepared?.text === `${local}@${asciiDomain(domain)}` ? prepared : undefined;
}

/** An address as a page shows it to who may not be its owner: `j•••@voorbeeld.nl` (ux.md 1.8). */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, at);
  return `${first}•••${address.slice(at)}`;
}

/** The address inside a display name, a `mailto:` link with its parameters, or quotes. */
function unwrap(text: string): string {
  const bare = text.replace(/[.,;\s]+$/, '');
  const inside = /<([^<>]+)>$/.exec(bare)?.[1] ?? bare;
  const unlinked = inside.replace(/^["'\s]*mailto:([^?]*).*$/i, '$1');
  return unlinked.replace(/^["'\s]+|["'.,;\s]+$/g, '');
}

/** Node's conversion is made for addresses of pages: it would decode `%61`, cut at `/` and make `1.2` an IPv4 address. */
function asciiDomain(domain: string): string | undefined {
  if (/[%/?#:\\]/.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  return DOMAIN.test(ascii) ? ascii : undefined;
}
