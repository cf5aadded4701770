// What people change of their own two-step verification, in a sign-in or on the pages of the account (R14.7): everything that
// is changed ends what was open elsewhere, is told to its owner and is in the audit log (security.md 1.19).
import { repairUserName } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import { FACTOR_NAME_MOST } from '../factors/app.ts';
import type { TwoStepFacts } from '../factors/facts.ts';
import type { AppFactors, RecoveryCodes, TwoSteps } from '../factors/ports.ts';
import { noticeTwoStep } from '../links/notice-two-step.ts';
import type { Device } from '../mail/device.ts';
import type { TwoStepChange } from '../mail/mails.ts';
import type { Outbox } from '../mail/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { type EndingPorts, endElsewhere, type KeptHere } from './end-elsewhere.ts';
import type { Proof } from './journey.ts';
import type { ProvedSessions, SignInRecords } from './ports.ts';

/** What every such change writes to, in one transaction. */
export interface FactorPorts extends EndingPorts {
  readonly outbox: Pick<Outbox, 'post'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly sessions: Pick<ProvedSessions, 'endAll' | 'find' | 'save'>;
}

/** Who changes something of the own two-step verification, where and when. */
export interface OwnChange {
  readonly organisation: Organisation;
  readonly account: Account;
  /** The person's own session, which stays. */
  readonly kept: KeptHere | undefined;
  /** As in `Ending`. */
  readonly stamp?: number | undefined;
  readonly audit: Pick<AuditContext, 'client' | 'trace' | 'address'>;
  readonly device: Device;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Ends what was open elsewhere and tells the owner: the same whatever changed. Throws `OvertakenError` like `endElsewhere`. */
export async function changed(ports: FactorPorts, change: OwnChange, told: TwoStepChange): Promise<void> {
  const { account, kept, stamp, device, now } = change;
  await endElsewhere(ports, account, { why: 'factor-changed', kept, stamp, now });
  await noticeTwoStep(ports.outbox, change, told, { at: now, device });
}

/**
 * The person's own session, which stays, was proved by what was just added to the account as well: it is asked for nothing
 * more (`settled.md` 38).
 */
export async function provedAsWell(sessions: FactorPorts['sessions'], { kept }: Pick<OwnChange, 'kept'>, proof: Proof): Promise<void> {
  const session = kept && (await sessions.find(kept.uid));
  if (session?.accountId === proof.accountId) await sessions.save({ ...session, proofs: [...session.proofs, proof] });
}

/** Whom and when, for the audit log. */
export function whoOf({ account, audit, now }: OwnChange) {
  return { organisation: account.organisationId, account: account.id, actor: 'person', ...audit, at: now } as const;
}

/** Whether two-step verification is on for whatever reason. */
export function hasAny({ apps, passkeys, byMailSince }: TwoStepFacts): boolean {
  return apps.length + passkeys.length > 0 || byMailSince !== undefined;
}

/** What changing apps writes to. */
export interface OwnAppPorts extends FactorPorts {
  readonly appFactors: Pick<AppFactors, 'rename' | 'remove'>;
  readonly twoSteps: Pick<TwoSteps, 'hold'>;
  readonly recoveryCodes: Pick<RecoveryCodes, 'clear' | 'hide'>;
  readonly signInRecords: Pick<SignInRecords, 'factsOf'>;
}

/** What changing apps needs. */
export interface OwnAppNeeds {
  readonly work: <T>(step: (ports: OwnAppPorts) => Promise<T>) => Promise<T>;
}

/** A typed name of an app or passkey as it is kept; undefined for one that is too long. */
export function repairFactorName(typed: string): string | undefined {
  const { text } = repairUserName(typed);
  return [...text].length > FACTOR_NAME_MOST ? undefined : text.trim();
}

/** Gives an app another name. False where the account has no such app. */
export async function renameApp(needs: OwnAppNeeds, change: OwnChange, id: string, name: string): Promise<boolean> {
  return needs.work(async (ports) => {
    if (!(await ports.appFactors.rename(change.account.id, id, name))) return false;
    await ports.audit.record({ event: 'factor.renamed', method: 'app', ...whoOf(change) });
    return true;
  });
}

/** What came of taking an app away. `kept`: it is the last factor, and one is required. */
export type AppRemoved = 'removed' | 'unknown' | 'kept';

/**
 * Takes an app away; its recovery codes with it where it was the last factor they stood in for. `required`: the organisation
 * asks for a factor, so the last one stays.
 */
export async function removeApp(needs: OwnAppNeeds, change: OwnChange, id: string, required: boolean): Promise<AppRemoved> {
  const { account } = change;
  return needs.work(async (ports) => {
    // Held, so that two that are taken away at once are not each the other's last.
    await ports.twoSteps.hold(account.id);
    const before = (await ports.signInRecords.factsOf(account.id))?.twoStep;
    if (!before?.apps.includes(id)) return 'unknown';
    const isLast = before.apps.length + before.passkeys.length === 1;
    if (isLast && required) return 'kept';
    await ports.appFactors.remove(account.id, id);
    if (isLast) await ports.recoveryCodes.clear(account.id);
    await changed(ports, change, isLast && before.byMailSince === undefined ? 'off' : 'app-removed');
    await ports.audit.record({ event: 'factor.removed', method: 'app', ...whoOf(change) });
    return 'removed';
  });
}
