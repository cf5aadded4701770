// The password check: the same road for a stranger as for a friend: same reads, same hashes, same writes (design.md
// §8.8). The attempt is counted before anything is looked at, and given back only when it was right.
import { foldedKey, passwordVariants, repairUserName } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { AuditContext, AuditEvent, RefusalReason } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { Purpose } from '../challenge/challenge.ts';
import { type ChallengeAnswer, type ChallengeNeeds, type ChallengeVerdict, judgeChallenge } from '../challenge/judge.ts';
import { BusyError } from '../credentials/busy.ts';
import type { Passwords, StoredPassword } from '../credentials/password.ts';
import type { Hasher } from '../credentials/ports.ts';
import { whomOf } from '../links/mail-code.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Afterwards, Together } from '../ports.ts';
import { atGate, type GateNeeds, missTallies, type Passage } from '../throttle/gate.ts';
import { type Attempted, accountKey, type CountedNetwork } from '../throttle/limits.ts';
import type { Counters } from '../throttle/ports.ts';
import { formerSince, type Missed } from './former-password.ts';
import type { Proof } from './journey.ts';
import type { SignInFacts, SignInRecord } from './ports.ts';
import { recordAhead } from './record-ahead.ts';
import { askWasItYou, type WasItYouNeeds } from './was-it-you.ts';

/** What a person typed, where, and from where. `now` is epoch milliseconds. */
export interface PasswordAttempt {
  readonly organisation: Organisation;
  readonly username: string;
  readonly password: string;
  /** What came with the form beside it; undefined where the form had none. */
  readonly challenge?: ChallengeAnswer | undefined;
  /** What the form is for. */
  readonly purpose: Purpose;
  readonly clientId: string;
  readonly browserId: string;
  /** Network of the trusted hop, for the audit log: an IPv4 address, or an IPv6 /64. */
  readonly network: string;
  /** The same as it is counted; undefined where it is not. */
  readonly counted: CountedNetwork | undefined;
  /** Interaction uid, for the audit log. */
  readonly trace: string;
  readonly now: number;
}

/** What the check needs. */
export interface PasswordCheck extends GateNeeds, ChallengeNeeds, Pick<WasItYouNeeds, 'later'> {
  readonly passwords: Pick<Passwords, 'rehash' | 'history'>;
  readonly counters: GateNeeds['counters'] & Pick<Counters, 'reserve'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly together: Together;
  readonly afterwards: Afterwards;
  readonly hasher: Hasher;
}

/**
 * What came of it. Why it was refused is for the audit log alone: the page says the same to everybody (security.md
 * 1.4). Only `refused` is a miss: with the others the password was not looked at.
 */
export type PasswordVerdict =
  /** `taken`: the counters it was counted on, still to be given back. `facts`: with the password that was proved. */
  | {
      readonly kind: 'right';
      readonly proof: Proof;
      readonly taken: readonly string[];
      readonly facts: SignInFacts;
    }
  /** `formerSince`: it was the former password, replaced then (epoch milliseconds); known browsers alone hear of it. */
  | { readonly kind: 'refused'; readonly formerSince: number | undefined }
  | { readonly kind: 'challenge'; readonly answer: Exclude<ChallengeVerdict, 'solved'> }
  | Exclude<Passage, { readonly kind: 'open' | 'challenge' }>;

/** What an attempt is counted on. */
export function attemptedBy(attempt: Pick<PasswordAttempt, 'organisation' | 'username' | 'browserId' | 'counted'>): Attempted {
  const account = accountKey(attempt.organisation.id, foldedKey(repairUserName(attempt.username).text));
  return { account, browser: attempt.browserId, network: attempt.counted };
}

/**
 * Checks a user name and password (R2.1, R3.3, R3.13, R8.2; `settled.md` 22, 23). Costs the same for a name that does
 * not exist, a suspended account, one that uses single sign-on, and a wrong password. Whoever acts on a right one gives the attempt back with what that
 * leads to; should that fail, it stays a miss. Throws `BusyError` when too many hashes are under way.
 */
