// The check of a passkey, as the first factor or the second. Why one was refused is for the audit log alone: a passkey that
// is unknown, was taken away, or is somebody's elsewhere is refused in the same words (security.md 1.4).
import type { RefusalReason } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { SpentChallenges } from '../challenge/ports.ts';
import type { Passkey, PasskeyAnswer, PasskeyUse } from '../factors/passkey.ts';
import type { PasskeyCeremonies, Passkeys } from '../factors/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import { countPasskeyTry, type PasskeyTry } from '../throttle/passkey-tries.ts';
import type { Counters } from '../throttle/ports.ts';
import type { Proof } from './journey.ts';
import type { SignInFacts, SignInRecords } from './ports.ts';

/** What a browser answered, for what, and from where. `now` is epoch milliseconds. */
export interface PasskeyAttempt {
  readonly organisation: Organisation;
  /** The answer's text. */
  readonly answer: string;
  readonly use: PasskeyUse;
  /** Whose it must be, where the first factor has told; else it tells itself. */
  readonly accountId?: string | undefined;
  readonly clientId: string;
  /** Network of the trusted hop, for the audit log. */
  readonly network: string;
  /** The same as it is counted; undefined where it is not. */
  readonly counted: CountedNetwork | undefined;
  readonly now: number;
}

/** What the check needs. */
export interface PasskeyCheck {
  readonly ceremonies: Pick<PasskeyCeremonies, 'readAnswer' | 'openChallenge' | 'checkSignIn'>;
  readonly passkeys: Pick<Passkeys, 'find' | 'used'>;
  readonly spentChallenges: Pick<SpentChallenges, 'spend'>;
  readonly signInRecords: Pick<SignInRecords, 'factsOf'>;
  readonly counters: Pick<Counters, 'reserve' | 'giveBack' | 'inspect'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** What came of it. */
export type PasskeyVerdict =
  /** `taken`: the counters it was counted on, still to be given back. */
  | { readonly kind: 'right'; readonly proof: Proof; readonly taken: readonly string[]; readonly facts: SignInFacts }
  | { readonly kind: 'refused' }
  /** Its challenge was answered before, is too old, or was made for something else: the person may simply try again. */
  | { readonly kind: 'old' }
  | Exclude<PasskeyTry, { readonly kind: 'open' }>;

/**
 * Checks the answer of a passkey (WebAuthn level 3 §7.2). Its challenge is used up, rightly answered or not. Whoever acts on
 * a right one gives the attempt back with what that leads to.
 */
export async function verifyPasskey(check: PasskeyCheck, attempt: PasskeyAttempt): Promise<PasskeyVerdict> {
  const { use, counted, now } = attempt;
  const entered = await countPasskeyTry(check.counters, { browserId: use.browserId, counted }, now);
  if (entered.kind !== 'open') return entered;
  const answer = check.ceremonies.readAnswer(attempt.answer);
  if (!answer) return refuse(check, attempt, undefined, 'wrong-passkey');
  if (!(await spendChallenge(check, answer, use, now))) return { kind: 'old' };
  const passkey = await check.passkeys.find(answer.id);
  const facts = passkey && (await check.signInRecords.factsOf(passkey.accountId));
  if (!passkey || !facts) return refuse(check, attempt, undefined, 'unknown-passkey');
  if (!isTheirs(attempt, answer, facts)) return refuse(check, attempt, undefined, 'foreign-passkey');
  const reason = await faultOf(check, attempt, passkey, facts);
  if (reason) return refuse(check, attempt, passkey.accountId, reason);
  return { kind: 'right', proof: proofOf(passkey, now), taken: entered.taken, facts };
}

/** Whether the answer's challenge was made for this use, is still taken, and is answered for the first time: it is used up. */
export async function spendChallenge(
  check: { readonly ceremonies: Pick<PasskeyCeremonies, 'openChallenge'>; readonly spentChallenges: Pick<SpentChallenges, 'spend'> },
  { challenge }: Pick<PasskeyAnswer, 'challenge'>,
  use: PasskeyUse,
  now: number,
): Promise<boolean> {
  const until = check.ceremonies.openChallenge(challenge, use);
  return until !== undefined && now < until && check.spentChallenges.spend(challenge, until);
}

/** Of this organisation, of whom it says, and of whom it must be. As the first factor it has to say. */
function isTheirs({ organisation, accountId }: PasskeyAttempt, { owner }: PasskeyAnswer, { account }: SignInFacts): boolean {
  if (account.organisationId !== organisation.id) return false;
  if (accountId === undefined) return owner === account.id;
  return accountId === account.id && (owner === undefined || owner === account.id);
}

async function faultOf(
  check: PasskeyCheck,
  { answer, now }: PasskeyAttempt,
  passkey: Passkey,
  { account }: SignInFacts,
): Promise<RefusalReason | undefined> {
  const seen = await check.ceremonies.checkSignIn(answer, passkey);
  if (!seen) return 'wrong-passkey';
  if (account.state !== 'active') return account.state;
  return (await check.passkeys.used(passkey.id, seen, now)) ? undefined : 'copied-passkey';
}

function proofOf({ id, accountId, multiDevice }: Passkey, at: number): Proof {
  return { method: 'passkey', at, accountId, factorId: id, multiDevice };
}

async function refuse(
  check: PasskeyCheck,
  { organisation, accountId, clientId, use, network, now }: PasskeyAttempt,
  account: string | undefined,
  reason: RefusalReason,
): Promise<PasskeyVerdict> {
  const whom = { organisation: organisation.id, account: account ?? accountId };
  const context = { ...whom, client: clientId, actor: 'person', trace: use.flow, address: network } as const;
  await check.audit.record({ event: 'sign-in.refused', reason, ...context, at: now });
  return { kind: 'refused' };
}
