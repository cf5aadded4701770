// Asking for mail by who forgot something (R4, R6): what goes out to whom. The page says the same to everybody before any
// of this is known; here too a stranger costs what a friend costs.
import { newId } from '../../kernel/random.ts';
import { foldedKey, prepareAddress } from '../../kernel/text.ts';
import { type Account, mailLanguage } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { Passwords } from '../credentials/password.ts';
import type { Deed, Mail, MailedLink, Promised } from '../mail/mails.ts';
import type { Letter, Outbox } from '../mail/ports.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import type { Counters } from '../throttle/ports.ts';
import { evenly } from './evenly.ts';
import { drawLink, type IssueNeeds } from './issue.ts';
import type { PasswordPurpose } from './link.ts';
import { passwordMail } from './password-mail.ts';
import type { Links } from './ports.ts';
import {
  accountsMeant,
  byAddress,
  eachWithin,
  isLinked,
  listable,
  type MailRequest,
  type Reachable,
  type WithinLimits,
  withinLimits,
} from './recipients.ts';
import { userNamesMail } from './user-names-mail.ts';

/** What a request for mail writes to, in one transaction. */
export interface AskPorts {
  readonly links: Pick<Links, 'issueAll' | 'decoy'>;
  readonly passwords: Pick<Passwords, 'byAccounts'>;
  readonly outbox: Pick<Outbox, 'postAll'>;
  readonly audit: Pick<Audit, 'recordAll'>;
}

