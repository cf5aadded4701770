// Checks of single values of client metadata: each says what is wrong with a value, or nothing.
import { redirectAddressFault, webAddressFault } from './addresses.ts';
import { readName } from './certificate-names.ts';
import { SIGN_IN_SCOPES } from './scopes.ts';

/** Client metadata as handed in: anything JSON can hold. */
export type Metadata = Readonly<Record<string, unknown>>;

/** Says what is wrong with a value, or nothing; `whole` is the metadata it stands in. */
export type Check = (value: unknown, whole: Metadata) => string | undefined;

/** One of these words. */
export function oneOf(values: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && values.includes(value) ? undefined : `must be ${values.join(', ')}`.replace(/, ([^,]*)$/, ' or $1');
}

/** A list of what the check allows; says all that is wrong with it. */
export function listOf(check: Check): Check {
  return (value, whole) => {
    if (!Array.isArray(value)) return 'must be a list';
    const faults = value.flatMap((member) => {
      const detail = check(member, whole);
      return detail ? [`${JSON.stringify(member)} ${detail}`] : [];
    });
    return faults.length > 0 ? faults.join('; ') : undefined;
  };
}

/** True or false. */
export function flag(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

/** A whole number of seconds, 0 or more. */
export function seconds(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'must be a whole number of seconds, 0 or more';
}

/** An address for people or servers. */
export function webAddress(value: unknown): string | undefined {
  return typeof value === 'string' ? webAddressFault(value) : 'must be an address';
}

/** An address to come back to, by the kind of application. */
export function redirectAddress(value: unknown, whole: Metadata): string | undefined {
  if (typeof value !== 'string') return 'must be an address';
  return redirectAddressFault(value, whole.application_type === 'native' ? 'native' : 'web');
}

/** One string, words separated by one blank (RFC 6749 §3.3). What a client may ask of an API follows from `resources`. */
export function scopeList(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be scopes separated by one blank';
  const unknown = value.split(' ').filter((scope) => !SIGN_IN_SCOPES.includes(scope));
  return unknown.length > 0
    ? `has ${JSON.stringify(unknown.join(' '))}; scopes of the sign-in are ${SIGN_IN_SCOPES.join(', ')}`
    : undefined;
}

/** The shape that the HTML standard gives `input type=email`, which is what the protocol library takes too. */
export function mailAddress(value: unknown): string | undefined {
  const shape = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(\.[a-z\d-]+)*$/i;
  return typeof value === 'string' && shape.test(value) ? undefined : 'is not a mail address';
}

/** A distinguished name that we can compare (RFC 8705 §2.1.2, RFC 4514). */
export function subjectName(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 512) return 'must be a distinguished name';
  return readName(value) ? undefined : 'is not a distinguished name such as CN=app,O=Example,C=NL';
}

/** A host name of a certificate, whole: a name that begins with a dot would mean all below it. */
export function hostName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/i.test(value) ? undefined : 'is not a host name';
}

/** An IP address. */
export function ipAddress(value: unknown): string | undefined {
  const octet = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
  const four = new RegExp(`^${octet}(\\.${octet}){3}$`);
  const isAddress =
    typeof value === 'string' && (four.test(value) || (/^[\da-f:.]+:[\da-f:.]*$/i.test(value) && URL.canParse(`http://[${value}]/`)));
  return isAddress ? undefined : 'is not an IP address';
}

/** An absolute URI. */
export function absoluteUri(value: unknown): string | undefined {
  return typeof value === 'string' && URL.canParse(value) ? undefined : 'is not an absolute URI';
}
