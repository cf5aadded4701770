// What a new password must be (security.md 1.9, `settled.md` 23–25). No composition rules, no ceiling below 256.
import { foldedKey, PASSWORD_LIMITS, type PasswordTextFault, preparePassword } from '../../kernel/text.ts';
import type { Fault } from '../fault.ts';

/** Former passwords that may not return, beside the current one (`settled.md` 25). */
export const FORMER_KEPT = 4;
/** Shorter words may stand in a password (`settled.md` 24). */
const CONTEXT_WORD_LEAST = 4;

/**
 * What is wrong with a new password by itself, everything at once. `least`: the policy's length in characters; `names`:
 * names of the account and its organisation, none of whose words may stand in it.
 */
export function passwordFaults(typed: string, least: number, names: readonly string[]): Fault[] {
  const prepared = preparePassword(typed);
  const faults: Fault[] = typeof prepared === 'object' ? ownFaults(prepared.text, least) : [TEXT_FAULTS[prepared]];
  if (holdsAny(typed, contextWords(names))) {
    faults.push({
      field: 'password',
      code: 'context-word',
      detail: 'holds a name of the person, the user name, the mail address or the organisation',
    });
  }
  return faults;
}

const TEXT_FAULTS: Readonly<Record<PasswordTextFault, Fault>> = {
  'too-long': {
    field: 'password',
    code: 'too-long',
    detail: `is longer than ${PASSWORD_LIMITS.codePoints} characters or ${PASSWORD_LIMITS.bytes} bytes`,
  },
  'not-unicode': { field: 'password', code: 'invalid', detail: 'is not Unicode text' },
};

function ownFaults(prepared: string, least: number): Fault[] {
  const length = [...prepared].length;
  const faults: Fault[] = [];
  if (length < least)
    faults.push({ field: 'password', code: 'too-short', detail: `has ${length} characters, at least ${least} are needed` });
  // Not of RFC 8264's FreeformClass, and no form field lets anybody type one.
  if (/\p{Cc}/u.test(prepared))
    faults.push({ field: 'password', code: 'invalid', detail: 'holds a control character, such as a line end' });
  return faults;
}

/** The folded words of names, whole and one by one, that are long enough to count. */
function contextWords(names: readonly string[]): string[] {
  const words = names.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}\p{M}]+/u)]);
  return words.map(foldedKey).filter((word) => [...word].length >= CONTEXT_WORD_LEAST);
}

function holdsAny(password: string, words: readonly string[]): boolean {
  const folded = foldedKey(password);
  return words.some((word) => folded.includes(word));
}
