import { hasOuterBlanks, hiddenCharacter } from '../../kernel/text.ts';
import type { FaultCode } from '../fault.ts';

/** The most characters (code points) a user name has. */
export const USERNAME_MOST = 100;

/** What is wrong with a new user name: refused here, where sign-in would quietly repair it (R3.6). */
export function usernameFault(name: string): { readonly code: FaultCode; readonly detail: string } | undefined {
  const length = [...name].length;
  const hidden = hiddenCharacter(name);
  if (name.trim() === '') return { code: 'missing', detail: 'is empty' };
  if (hidden !== undefined) return { code: 'hidden-character', detail: `holds ${hidden}, which no one sees` };
  if (hasOuterBlanks(name)) return { code: 'invalid', detail: 'begins or ends with a blank' };
  if (/\p{White_Space}{2}|[^\P{White_Space} ]/u.test(name)) return { code: 'invalid', detail: 'holds a blank other than single spaces' };
  if (!name.isWellFormed()) return { code: 'invalid', detail: 'is not Unicode text' };
  return length > USERNAME_MOST
    ? { code: 'too-long', detail: `has ${length} characters, at most ${USERNAME_MOST} are allowed` }
    : undefined;
}
