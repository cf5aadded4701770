import type { Account } from '../domain/accounts/account.ts';
import { fullName } from '../domain/accounts/account.ts';
import type { Accounts } from '../domain/accounts/ports.ts';
import type { Mail } from '../domain/mail/mails.ts';
import type { ComposedMail, Composer, Mailbox } from '../domain/mail/ports.ts';
import { LANGUAGES, type Language, mustUseSingleSignOn, type Organisation } from '../domain/organisations/organisation.ts';
import type { Organisations } from '../domain/organisations/ports.ts';
import { prepareAddress, repairUserName } from '../kernel/text.ts';
import type { MailFrame, MailHouse, MailRecipient, MailViews } from '../views/mail-models.ts';

/** What letters are composed with. */
export interface ComposerNeeds {
  /** Configured origin, without a slash at the end. */
  readonly issuer: string;
  /** The one address that all mails come from, so that people can search for it (ux.md 1.17). */
  readonly sender: string;
  readonly views: MailViews;
  readonly organisations: Pick<Organisations, 'byId'>;
  readonly accounts: Pick<Accounts, 'byId'>;
}

/** No answering machine answers these, and no mailing list passes them on (RFC 3834 §5; MS-OXCMAIL 2.2.3.2.14). */
const HEADERS = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } as const;

/**
 * Composes letters in the look and with the names of the moment of hand-over. Undefined when the organisation or the
 * account of a letter is no more, or is not the organisation's. Throws for an address that is not exactly one.
 */
export function composer(needs: ComposerNeeds): Composer {
  return {
    async compose({ organisation: id, account: accountId, to, locale, mail }, now) {
      const organisation = id === undefined ? undefined : await needs.organisations.byId(id);
      const account = accountId === undefined ? undefined : await needs.accounts.byId(accountId);
      if (id !== undefined && !organisation) return undefined;
      if (accountId !== undefined && (!account || account.organisationId !== id)) return undefined;
      const language = LANGUAGES.find((known) => known === locale) ?? organisation?.languages.preferred ?? 'nl';
      return composed(needs, { organisation, account, language, to: onlyAddress(to), mail, now });
    },
  };
}

interface Ingredients {
  readonly organisation: Organisation | undefined;
  readonly account: Account | undefined;
  readonly language: Language;
  readonly to: Mailbox;
  readonly mail: Mail;
  readonly now: number;
}

function composed(needs: ComposerNeeds, { organisation, account, language, to, mail, now }: Ingredients): ComposedMail {
  const frame: MailFrame = {
    language,
    ...(organisation && { house: houseOf(needs.issuer, organisation) }),
    rootUrl: `${needs.issuer}/`,
    ...(account && { recipient: recipientOf(account, organisation) }),
    at: now,
  };
  const { subject, text, html } = needs.views.mail(shown(mail), frame);
  const replyTo = organisation && answersTo(organisation);
  return {
    from: { name: shown(needs.views.senderName(organisation, language)), address: needs.sender },
    ...(replyTo && { replyTo }),
    to,
    subject: shown(subject),
    text,
    html,
    headers: HEADERS,
  };
}

function houseOf(issuer: string, { portal, name, look, support, policy }: Organisation): MailHouse {
  const filled = Object.fromEntries(Object.entries(support).filter(([, value]) => value));
  const portalUrl = `${issuer}/${portal}`;
  const anyCase = policy.usernameCase === 'insensitive' && { anyCase: true as const };
  return { name: shown(name), portalUrl, codeUrl: `${portalUrl}/code`, look, support: shown(filled), ...anyCase };
}

function recipientOf(account: Account, organisation: Organisation | undefined): MailRecipient {
  const { givenName, username } = account;
  const singleSignOn = organisation !== undefined && mustUseSingleSignOn(organisation, account);
  return shown({ name: givenName || username, fullName: fullName(account), username, singleSignOn });
}

/** Where answers go (R9.3). */
function answersTo({ policy, support }: Organisation): Mailbox | undefined {
  if (policy.mailReplyTo === 'none') return undefined;
  if (policy.mailReplyTo !== 'contact') return { address: policy.mailReplyTo };
  const { contactName, contactEmail } = support;
  if (!contactEmail) return undefined;
  return { ...(contactName && { name: shown(contactName) }), address: contactEmail };
}

/** An address as it is kept is exactly one, and has no room for a header or a second one (security.md 1.18). */
function onlyAddress(to: string): Mailbox {
  if (prepareAddress(to)?.text !== to) throw new Error('a letter goes to exactly one address, as it is kept');
  return { address: to };
}

/**
 * The same value with all its text on one line and nothing hidden in it: no line end begins a header, and nothing turns
 * the direction of what follows. Text that came in by our own doors has neither; this does not rely on it.
 */
function shown<T>(value: T): T {
  if (typeof value === 'string') return repairUserName(value).text as T;
  if (Array.isArray(value)) return value.map(shown) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, shown(inside)])) as T;
}
