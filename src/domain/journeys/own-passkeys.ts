// Passkeys that people add, rename and take away themselves (R14.7): in the middle of a sign-in that asks for one, and on the
// pages of the account. Ends what was open elsewhere and tells the owner; never decides whether somebody is fresh enough.
import type { SpentChallenges } from '../challenge/ports.ts';
import { secondStep } from '../factors/demand.ts';
import type { TwoStepFacts } from '../factors/facts.ts';
import type { NewPasskey, PasskeyUse } from '../factors/passkey.ts';
import type { PasskeyCeremonies, Passkeys, RecoveryCodes, TwoSteps } from '../factors/ports.ts';
import { type Organisation, twoStepRules } from '../organisations/organisation.ts';
import type { Proof } from './journey.ts';
import { changed, type FactorPorts, hasAny, type OwnChange, provedAsWell, repairFactorName, whoOf } from './own-factors.ts';
import type { SignInFacts, SignInRecords } from './ports.ts';
import { spendChallenge } from './verify-passkey.ts';

/** What changing writes to, in one transaction. */
export interface PasskeyPorts extends FactorPorts {
  readonly passkeys: Pick<Passkeys, 'insert' | 'rename' | 'remove'>;
  readonly twoSteps: Pick<TwoSteps, 'used' | 'hold'>;
  readonly recoveryCodes: Pick<RecoveryCodes, 'clear' | 'hide'>;
  readonly signInRecords: Pick<SignInRecords, 'factsOf'>;
}

/** What renaming and removing need. */
export interface PasskeyChangeNeeds {
  readonly work: <T>(step: (ports: PasskeyPorts) => Promise<T>) => Promise<T>;
}

/** What adding needs. */
export interface PasskeyAddNeeds extends PasskeyChangeNeeds {
  readonly ceremonies: Pick<PasskeyCeremonies, 'readAnswer' | 'openChallenge' | 'checkNew'>;
  readonly spentChallenges: Pick<SpentChallenges, 'spend'>;
}

/** A passkey that was made in the browser. */
export interface AddedPasskey extends OwnChange {
  /** What the account had before. */
  readonly facts: TwoStepFacts;
  readonly answer: string;
  readonly use: PasskeyUse;
  /** What the person calls it; may be empty. */
  readonly name: string;
  /** Only while the account has no factor at all: a sign-in that proved a password alone can add no second one. */
  readonly first: boolean;
}

/** What came of adding. */
export type PasskeyAdded =
  | { readonly kind: 'added'; readonly proof: Proof }
  /** Its challenge was answered before, or too late. */
  | { readonly kind: 'old' }
  /** It cannot be taken: not made for here, nobody verified, or a way of signing that we do not know. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'name-long' }
  /** The account has as many as it may have, or this one is somebody's already. */
  | { readonly kind: 'full' };

/** Adds a passkey (WebAuthn level 3 §7.1). Its owner was verified when it was made, so it proves what using it would. */
export async function addPasskey(needs: PasskeyAddNeeds, asked: AddedPasskey): Promise<PasskeyAdded> {
  const { account, use, now } = asked;
  const name = repairFactorName(asked.name);
  if (name === undefined) return { kind: 'name-long' };
  const answer = needs.ceremonies.readAnswer(asked.answer);
  if (!answer) return { kind: 'refused' };
  if (!(await spendChallenge(needs, answer, use, now))) return { kind: 'old' };
  const made = await needs.ceremonies.checkNew(asked.answer);
  if (!made) return { kind: 'refused' };
  const proof = { method: 'passkey', at: now, accountId: account.id, factorId: made.id, multiDevice: made.multiDevice } as const;
  const isAdded = await needs.work((ports) => add(ports, asked, { ...made, name }, proof));
  return isAdded ? { kind: 'added', proof } : { kind: 'full' };
}

async function add(ports: PasskeyPorts, asked: AddedPasskey, made: NewPasskey & { readonly name: string }, proof: Proof): Promise<boolean> {
  const { account, facts, first, now } = asked;
  if (!(await ports.passkeys.insert({ ...made, accountId: account.id, createdAt: now, usedAt: now }, first))) return false;
  await ports.twoSteps.used(account.id, 'passkey');
  await changed(ports, asked, hasAny(facts) ? 'passkey-added' : 'on');
  await provedAsWell(ports.sessions, asked, proof);
  await ports.audit.record({ event: 'factor.added', method: 'passkey', ...whoOf(asked) });
  return true;
}

/** Whether people of this kind may add one: where there is no two-step verification, only beside what they were asked to set up. */
export function mayAddPasskey(
  organisation: Organisation,
  { account, twoStep }: Pick<SignInFacts, 'account' | 'twoStep'>,
  clientId: string,
): boolean {
  const { methods, mode } = twoStepRules(organisation, account.role, clientId);
  return methods.some((method) => method === 'passkey') && (mode !== 'off' || hasAny(twoStep));
}

/** Gives one another name. Another person's looks like none (security.md 1.30). */
export async function renamePasskey(
  needs: PasskeyChangeNeeds,
  change: OwnChange & { readonly id: string; readonly name: string },
): Promise<'renamed' | 'unknown' | 'name-long'> {
  const name = repairFactorName(change.name);
  if (name === undefined) return 'name-long';
  return needs.work(async (ports) => {
    if (!(await ports.passkeys.rename(change.account.id, change.id, name))) return 'unknown';
    await ports.audit.record({ event: 'factor.renamed', method: 'passkey', ...whoOf(change) });
    return 'renamed';
  });
}

/**
 * Takes one away, unless a second factor must be there and none would be left; the recovery codes with it where it was the
 * last that they stood in for. From then on it signs nobody in.
 */
export async function removePasskey(
  needs: PasskeyChangeNeeds,
  change: OwnChange & { readonly id: string; readonly clientId: string },
): Promise<'removed' | 'unknown' | 'must-stay'> {
  const { account, id } = change;
  return needs.work(async (ports) => {
    // Held, so that two that are taken away at once are not each the other's last.
    await ports.twoSteps.hold(account.id);
    const before = (await ports.signInRecords.factsOf(account.id))?.twoStep;
    if (!before?.passkeys.includes(id)) return 'unknown';
    const left = { ...before, passkeys: before.passkeys.filter((other) => other !== id) };
    if (isMissed(change, left)) return 'must-stay';
    await ports.passkeys.remove(account.id, id);
    if (left.apps.length + left.passkeys.length === 0) await ports.recoveryCodes.clear(account.id);
    await changed(ports, change, hasAny(left) ? 'passkey-removed' : 'off');
    await ports.audit.record({ event: 'factor.removed', method: 'passkey', ...whoOf(change) });
    return 'removed';
  });
}

/** Who would miss it, by whose rules, and when. */
type MissedBy = Pick<OwnChange, 'organisation' | 'account' | 'now'> & { readonly clientId: string };

/** Whether the next sign-in would have to set something up anew with what is left. */
export function isMissed({ organisation, account, now, clientId }: MissedBy, left: TwoStepFacts): boolean {
  const rules = twoStepRules(organisation, account.role, clientId);
  const asked = { rules, facts: left, reachable: account.email !== undefined, strength: 'none', now } as const;
  const { kind } = secondStep(asked);
  return kind === 'enrol' || kind === 'stuck';
}
