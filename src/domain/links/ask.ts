// Asking for mail by who forgot something (R4, R6): what goes out to whom. The page says the same to everybody before any
// of this is known; here too a stranger costs what a friend costs.
import { newId } from '../../kernel/random.ts';
import { foldedKey, prepareAddress } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { Passwords } from '../credentials/password.ts';
import type { AccountLink, Deed, Mail, Promised } from '../mail/mails.ts';
import type { Outbox } from '../mail/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import type { Counters } from '../throttle/ports.ts';
import { type IssueNeeds, issueLink } from './issue.ts';
import type { PasswordPurpose } from './link.ts';
import type { Links } from './ports.ts';
import { accountsMeant, byAddress, eachWithin, isLinked, listable, type MailRequest, type Reachable, withinLimits } from './recipients.ts';
import { userNamesMail } from './user-names-mail.ts';

/** What a request for mail writes to, in one transaction. */
export interface AskPorts {
  readonly links: Pick<Links, 'issue' | 'decoy'>;
  readonly passwords: Pick<Passwords, 'byAccount'>;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** What asking needs. */
export interface AskNeeds extends IssueNeeds {
  readonly accounts: Pick<Accounts, 'byUsername' | 'byEmail'>;
  readonly counters: Pick<Counters, 'reserve' | 'giveBack'>;
  readonly audit: Pick<Audit, 'lastSignIns'>;
  readonly work: <T>(step: (ports: AskPorts) => Promise<T>) => Promise<T>;
}

/** What was typed where, by whom. */
export interface Asking {
  readonly organisation: Organisation;
  readonly typed: string;
  /** When, and in which browser: the mail says so. */
  readonly asked: Deed;
  readonly counted: CountedNetwork | undefined;
  readonly audit: Pick<AuditContext, 'trace' | 'address'>;
}

/**
 * Sends who is meant by a user name or address a link for a new password (R4.1, R4.4, `settled.md` 33–35): who has not
 * activated yet the activation mail, who is suspended or closed that, once a day. Strangers get nothing, in the same time.
 */
export async function askForPassword(needs: AskNeeds, asking: Asking): Promise<void> {
  const { organisation, asked } = asking;
  const { some: meant, hasMore } = listable(await accountsMeant(needs.accounts, organisation, asking.typed));
  const { reached, stranger } = await withinLimits(needs.counters, meant, countedBy(asking, meant));
  const active = byAddress(reached.filter(({ state }) => state === 'active'));
  const alreadyCounted = new Set(active.map(([{ email }]) => email));
  const invited = reached.filter(({ state }) => state === 'invited');
  const invitedNow = await eachWithin(needs.counters, invited, alreadyCounted, asked.at);
  await needs.work(async (ports) => {
    for (const account of invitedNow) await inviteAgain(ports, needs, asking, account);
    for (const accounts of active) await mailResets(ports, needs, asking, accounts, hasMore(accounts[0].email));
    const shut = await tellShut(ports, asking, reached, 'password-reset');
    await forStrangers(ports, asking, { links: reached.some(isLinked), names: false, shut, unknown: stranger && 'password-reset' });
  });
}

/**
 * Sends the user names on an address to that address, of those who can sign in or activate (R6.1, R6.2). Who has it
 * written otherwise may have another mailbox: each mail goes to an address as it is stored, with the names on that.
 */
export async function askForUserNames(needs: AskNeeds, asking: Asking): Promise<void> {
  const { organisation, asked } = asking;
  const meant = await accountsMeant(needs.accounts, organisation, asking.typed);
  const address = prepareAddress(asking.typed);
  const onIt = meant.filter(({ emailKey }) => emailKey !== undefined && emailKey === address?.key);
  const { some: onAddress, hasMore } = listable(onIt);
  const { reached, stranger } = await withinLimits(needs.counters, onAddress, countedBy(asking, onAddress));
  const listed = byAddress(reached.filter(isLinked));
  // Asked of a stranger as well: it takes its time.
  const signedInAt = await needs.audit.lastSignIns(listed.length > 0 ? listed.flat().map(({ id }) => id) : [typedKey(asking)]);
  await needs.work(async (ports) => {
    for (const group of listed) {
      const mail = userNamesMail(organisation, group, { found: onIt, signedInAt, more: hasMore(group[0].email) });
      await ports.outbox.post(letterTo(organisation, group[0], mail), asked.at);
      for (const { id } of group) await recordMailed(ports, asking, id, 'user-names');
    }
    const shut = await tellShut(ports, asking, reached, 'user-names');
    await forStrangers(ports, asking, { links: false, names: listed.length > 0, shut, unknown: stranger && 'user-names' });
  });
}

/** Tells who is suspended or closed that; returns whether there was anybody. */
async function tellShut(ports: AskPorts, asking: Asking, reached: readonly Reachable[], promised: Promised): Promise<boolean> {
  const shut = reached.filter((account) => !isLinked(account));
  for (const account of shut)
    await ports.outbox.post(letterTo(asking.organisation, account, { kind: 'account-closed', promised }), asking.asked.at);
  return shut.length > 0;
}

function countedBy(asking: Asking, meant: readonly Account[]): MailRequest {
  const { counted, asked, organisation, typed } = asking;
  const tellsStrangers = meant.length === 0 && organisation.policy.unknownAddressMail && prepareAddress(typed) !== undefined;
  return { typedKey: typedKey(asking), counted, tellsStrangers, now: asked.at };
}

function typedKey({ organisation, typed }: Asking): string {
  return `${organisation.id}|${prepareAddress(typed)?.key ?? foldedKey(typed)}`;
}

async function inviteAgain(ports: AskPorts, needs: IssueNeeds, asking: Asking, account: Reachable): Promise<void> {
  const link = await linkFor(ports, needs, asking, { account, purpose: 'activation' });
  await ports.outbox.post(letterTo(asking.organisation, account, { kind: 'activation', ...link }), asking.asked.at);
  await recordMailed(ports, asking, account.id, 'activation');
}

/** One mail an address, with a link for each of its accounts (`settled.md` 33). */
async function mailResets(
  ports: AskPorts,
  needs: IssueNeeds,
  asking: Asking,
  accounts: readonly [Reachable, ...Reachable[]],
  more: boolean,
) {
  const links: AccountLink[] = [];
  for (const account of accounts) {
    const link = await linkFor(ports, needs, asking, { account, purpose: 'password-reset' });
    links.push({ ...link, username: account.username });
    await recordMailed(ports, asking, account.id, 'password-reset');
  }
  const mail: Mail = {
    kind: 'password-reset',
    asked: asking.asked,
    accounts: links as [AccountLink, ...AccountLink[]],
    ...(more && { more }),
  };
  await ports.outbox.post(letterTo(asking.organisation, accounts[0], mail), asking.asked.at);
}

async function linkFor(
  ports: AskPorts,
  needs: IssueNeeds,
  { organisation, asked }: Asking,
  { account, purpose }: { readonly account: Reachable; readonly purpose: PasswordPurpose },
) {
  const passwordChangedAt = (await ports.passwords.byAccount(account.id))?.changedAt;
  return issueLink(ports.links, needs, { purpose, organisation, account, passwordChangedAt, now: asked.at });
}

/** What went out: links, user names, that an account is shut, and that an address is nobody's, in stead of which mail. */
interface Sent {
  readonly links: boolean;
  readonly names: boolean;
  readonly shut: boolean;
  readonly unknown: Promised | false;
}

/** Where nobody gets a link as much is read and written as for somebody, into rows that are gone in a minute. */
async function forStrangers(ports: AskPorts, asking: Asking, { links, names, shut, unknown }: Sent): Promise<void> {
  const { organisation, asked, typed } = asking;
  const address = prepareAddress(typed);
  if (unknown && address) {
    const { preferred } = organisation.languages;
    const mail: Mail = { kind: 'no-account', promised: unknown };
    await ports.outbox.post({ organisation: organisation.id, to: address.text, locale: preferred, mail }, asked.at);
  }
  if (links) return;
  const id = newId();
  await ports.passwords.byAccount(id);
  await ports.links.decoy(id, asked.at);
  if (!unknown && !names && !shut) await ports.links.decoy(newId(), asked.at);
  if (!names) await recordMailed(ports, asking, undefined, 'nothing');
}

/** What the audit log is told was asked for. */
type Recorded = PasswordPurpose | 'user-names' | 'nothing';

async function recordMailed(ports: AskPorts, asking: Asking, account: string | undefined, purpose: Recorded): Promise<void> {
  const { organisation, audit, asked } = asking;
  await ports.audit.record({
    event: 'link.asked',
    purpose,
    organisation: organisation.id,
    account,
    actor: 'person',
    ...audit,
    at: asked.at,
  });
}

/** A letter to an account's stored address, in the person's language where it is known (security.md 1.18). */
export function letterTo(organisation: Organisation, account: Reachable, mail: Mail) {
  const { allowed, preferred } = organisation.languages;
  const locale = account.locale && allowed.includes(account.locale) ? account.locale : preferred;
  return { organisation: organisation.id, account: account.id, to: account.email, locale, mail };
}