/** What asking needs. */
export interface AskNeeds extends IssueNeeds {
  readonly accounts: Pick<Accounts, 'byUsername' | 'byEmail'>;
  readonly counters: Pick<Counters, 'reserve' | 'raise' | 'giveBack'>;
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
 * activated yet the activation mail, who has no password here that and no link, who is suspended or closed that, once a
 * day. Strangers get nothing, in the same time.
 */
export function askForPassword(needs: AskNeeds, asking: Asking): Promise<void> {
  return evenly(() => writeOfPassword(needs, asking));
}

async function writeOfPassword(needs: AskNeeds, asking: Asking): Promise<void> {
  const { organisation, asked } = asking;
  const { some: meant, hasMore } = listable(await accountsMeant(needs.accounts, organisation, asking.typed));
  const limits = await withinLimits(needs.counters, meant, countedBy(asking, meant));
  const { reached } = limits;
  const passwordless = reached.filter((account) => isLinked(account) && mustUseSingleSignOn(organisation, account));
  const invited = reached.filter((account) => account.state === 'invited' && !passwordless.includes(account));
  const others = byAddress(reached.filter((account) => isLinked(account) && !invited.includes(account)));
  const alreadyCounted = new Set(others.map(([{ email }]) => email));
  const invitedNow = await eachWithin(needs.counters, limits, invited, alreadyCounted, asked.at);
  const linked = [...invitedNow, ...others.flat().filter((account) => !passwordless.includes(account))];
  await needs.work(async (ports) => {
    const linkOf = await linksFor(ports, needs, asking, linked);
    const letters = [
      ...invitedNow.map((account) => letterTo(organisation, account, { kind: 'activation', ...linkOf(account) })),
      ...others.map((accounts) => {
        const { account, mail } = passwordMail(asking, accounts, linkOf, hasMore(accounts[0].email));
        return letterTo(organisation, account, mail);
      }),
      ...insteadOf('password-reset', asking, limits),
    ];
    const recorded = linked.map((account) => ({ account: account.id, purpose: purposeFor(account) }));
    await write(ports, asking, letters, [
      ...recorded,
      ...passwordless.map(({ id }) => ({ account: id, purpose: 'single-sign-on' as const })),
    ]);
  });
}

/**
 * Sends the user names on an address to that address, of those who can sign in or activate (R6.1, R6.2). Who has it
 * written otherwise may have another mailbox: each mail goes to an address as it is stored, with the names on that.
 */
export function askForUserNames(needs: AskNeeds, asking: Asking): Promise<void> {
  return evenly(() => writeOfUserNames(needs, asking));
}

async function writeOfUserNames(needs: AskNeeds, asking: Asking): Promise<void> {
  const { organisation } = asking;
  const meant = await accountsMeant(needs.accounts, organisation, asking.typed);
  const address = prepareAddress(asking.typed);
  const onIt = meant.filter(({ emailKey }) => emailKey !== undefined && emailKey === address?.key);
  const { some: onAddress, hasMore } = listable(onIt);
  const limits = await withinLimits(needs.counters, onAddress, countedBy(asking, onAddress));
  const listed = byAddress(limits.reached.filter(isLinked));
  // Asked of a stranger as well: it takes its time.
  const signedInAt = await needs.audit.lastSignIns(listed.length > 0 ? listed.flat().map(({ id }) => id) : [typedKey(asking)]);
  await needs.work(async (ports) => {
    const lists = listed.map((group) => {
      const mail = userNamesMail(organisation, group, { found: onIt, signedInAt, more: hasMore(group[0].email) });
      return letterTo(organisation, group[0], mail);
    });
    const recorded = listed.flat().map(({ id }) => ({ account: id, purpose: 'user-names' as const }));
    await write(ports, asking, [...lists, ...insteadOf('user-names', asking, limits)], recorded);
  });
}

function countedBy(asking: Asking, meant: readonly Account[]): MailRequest {
  const { counted, asked, organisation, typed } = asking;
  const tellsStrangers = meant.length === 0 && organisation.policy.unknownAddressMail && prepareAddress(typed) !== undefined;
  return { typedKey: typedKey(asking), counted, tellsStrangers, now: asked.at };
}

function typedKey({ organisation, typed }: Asking): string {
  return `${organisation.id}|${prepareAddress(typed)?.key ?? foldedKey(typed)}`;
}

function purposeFor({ state }: Reachable): PasswordPurpose {
  return state === 'invited' ? 'activation' : 'password-reset';
}

/** A link for each of the accounts, in as many statements for ten as for one; for nobody into rows that are gone in a minute. */
async function linksFor(
  ports: AskPorts,
  needs: IssueNeeds,
  { organisation, asked }: Asking,
  accounts: readonly Reachable[],
): Promise<(account: Reachable) => MailedLink> {
  const ids = accounts.map(({ id }) => id);
  const passwords = await ports.passwords.byAccounts(ids.length > 0 ? ids : [newId()]);
  const changedAt = new Map(passwords.map((password) => [password.accountId, password.changedAt]));
  const drawn = accounts.map((account) =>
    drawLink(needs, { purpose: purposeFor(account), organisation, account, passwordChangedAt: changedAt.get(account.id), now: asked.at }),
  );
  if (drawn.length > 0) await ports.links.issueAll(drawn.map(({ link }) => link));
  else await ports.links.decoy(newId(), asked.at);
  const mailed = new Map(drawn.map(({ link, mailed }) => [link.accountId, mailed]));
  return ({ id }) => mailed.get(id) ?? unissued();
}

function unissued(): never {
  throw new Error('a letter asked for a link of an account that none was issued for');
}

/** What comes in stead of the promised mail: to who is suspended or closed, that; to who is nobody here, that, where it is said. */
function insteadOf(promised: Promised, { organisation, typed }: Asking, { reached, stranger }: WithinLimits): Letter[] {
  const shut = reached.filter((account) => !isLinked(account));
  const address = stranger ? prepareAddress(typed) : undefined;
  const { preferred } = organisation.languages;
  return [
    ...shut.map((account) => letterTo(organisation, account, { kind: 'account-closed', promised })),
    ...(address
      ? [{ organisation: organisation.id, to: address.text, locale: preferred, mail: { kind: 'no-account', promised } as const }]
      : []),
  ];
}

/** Of whom the audit log is told what. */
interface Recorded {
  readonly account?: string;
  readonly purpose: PasswordPurpose | 'single-sign-on' | 'user-names' | 'nothing';
}

/** Where nobody is written to as much is written as for somebody, into a row that is gone in a minute. */
async function write(ports: AskPorts, asking: Asking, letters: readonly Letter[], mailed: readonly Recorded[]): Promise<void> {
  const { organisation, audit, asked } = asking;
  if (letters.length > 0) await ports.outbox.postAll(letters, asked.at);
  else await ports.links.decoy(newId(), asked.at);
  const recorded: readonly Recorded[] = mailed.length > 0 ? mailed : [{ purpose: 'nothing' }];
  const common = { event: 'link.asked', organisation: organisation.id, actor: 'person', ...audit, at: asked.at } as const;
  await ports.audit.recordAll(recorded.map((each) => ({ ...common, ...each })));
}

/** A letter to an account's stored address, in the person's language where it is known (security.md 1.18). */
export function letterTo(organisation: Organisation, account: Reachable, mail: Mail): Letter {
  return { organisation: organisation.id, account: account.id, to: account.email, locale: mailLanguage(account, organisation), mail };
}
