// Inviting people (R7.1, R7.9, R18.1): the activation mail, the first time and again. The link and the letter are written
// in one transaction; an older link of the same account ends with it.
import type { Account } from '../accounts/account.ts';
import { type Fault, type Outcome, refused } from '../fault.ts';
import { letterTo } from '../links/ask.ts';
import { healingOf } from '../links/heal.ts';
import { type IssueNeeds, type Issuing, issueLink } from '../links/issue.ts';
import { isReachable, type Reachable } from '../links/recipients.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';
import type { CheckSender } from '../sender/ports.ts';
import { limitKey } from '../throttle/mail-limits.ts';
import { type Acting, auditRow } from './acting.ts';

/** Inviting also makes links. */
export interface ActingOnInvitations extends Acting {
  readonly mailedLinks: IssueNeeds;
  /** Whether who receives our mail can see that it is ours (R9.1); undefined where none of it leaves the machine. */
  readonly checkSender?: CheckSender | undefined;
}

/** How an invitation goes out. */
export interface Invitation {
  /** Not handed over before, epoch milliseconds (R18.1); at once where absent. */
  readonly notBefore?: number | undefined;
  /** Also to who has been invited already: without, nobody gets two by a slip. */
  readonly again?: boolean | undefined;
  /** The contact person's name, for the mail. */
  readonly invitedBy?: string | undefined;
}

/** Whom, where and when: a link is made of it where there is one. */
type Inviting = Issuing & { readonly account: Reachable };

const ALREADY: Fault = { field: 'account', code: 'conflict', detail: 'has been invited already: have the mail sent again' };
const UNKNOWN: Fault = { field: 'account', code: 'unknown', detail: 'is not an account' };
/** An invitation goes to an address. */
export const NO_ADDRESS: Fault = { field: 'email', code: 'missing', detail: 'is needed: the invitation is mailed' };

/**
 * Mails an account that has not activated yet its activation link; the one before it ends (R7.9). Who signs in through the organisation's
 * own identity provider needs none: their mail says where (R17.2). Returns the account, or all faults.
 */
export async function inviteAccount(acting: ActingOnInvitations, id: string, invitation: Invitation = {}): Promise<Outcome<Account>> {
  return acting.work(async (ports) => {
    const found = await ports.accounts.withOrganisation(id);
    return found ? invite(acting, ports, found, invitation) : refused(UNKNOWN);
  });
}

/** The same inside a transaction under way, for whoever makes accounts and invites them in one. */
export async function invite(
  acting: ActingOnInvitations,
  ports: Ports,
  { account, organisation }: { readonly account: Account; readonly organisation: Organisation },
  invitation: Invitation,
): Promise<Outcome<Account>> {
  const faults: Fault[] = [];
  if (account.state !== 'invited')
    faults.push({ field: 'state', code: 'conflict', detail: `is ${account.state}: only who has not activated is invited` });
  if (!isReachable(account)) return refused(...faults, NO_ADDRESS);
  if (faults.length > 0) return refused(...faults);
  const now = acting.clock.now();
  const issuing: Inviting = { purpose: 'activation', organisation, account, passwordChangedAt: undefined, now };
  const send = mustUseSingleSignOn(organisation, account) ? inviteByMail : inviteByLink;
  if (!(await send(acting, ports, issuing, invitation))) return refused(ALREADY);
  // Somebody has looked at it: from here on it may heal three times again.
  await ports.counters.clear([limitKey('healing', healingOf(account.id, 'activation'))]);
  const whom = { organisation: organisation.id, account: account.id };
  await ports.audit.record(auditRow(acting, now, { event: 'account.invited' }, whom));
  return { done: true, value: account };
}

/** Returns whether it was sent: not where there has been a link already. */
async function inviteByLink(acting: ActingOnInvitations, ports: Ports, issuing: Inviting, invitation: Invitation): Promise<boolean> {
  const { organisation, account, now } = issuing;
  const { notBefore, invitedBy, again } = invitation;
  if (!again && (await ports.links.newest(account.id, 'activation'))) return false;
  const passwordChangedAt = (await ports.passwords.byAccount(account.id))?.changedAt;
  const link = await issueLink(ports.links, acting.mailedLinks, { ...issuing, passwordChangedAt, notBefore });
  await ports.outbox.post({ ...letterTo(organisation, account, { kind: 'activation', invitedBy, ...link }), notBefore }, now);
  return true;
}

/** The same without one: whether there has been an invitation, the log alone knows. */
async function inviteByMail(_acting: ActingOnInvitations, ports: Ports, issuing: Inviting, invitation: Invitation): Promise<boolean> {
  const { organisation, account, now } = issuing;
  const { notBefore, invitedBy, again } = invitation;
  const [before] = await ports.audit.history(account.id, { since: 0, skip: 0, limit: 1, events: ['account.invited'] });
  if (before && !again) return false;
  await ports.outbox.post({ ...letterTo(organisation, account, { kind: 'single-sign-on-invited', invitedBy }), notBefore }, now);
  return true;
}
