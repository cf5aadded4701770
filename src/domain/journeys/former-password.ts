import { isUsable } from '../accounts/account.ts';
import { BusyError } from '../credentials/busy.ts';
import type { Passwords } from '../credentials/password.ts';
import type { Hasher, PasswordHash } from '../credentials/ports.ts';
import type { Attempted } from '../throttle/limits.ts';
import type { KnownBrowsers } from '../throttle/ports.ts';
import type { SignInRecord } from './ports.ts';

/** What recognising needs. */
export interface FormerNeeds {
  readonly passwords: Pick<Passwords, 'history'>;
  readonly hasher: Pick<Hasher, 'verify'>;
  readonly knownBrowsers: Pick<KnownBrowsers, 'isKnown'>;
}

/** A wrong password, prepared in all its variants, and whose sign-in it was for, if there is such an account. */
export interface Missed {
  readonly attempted: Attempted;
  readonly found: SignInRecord | undefined;
  readonly variants: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * When the password was replaced that was typed now, epoch milliseconds; undefined for any other (R13.5). It is told to a
 * browser that is known for the account alone (`settled.md` 25a), and it is a miss all the same. Strangers are looked up
 * whether or not there is such an account.
 */
export async function formerSince(needs: FormerNeeds, { attempted, found, variants, now }: Missed): Promise<number | undefined> {
  const known = await needs.knownBrowsers.isKnown(attempted.account, attempted.browser, now);
  if (!known || !found?.password || !isUsable(found.account)) return undefined;
  const [last] = await needs.passwords.history(found.account.id);
  return last && (await isLast(needs, last, variants)) ? found.password.changedAt : undefined;
}

/** Where too many hashes are under way the miss is a miss, and nothing more is said. */
async function isLast(needs: FormerNeeds, last: PasswordHash, variants: readonly string[]): Promise<boolean> {
  try {
    return await needs.hasher.verify(last, variants);
  } catch (error) {
    if (error instanceof BusyError) return false;
    throw error;
  }
}
