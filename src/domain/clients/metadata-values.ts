// What a value of client metadata can be. Each check says what is wrong in English words that follow the value's name,
// or nothing; what goes together is none of its business.
import { redirectAddressFault, webAddressFault } from './addresses.ts';
import { SIGN_IN_SCOPES } from './scopes.ts';

/** Says what is wrong with a value, or nothing. `whole` is all of the metadata: what is right may depend on the rest. */
export type Check = (value: unknown, whole: Readonly<Record<string, unknown>>) => string | undefined;

/** One of these words. */
export function oneOf(values: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && values.includes(value) ? undefined : `must be ${values.join(', ')}`.replace(/, ([^,]*)$/, ' or $1');
}

/** A list, each member checked by itself; says which members are wrong. */
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

/** True or false, not a word that means one. */
export function flag(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

/** A length of time in whole seconds. */
export function seconds(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'must be a whole number of seconds, 0 or more';
}

/** An address that people or servers open. */
export function webAddress(value: unknown): string | undefined {
  return typeof value === 'string' ? webAddressFault(value) : 'must be an address';
}

/** An address that answers are sent to; which ones are allowed depends on the `application_type` (RFC 8252 §7). */
export function redirectAddress(value: unknown, whole: Readonly<Record<string, unknown>>): string | undefined {
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
