// Another mail address, confirmed by both: whoever holds the new one, and whoever holds the old one (security.md 1.19, 2.2).
// Who has taken over a session cannot take the mailbox from its owner, and nobody's mailbox is named that is not theirs.
import type { Account } from '../accounts/account.ts';
import { isUsable } from '../accounts/account.ts';
import type { AuditContext } from '../audit/events.ts';
import { letterTo } from '../links/ask.ts';
import type { EmailChange } from '../links/email-change.ts';
import { type IssueNeeds, issueLink } from '../links/issue.ts';
import type { EmailPurpose } from '../links/link.ts';
import { isReachable } from '../links/recipients.ts';
import type { Deed } from '../mail/mails.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Ports, Work } from '../ports.ts';
import { limited } from '../throttle/mail-limits.ts';
import { endElsewhere, type KeptHere } from './end-elsewhere.ts';

/** What asking needs. */
export interface AskEmailNeeds extends IssueNeeds {
  readonly counters: Pick<Ports['counters'], 'reserve' | 'giveBack'>;
  readonly work: Work;
}

/** Which address is to take the present one's place, and who asks in which browser. */
export interface AskingEmail {
  readonly organisation: Organisation;
  readonly account: Account;
  readonly address: { readonly text: string; readonly key: string };
  readonly asked: Deed;
  readonly audit: Pick<AuditContext, 'address'>;
}

/**
 * Mails a link to the new address and one to the old, each for 24 hours; an earlier wish is over with it. `too-often`: the
 * account has had enough mail sent. Where the new address itself has had enough, nothing goes there, and nobody is told:
 * whoever else uses it is not the asker's business (security.md 2.4).
 */
export async function askEmailChange(needs: AskEmailNeeds, asking: AskingEmail): Promise<'asked' | 'too-often'> {
  const { account, address, asked, organisation, audit } = asking;
  const own = [limited('account', account.id), limited('accountDay', account.id)];
  const wanted = [...own, limited('address', address.text)];
  const counts = await needs.counters.reserve(wanted, asked.at);
  const raised = wanted.filter((_, at) => counts[at] !== undefined).map(({ key }) => key);
  if (own.some(({ key }) => !raised.includes(key))) {
    await needs.counters.giveBack(raised);
    return 'too-often';
  }
  await needs.work(async (ports) => {
    await ports.accounts.hold(account.id);
    const [newLink, oldLink] = [await linkFor(ports, needs, asking, 'email-new'), await linkToOld(ports, needs, asking)];
    const letter = letterTo(organisation, { ...account, email: address.text, emailKey: address.key }, { kind: 'email-new', ...newLink });
    if (raised.length === wanted.length) await ports.outbox.post(letter, asked.at);
    const links = { newLink: newLink.link, oldLink: oldLink?.link };
    await ports.emailChanges.put({ accountId: account.id, email: address.text, emailKey: address.key, ...links, askedAt: asked.at });
    const whom = { organisation: organisation.id, account: account.id, actor: 'person', ...audit } as const;
    await ports.audit.record({ event: 'email.change-asked', ...whom, at: asked.at });
  });
  return 'asked';
}

/** Who has an address must agree there; who has none yet, need not. */
async function linkToOld(ports: Ports, needs: IssueNeeds, asking: AskingEmail) {
  const { account, organisation, address, asked } = asking;
  if (!isReachable(account)) return undefined;
  const link = await linkFor(ports, needs, asking, 'email-old');
  await ports.outbox.post(letterTo(organisation, account, { kind: 'email-old', email: address.text, asked, ...link }), asked.at);
  return link;
}

/** Bound to the address and the password of this moment: whatever of them changes ends it. */
async function linkFor(ports: Ports, needs: IssueNeeds, { account, organisation, asked }: AskingEmail, purpose: EmailPurpose) {
  const passwordChangedAt = (await ports.passwords.byAccount(account.id))?.changedAt;
  const bound = { ...account, emailKey: account.emailKey ?? '' };
  return issueLink(ports.links, needs, { purpose, organisation, account: bound, passwordChangedAt, now: asked.at });
}

/** A link of such a wish, pressed: by whom, where and when. */
export interface Answering {
  readonly organisation: Organisation;
  readonly change: EmailChange;
  readonly side: 'new' | 'old';
  readonly asked: Deed;
  /** The person's own session, where this is their browser: it stays. */
  readonly kept: KeptHere | undefined;
  readonly audit: Pick<AuditContext, 'address'>;
}

/**
 * Agrees for one of the two addresses, once; with the second the account has the new address, what stood on the old one is
 * over, and both are told. `dead`: the wish or its link is no more.
 */
export async function confirmEmail({ work }: { readonly work: Work }, answering: Answering): Promise<'waiting' | 'changed' | 'dead'> {
  const { change, side, asked } = answering;
  return work(async (ports) => {
    const account = await ports.accounts.hold(change.accountId);
    const present = await ports.emailChanges.find(change.accountId);
    const id = side === 'new' ? change.newLink : change.oldLink;
    if (!account || !isUsable(account) || id === undefined || !present || present.newLink !== change.newLink) return 'dead';
    if (present.state !== 'open' || !(await ports.links.use(id, asked.at))) return 'dead';
    await ports.emailChanges.confirm(change.accountId, side, asked.at);
    const both =
      side === 'new' ? present.oldLink === undefined || present.oldConfirmedAt !== undefined : present.newConfirmedAt !== undefined;
    if (!both) return 'waiting';
    await replaceAddress(ports, account, answering);
    return 'changed';
  });
}

async function replaceAddress(ports: Ports, before: Account, { organisation, change, asked, kept, audit }: Answering): Promise<void> {
  const { email, emailKey } = change;
  const now = asked.at;
  const after = { ...before, email, emailKey, emailVerified: true, updatedAt: now };
  await ports.accounts.update(after);
  await ports.emailChanges.end(before.id, 'done');
  await endElsewhere(ports, after, { why: 'address-changed', kept, now });
  // Its holder has just shown that mail arrives there (R9.5).
  await ports.outbox.lift(email);
  const whom = { organisation: organisation.id, account: before.id, actor: 'person', ...audit } as const;
  await ports.audit.record({ event: 'email.changed', ...whom, at: now });
  const mail = { kind: 'email-changed', email, changed: asked } as const;
  await ports.outbox.post(letterTo(organisation, after, mail), now);
  if (isReachable(before)) await ports.outbox.post(letterTo(organisation, before, mail), now);
}

/** Stops a wish: its links do nothing from now on. Returns whether it was still open. */
export async function stopEmailChange({ work }: { readonly work: Work }, answering: Omit<Answering, 'kept' | 'side'>): Promise<boolean> {
  const { organisation, change, asked, audit } = answering;
  return work(async (ports) => {
    const present = await ports.emailChanges.find(change.accountId);
    if (present?.state !== 'open' || present.newLink !== change.newLink) return false;
    await ports.emailChanges.end(change.accountId, 'stopped');
    const whom = { organisation: organisation.id, account: change.accountId, actor: 'person', ...audit } as const;
    await ports.audit.record({ event: 'email.change-stopped', ...whom, at: asked.at });
    return true;
  });
}
