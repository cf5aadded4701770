// What a new password must be (security.md 1.9, `settled.md` 23–25). No composition rules, no ceiling below 256.
import { foldedKey, PASSWORD_LIMITS, type PasswordTextFault, preparePassword } from '../../kernel/text.ts';
import type { Fault } from '../fault.ts';
import { COMMON_WORDS } from './common-words.ts';
import type { CommonPasswords, Hasher, PasswordHash } from './ports.ts';

/** Former passwords that may not return, beside the current one (`settled.md` 25). */
export const FORMER_KEPT = 4;
/** Shorter words may stand in a password (`settled.md` 24). */
const CONTEXT_WORD_LEAST = 4;

/** Whose password it is to be, as far as the rules go. */
export interface PasswordRules {
  /** The policy's length in characters. */
  readonly least: number;
  /** Names of the account and its organisation, none of whose words may stand in it (`settled.md` 24). */
  readonly names: readonly string[];
  readonly common: CommonPasswords;
}

/** What is wrong with a new password by itself, everything at once. */
export function passwordFaults(typed: string, { least, names, common }: PasswordRules): Fault[] {
  const prepared = preparePassword(typed);
  const faults: Fault[] = typeof prepared === 'object' ? ownFaults(prepared.text, least) : [TEXT_FAULTS[prepared]];
  if (typeof prepared === 'object' && isCommon(foldedKey(prepared.text), common)) {
    faults.push({ field: 'password', code: 'common', detail: 'is a password that many people use' });
  }
  if (holdsAny(typed, contextWords(names))) {
    faults.push({
      field: 'password',
      code: 'context-word',
      detail: 'holds a name of the person, the user name, the mail address or the organisation',
    });
  }
  return faults;
}

/**
 * The same with what only the hashes can tell: the present password and those before it may not return (`settled.md` 25).
 * `earlier`: the present one first, then the former ones, newest first. May throw `BusyError`.
 */
export async function newPasswordFaults(
  hasher: Pick<Hasher, 'verify'>,
  typed: string,
  rules: PasswordRules,
  earlier: readonly PasswordHash[],
): Promise<Fault[]> {
  const faults = passwordFaults(typed, rules);
  const prepared = preparePassword(typed);
  const used = typeof prepared === 'object' ? await whichOf(hasher, prepared.text, earlier) : -1;
  if (used === 0) faults.push({ field: 'password', code: 'unchanged', detail: 'is the present password' });
  if (used > 0) faults.push({ field: 'password', code: 'used-before', detail: `is one of the ${FORMER_KEPT} passwords before this one` });
  return faults;
}

/** Place of the first hash that is of this password; -1 where none is. */
async function whichOf(hasher: Pick<Hasher, 'verify'>, prepared: string, earlier: readonly PasswordHash[]): Promise<number> {
  for (const [at, hash] of earlier.slice(0, FORMER_KEPT + 1).entries()) {
    if (await hasher.verify(hash, [prepared])) return at;
  }
  return -1;
}

/** In the list; or nothing but one of the words everybody takes, with whatever digits and signs around it. */
function isCommon(folded: string, common: CommonPasswords): boolean {
  const letters = folded.replace(/[^\p{L}]+/gu, '');
  const word = /^(.+?)\1*$/u.exec(letters)?.[1] ?? '';
  return common.holds(folded) || COMMON_WORDS.has(word);
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
export function contextWords(names: readonly string[]): string[] {
  const words = names.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}\p{M}]+/u)]);
  return [...new Set(words.map(foldedKey).filter((word) => [...word].length >= CONTEXT_WORD_LEAST))];
}

function holdsAny(password: string, words: readonly string[]): boolean {
  const folded = foldedKey(password);
  return words.some((word) => folded.includes(word));
}
