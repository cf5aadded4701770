// Choosing a new password, forced or of free will (R13.3, R13.7): the rules, and all that ends with the old one.
import { preparePassword } from '../../kernel/text.ts';
import { type Account, namesAround } from '../accounts/account.ts';
import type { AuditContext, AuditEvent } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { Passwords } from '../credentials/password.ts';
import { FORMER_KEPT, newPasswordFaults, type PasswordRules, passwordFaults } from '../credentials/password-rules.ts';
import type { CommonPasswords, Hasher, PasswordHash } from '../credentials/ports.ts';
import type { Fault } from '../fault.ts';
import { noticeChange } from '../links/notice-change.ts';
import type { Device } from '../mail/device.ts';
import type { Outbox } from '../mail/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { codesClearedByNewPassword } from '../throttle/code-tries.ts';
import { clearedByNewPassword } from '../throttle/gate.ts';
import { accountKey } from '../throttle/limits.ts';
import type { Counters } from '../throttle/ports.ts';
import { type Ending, type EndingPorts, endElsewhere, type KeptHere } from './end-elsewhere.ts';

/** What a renewal writes to, all in one transaction. */
export interface RenewalPorts extends EndingPorts {
  readonly passwords: Pick<Passwords, 'byAccount' | 'set'>;
  readonly counters: Pick<Counters, 'clear'>;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** What a renewal needs. */
export interface RenewalNeeds {
  readonly passwords: Pick<Passwords, 'byAccount' | 'history'>;
  readonly hasher: Pick<Hasher, 'hash' | 'verify'>;
  readonly common: CommonPasswords;
  readonly work: <T>(step: (ports: RenewalPorts) => Promise<T>) => Promise<T>;
}

/** A new password, by whom, and why. `now` is epoch milliseconds. */
export interface Renewing {
  readonly organisation: Organisation;
  readonly account: Account;
  readonly password: string;
  /** When the password was chosen that this one takes the place of. */
  readonly chosenAt: number;
  readonly because: Extract<AuditEvent, { readonly event: 'password.changed' }>['because'];
  /** The person's own session, which stays (`settled.md` 38). */
  readonly kept: KeptHere | undefined;
  /** As in `Ending`. */
  readonly stamp?: number | undefined;
  readonly audit: Pick<AuditContext, 'client' | 'trace' | 'address'>;
  /** In which browser: the notice says so. */
  readonly device: Device;
  /** Says what is wrong and changes nothing: the form has a fault of its own besides. */
  readonly onlyLook: boolean;
  readonly now: number;
}

/** What came of it. `overtaken`: the password was changed elsewhere meanwhile, and nothing was done here. */
export type RenewalResult =
  | { readonly kind: 'renewed'; readonly chosenAt: number }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  | { readonly kind: 'overtaken' };

/** What a new password of this account must be. */
export function rulesFor(organisation: Organisation, account: Account, common: CommonPasswords): PasswordRules {
  return { least: organisation.policy.passwordLength, names: namesAround(account, organisation), common };
}

/** What can be said of a new password to who has not proved the present one: nothing that any hash tells. */
export function plainFaults(
  needs: Pick<RenewalNeeds, 'common'>,
  renewing: Pick<Renewing, 'organisation' | 'account' | 'password'>,
): Fault[] {
  return passwordFaults(renewing.password, rulesFor(renewing.organisation, renewing.account, needs.common));
}

/**
 * Puts a new password in the place of the present one, which must have been proved. Ends the account's other sessions,
 * refresh tokens, grants, finished sign-ins, mailed links and known browsers in the same transaction (security.md 1.19, `settled.md`
 * 38). Returns all faults at once where it is refused. May throw `BusyError`, and `OvertakenError` like `endElsewhere`.
 */
export async function renewPassword(needs: RenewalNeeds, renewing: Renewing): Promise<RenewalResult> {
  const { account, organisation, password, now } = renewing;
  const present = await needs.passwords.byAccount(account.id);
  if (present?.changedAt !== renewing.chosenAt) return { kind: 'overtaken' };
  const earlier = [present, ...(await needs.passwords.history(account.id))];
  const faults = await newPasswordFaults(needs.hasher, password, rulesFor(organisation, account, needs.common), earlier);
  const prepared = preparePassword(password);
  if (faults.length > 0 || typeof prepared === 'string' || renewing.onlyLook) return { kind: 'refused', faults };
  const hash = await needs.hasher.hash(prepared.text);
  return needs.work((ports) => replace(ports, renewing, { hash, now }));
}

async function replace(
  ports: RenewalPorts,
  renewing: Renewing,
  { hash, now }: { readonly hash: PasswordHash; readonly now: number },
): Promise<RenewalResult> {
  const { account, because, kept, stamp } = renewing;
  const present = await ports.passwords.byAccount(account.id);
  if (present?.changedAt !== renewing.chosenAt) return { kind: 'overtaken' };
  await putPassword(ports, account, { hash, kept, stamp, now });
  const whom = { organisation: account.organisationId, account: account.id, ...renewing.audit };
  await ports.audit.record({ event: 'password.changed', because, actor: 'person', ...whom, at: now });
  await noticeChange(ports.outbox, renewing.organisation, account, { at: now, device: renewing.device });
  return { kind: 'renewed', chosenAt: now };
}

/** The new password, and the end of all that the old one or none had opened (security.md 1.19). Throws `OvertakenError` like `endElsewhere`. */
export async function putPassword(
  ports: Omit<RenewalPorts, 'audit' | 'outbox'>,
  account: Account,
  { hash, ...ending }: { readonly hash: PasswordHash } & Omit<Ending, 'why'>,
): Promise<void> {
  await ports.passwords.set({ ...hash, accountId: account.id, changedAt: ending.now, mustChange: false }, FORMER_KEPT);
  await endElsewhere(ports, account, { ...ending, why: 'password-changed' });
  const key = accountKey(account.organisationId, account.usernameKey);
  await ports.counters.clear([...clearedByNewPassword(key), ...codesClearedByNewPassword(account.id)]);
}
