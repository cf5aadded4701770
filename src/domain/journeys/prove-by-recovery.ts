// A recovery code in the stead of a lost app or passkey (R14.5, security.md 1.14).
import { hours } from '../../kernel/duration.ts';
import { BusyError } from '../credentials/busy.ts';
import type { Hasher } from '../credentials/ports.ts';
import type { RecoveryCodes } from '../factors/ports.ts';
import { type RecoveryCode, readRecoveryCode } from '../factors/recovery.ts';
import { letterTo } from '../links/ask.ts';
import { isReachable } from '../links/recipients.ts';
import type { Device } from '../mail/device.ts';
import type { Later } from '../ports.ts';
import { type CodeTry, countCodeTry, giveBackCodeTry } from '../throttle/code-tries.ts';
import type { Counters } from '../throttle/ports.ts';
import { type CodeRefusal, type TypedCode, tellOfCode } from './code-verdict.ts';
import type { Proof } from './journey.ts';
import { askWhoGuesses } from './was-it-you.ts';

/** What proving by a recovery code needs. */
export interface RecoveryProofNeeds {
  readonly counters: Pick<Counters, 'reserve' | 'giveBack' | 'inspect'>;
  readonly recoveryCodes: Pick<RecoveryCodes, 'find' | 'use'>;
  readonly hasher: Pick<Hasher, 'verify'>;
  readonly later: Later;
}

/** A recovery code that was typed: its owner is told where and in which browser. */
export interface TypedRecoveryCode extends TypedCode {
  readonly device: Device;
}

/** Of the ten tries of all ways, so many an hour may be at recovery codes (security.md 2.2). */
const TRIES = { most: 5, remember: hours(1) };

/** Proves by a recovery code, which is good for nothing afterwards, and tells its owner. May throw `BusyError`. */
export async function proveByRecovery(
  needs: RecoveryProofNeeds,
  asked: TypedRecoveryCode,
): Promise<{ readonly kind: 'right'; readonly proof: Proof } | CodeRefusal> {
  const { account, typed, now } = asked;
  if (typed.trim() === '') return { kind: 'empty' };
  const code = readRecoveryCode(typed);
  if (!code) return { kind: 'malformed', length: [...typed].length };
  const attempt = await countTry(needs.counters, account.id, now);
  if (attempt.kind !== 'open') return attempt;
  const isRight = await isOnesOwn(needs, account.id, code);
  const left = isRight ? await needs.recoveryCodes.use(account.id, code.selector, now) : undefined;
  tellOfCode(needs.later, asked, 'recovery', left !== undefined);
  if (left === undefined) {
    await askWhoGuesses(needs, { ...asked, tries: attempt.tries });
    return { kind: 'wrong', tries: attempt.tries };
  }
  tellOfUse(needs.later, asked, left);
  return { kind: 'right', proof: { method: 'recovery', at: now, accountId: account.id } };
}

/** Verified against a decoy where there is none, in the same time. */
async function isOnesOwn(
  { counters, recoveryCodes, hasher }: RecoveryProofNeeds,
  accountId: string,
  { selector, secret }: RecoveryCode,
): Promise<boolean> {
  const kept = await recoveryCodes.find(accountId, selector);
  try {
    return await hasher.verify(kept, [secret]);
  } catch (error) {
    // Where too much is under way nothing was looked at, and nobody loses a try by it.
    if (error instanceof BusyError) await giveBackTry(counters, accountId);
    throw error;
  }
}

async function giveBackTry(counters: RecoveryProofNeeds['counters'], accountId: string): Promise<void> {
  await giveBackCodeTry(counters, accountId);
  await counters.giveBack([keyOf(accountId)]);
}

async function countTry(counters: RecoveryProofNeeds['counters'], accountId: string, now: number): Promise<CodeTry> {
  const key = keyOf(accountId);
  const [count] = await counters.reserve([{ key, remember: TRIES.remember, ceiling: TRIES.most }], now);
  if (count === undefined) {
    const [state] = await counters.inspect([key], now);
    return { kind: 'wait', until: state?.forgottenAt ?? now };
  }
  const attempt = await countCodeTry(counters, accountId, now);
  if (attempt.kind !== 'open') await counters.giveBack([key]);
  return attempt;
}

function keyOf(accountId: string): string {
  return `recovery|${accountId}`;
}

function tellOfUse(later: Later, { organisation, account, device, audit, now }: TypedRecoveryCode, left: number): void {
  const whom = { organisation: account.organisationId, account: account.id, actor: 'person', ...audit } as const;
  later('recovery code used', (ports) => ports.audit.record({ event: 'recovery-code.used', left, ...whom, at: now }));
  later('misses of recovery codes forgotten', ({ counters }) => counters.clear([keyOf(account.id)]));
  if (!isReachable(account)) return;
  const letter = letterTo(organisation, account, { kind: 'recovery-code-used', used: { at: now, device }, left });
  later('recovery code told', ({ outbox }) => outbox.post(letter, now));
}
