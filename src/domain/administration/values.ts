import { hiddenCharacter, type PreparedAddress, prepareAddress } from '../../kernel/text.ts';
import { webAddressFault } from '../clients/addresses.ts';
import type { Reading } from './sheet.ts';

/** Text for people's eyes: outer blanks trimmed, NFC, `least` to `most` characters, nothing invisible in it. */
export function plainText(least: number, most: number): (given: string) => Reading<string> {
  return (given) => {
    const value = given.trim().normalize('NFC');
    const hidden = hiddenCharacter(value);
    const length = [...value].length;
    if (hidden !== undefined) return { code: 'hidden-character', detail: `holds ${hidden}, which no one sees` };
    if (!value.isWellFormed()) return { code: 'invalid', detail: 'is not Unicode text' };
    if (length < least) return { code: 'missing', detail: 'is empty' };
    return length > most ? { code: 'too-long', detail: `has ${length} characters, at most ${most} are allowed` } : { value };
  };
}

/** The same rule for a value that may be taken away with an empty string. */
export function orNothing<T>(rule: (given: string) => Reading<T>): (given: string) => Reading<T | undefined> {
  return (given) => (given.trim() === '' ? { value: undefined } : rule(given));
}

/** A mail address with its key (R3.5). A hidden character is named, not removed (R3.6). */
export function mailAddress(given: string): Reading<PreparedAddress> {
  const hidden = hiddenCharacter(given);
  if (hidden !== undefined) return { code: 'hidden-character', detail: `holds ${hidden}, which no one sees` };
  const value = prepareAddress(given);
  return value ? { value } : { code: 'invalid', detail: 'is not a mail address' };
}

/** An address of a page. */
export function pageAddress(given: string): Reading<string> {
  const value = given.trim();
  const detail = webAddressFault(value);
  return detail ? { code: 'invalid', detail } : { value };
}

/** A telephone number as people write it. */
export function phoneNumber(given: string): Reading<string> {
  const value = given.trim();
  return /^\+?[\d ()./-]{3,40}$/.test(value) ? { value } : { code: 'invalid', detail: 'must be a telephone number' };
}
