// Names in certificates of clients (mutual TLS, RFC 8705): which of them a client can be registered by, and how a
// distinguished name is read. Knows no certificate.

/** What of a certificate can be registered for a client (RFC 8705 §2.1.2). */
export const CERTIFICATE_NAMES = [
  'tls_client_auth_subject_dn',
  'tls_client_auth_san_dns',
  'tls_client_auth_san_uri',
  'tls_client_auth_san_ip',
  'tls_client_auth_san_email',
] as const;

/** One of them. */
export type CertificateName = (typeof CERTIFICATE_NAMES)[number];

/** A distinguished name: relative names, most specific first, each `TYPE=value` in order (RFC 4514 §2.1, §2.2). */
export type DistinguishedName = readonly (readonly string[])[];

/** Types that RFC 4514 §3 and RFC 4519 name, by their dotted numbers. */
const TYPES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.97': 'ORGANIZATIONIDENTIFIER',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
  '1.2.840.113549.1.9.1': 'EMAILADDRESS',
};

/** `TYPE=value` up to the next separator; a backslash is followed by two hexadecimal digits or by the sign it protects. */
const RELATIVE = /^\s*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)\s*=\s*((?:[^\\,+;"]|\\(?:[0-9A-Fa-f]{2}|[^0-9A-Fa-f]))*?)\s*(?:([,+])|$)/;

/** Reads RFC 4514's form. Undefined for text that is none, or that holds a value as bytes (`#…`), which we do not compare. */
export function readName(text: string): DistinguishedName | undefined {
  const relative: string[][] = [[]];
  let rest = text;
  while (rest !== '') {
    const found = RELATIVE.exec(rest);
    if (!found || found[2]?.startsWith('#')) return undefined;
    const [whole, type = '', value = '', separator] = found;
    relative.at(-1)?.push(`${TYPES[type] ?? type.toUpperCase()}=${unescaped(value)}`);
    if (separator === ',') relative.push([]);
    rest = rest.slice(whole.length);
    if (rest === '' && separator !== undefined) return undefined;
  }
  return relative[0]?.length === 0 ? undefined : relative.map((parts) => parts.sort());
}

function unescaped(value: string): string {
  return value.replace(/((?:\\[0-9A-Fa-f]{2})+)|\\(.)/g, (_whole, bytes: string | undefined, sign: string | undefined) =>
    bytes === undefined ? (sign ?? '') : Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
}

/** Whether both are there and say the same, letter for letter: stricter than a directory would be (RFC 4517 §4.2.15). */
export function sameName(some: DistinguishedName | undefined, other: DistinguishedName | undefined): boolean {
  return some !== undefined && other !== undefined && JSON.stringify(some) === JSON.stringify(other);
}
