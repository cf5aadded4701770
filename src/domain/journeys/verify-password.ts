// The password check: the same road for a stranger as for a friend: same reads, same hashes, same writes (design.md
// §8.8). The attempt is counted before anything is looked at, and given back only when it was right.
import { foldedKey, passwordVariants, repairUserName } from '../../kernel/text.ts';
import { type Account, isUsable } from '../accounts/account.ts';
import type { AuditContext, RefusalReason } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import { BusyError } from '../credentials/busy.ts';
import type { Passwords, StoredPassword } from '../credentials/password.ts';
import type { Hasher } from '../credentials/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { accountCounter, browserCounter, networkCounter, REMEMBER } from '../throttle/limits.ts';
import type { Counters, Reservation } from '../throttle/ports.ts';
import type { Proof } from './journey.ts';
import type { SignInRecords } from './ports.ts';

/** What a person typed, where, and from where. `now` is epoch milliseconds. */
export interface PasswordAttempt {
  readonly organisation: Organisation;
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  readonly browserId: string;
  /** Network of the trusted hop: an IPv4 address, or an IPv6 /64. */
  readonly network: string;
  /** Interaction uid, for the audit log. */
  readonly trace: string;
  readonly now: number;
}

/** What the check needs. */
export interface PasswordCheck {
  readonly signInRecords: SignInRecords;
  readonly passwords: Pick<Passwords, 'rehash'>;
  readonly counters: Pick<Counters, 'reserve' | 'giveBack'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly hasher: Hasher;
}

/** What came of it. Why it was refused is for the audit log alone: the page says the same to everybody (security.md 1.4). */
export type PasswordVerdict = { readonly proof: Proof; readonly account: Account } | 'refused';

/** Folded names of an attempt's counters, which a full sign-in clears and a right answer lowers. */
export function attemptCounters(attempt: Pick<PasswordAttempt, 'organisation' | 'username' | 'browserId' | 'network'>): Reservation[] {
  const key = foldedKey(repairUserName(attempt.username).text);
  return [
    { key: accountCounter(attempt.organisation.id, key), remember: REMEMBER.account },
    { key: browserCounter(attempt.browserId), remember: REMEMBER.browser },
    { key: networkCounter(attempt.network), remember: REMEMBER.network },
  ];
}

/**
 * Checks a user name and password (R2.1, R3.3, R3.13; `settled.md` 22, 23). Costs the same for a name that does not
 * exist, a suspended account and a wrong password. Throws `BusyError` when too many hashes are under way.
 */
export async function verifyPassword(check: PasswordCheck, attempt: PasswordAttempt): Promise<PasswordVerdict> {
  const reservations = attemptCounters(attempt);
  await check.counters.reserve(reservations, attempt.now);
  const typed = repairUserName(attempt.username).text;
  const found = await check.signInRecords.byUsername(attempt.organisation.id, foldedKey(typed));
  const variants = passwordVariants(attempt.password);
  const right = await looked(check, reservations, () => check.hasher.verify(found?.password, variants));
  const refusal = refusalOf(attempt.organisation, typed, found, right);
  if (refusal || !found?.password) {
    await recordRefusal(check, attempt, found?.account.id, refusal ?? 'no-password');
    return 'refused';
  }
  await check.counters.giveBack(reservations.map((reservation) => reservation.key));
  await refreshHash(check, found.password, variants);
  return { account: found.account, proof: { method: 'pwd', at: attempt.now, accountId: found.account.id } };
}

/** Whoever is sent away because it is busy has not tried anything: nothing was looked at, so nothing counts. */
async function looked<T>({ counters }: Pick<PasswordCheck, 'counters'>, spent: readonly Reservation[], look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof BusyError) await counters.giveBack(spent.map(({ key }) => key));
    throw error;
  }
}

function refusalOf(
  organisation: Organisation,
  typed: string,
  found: { readonly account: Account; readonly password: StoredPassword | undefined } | undefined,
  right: boolean,
): RefusalReason | undefined {
  if (!found) return 'unknown-name';
  if (!sameName(organisation, found.account.username, typed)) return 'name-case';
  if (found.account.state === 'invited') return 'invited';
  if (!found.password) return 'no-password';
  if (!right) return 'wrong-password';
  return isUsable(found.account) ? undefined : stateRefusal(found.account);
}

function stateRefusal(account: Account): RefusalReason {
  return account.state === 'closed' ? 'closed' : 'suspended';
}

/** Under `sensitive` the name must be the registered one, blanks inside forgiven (R3.3); the folded key has matched already. */
function sameName(organisation: Organisation, registered: string, typed: string): boolean {
  if (organisation.policy.usernameCase === 'insensitive') return true;
  return registered === typed || registered === typed.replaceAll(' ', '');
}

async function recordRefusal(
  check: PasswordCheck,
  attempt: PasswordAttempt,
  account: string | undefined,
  reason: RefusalReason,
): Promise<void> {
  const context: AuditContext = {
    organisation: attempt.organisation.id,
    account,
    client: attempt.clientId,
    actor: 'person',
    trace: attempt.trace,
    address: attempt.network,
  };
  await check.audit.record({ event: 'sign-in.refused', reason, at: attempt.now, ...context });
}

/**
 * A hash made with older parameters or an older pepper is renewed while the password is at hand (security.md 2.1). With
 * two variants it is not known which one was right, so it waits for a sign-in with one.
 */
async function refreshHash(check: PasswordCheck, stored: StoredPassword, variants: readonly string[]): Promise<void> {
  const [only, second] = variants;
  if (only === undefined || second !== undefined || !check.hasher.needsRehash(stored)) return;
  try {
    await check.passwords.rehash(stored.accountId, stored, await check.hasher.hash(only));
  } catch (error) {
    // The password was right: nobody is sent away for a renewal that can wait for a quieter sign-in.
    if (!(error instanceof BusyError)) throw error;
  }
}