export async function verifyPassword(check: PasswordCheck, attempt: PasswordAttempt): Promise<PasswordVerdict> {
  const { purpose, browserId, now } = attempt;
  const whom = whomOf(attempt.organisation, attempt.username);
  const answer = attempt.challenge ? await judgeChallenge(check, attempt.challenge, { purpose, browserId, whom, now }) : 'none';
  if (answer !== 'solved' && answer !== 'none') return { kind: 'challenge', answer };
  const usernameKey = foldedKey(repairUserName(attempt.username).text);
  const ahead = recordAhead(check.together, check.counters, { organisationId: attempt.organisation.id, usernameKey });
  const { knownBrowsers, underWay, surge, turnedAway } = check;
  const gate = { counters: ahead.counters, knownBrowsers, underWay, surge, turnedAway };
  const passage = await atGate(gate, { ...attemptedBy(attempt), solved: answer === 'solved', now });
  if (passage.kind === 'challenge') return { kind: 'challenge', answer: 'none' };
  if (passage.kind !== 'open') return passage;
  let ended: 'right' | 'not looked at' | undefined;
  try {
    if (passage.waits > 0) await record(check, attempt, undefined, { event: 'sign-in.slowed' });
    const verdict = await look(check, attempt, passage.taken, ahead.found());
    if (verdict.kind === 'right') ended = 'right';
    else {
      const [{ organisation }, { account: key }] = [attempt, attemptedBy(attempt)];
      await askWasItYou(check, { organisation, key, account: ahead.found()?.account, waits: passage.waits, now });
    }
    return verdict;
  } catch (error) {
    // Only what was never looked at is no miss. After any other failure the miss stands: a log that cannot be written
    // must not make guessing free (security.md 1.40).
    if (error instanceof BusyError) {
      await check.counters.giveBack(passage.taken);
      ended = 'not looked at';
    }
    throw error;
  } finally {
    // Who waits for it finds room only once it has been given back.
    if (ended === 'right') check.afterwards(() => passage.end(true));
    else passage.end(ended !== undefined);
  }
}

async function look(
  check: PasswordCheck,
  attempt: PasswordAttempt,
  taken: readonly string[],
  found: SignInRecord | undefined,
): Promise<PasswordVerdict> {
  const typed = repairUserName(attempt.username).text;
  const variants = passwordVariants(attempt.password);
  const right = await check.hasher.verify(found?.password, variants);
  const refusal = refusalOf(attempt.organisation, typed, found, right);
  if (refusal || !found?.password) {
    await check.counters.reserve(missTallies(attemptedBy(attempt), taken, attempt.now), attempt.now);
    await record(check, attempt, found?.account.id, { event: 'sign-in.refused', reason: refusal ?? 'no-password' });
    return { kind: 'refused', formerSince: await formerHint(check, attempt, { found, variants, refusal }) };
  }
  await refreshHash(check, found.password, variants);
  return { kind: 'right', proof: proofOf(found.password, attempt.now), taken, facts: found };
}

/** Asked of every refusal alike where the policy allows it (R13.5). */
async function formerHint(
  check: PasswordCheck,
  attempt: PasswordAttempt,
  { refusal, ...missed }: Pick<Missed, 'found' | 'variants'> & { readonly refusal: RefusalReason | undefined },
): Promise<number | undefined> {
  if (!attempt.organisation.policy.formerPasswordHint) return undefined;
  const since = await formerSince(check, { ...missed, attempted: attemptedBy(attempt), now: attempt.now });
  return refusal === 'wrong-password' ? since : undefined;
}

function proofOf({ accountId, changedAt }: StoredPassword, at: number): Proof {
  return { method: 'pwd', at, accountId, chosenAt: changedAt };
}

function refusalOf(organisation: Organisation, typed: string, found: SignInRecord | undefined, right: boolean): RefusalReason | undefined {
  if (!found) return 'unknown-name';
  if (!sameName(organisation, found.account.username, typed)) return 'name-case';
  // Whether they could come in the other way is the first that who helps them wants to know.
  if (mustUseSingleSignOn(organisation, found.account)) return stateRefusal(found.account) ?? 'single-sign-on';
  if (found.account.state === 'invited') return 'invited';
  if (!found.password) return 'no-password';
  if (!right) return 'wrong-password';
  return stateRefusal(found.account);
}

function stateRefusal({ state }: Account): 'suspended' | 'closed' | undefined {
  return state === 'suspended' || state === 'closed' ? state : undefined;
}

/** Under `sensitive` the name must be the registered one, blanks inside forgiven (R3.3); the folded key has matched already. */
function sameName(organisation: Organisation, registered: string, typed: string): boolean {
  if (organisation.policy.usernameCase === 'insensitive') return true;
  return registered === typed || registered === typed.replaceAll(' ', '');
}

async function record(check: PasswordCheck, attempt: PasswordAttempt, account: string | undefined, event: AuditEvent): Promise<void> {
  const context: AuditContext = {
    organisation: attempt.organisation.id,
    account,
    client: attempt.clientId,
    actor: 'person',
    trace: attempt.trace,
    address: attempt.network,
  };
  await check.audit.record({ ...event, ...context, at: attempt.now });
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
