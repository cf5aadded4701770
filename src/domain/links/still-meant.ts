import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { SignInCodes } from '../factors/ports.ts';
import type { AccountLink, Mail, MailKind } from '../mail/mails.ts';
import type { Letter } from '../mail/ports.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Organisations } from '../organisations/ports.ts';
import { passwordMailNow } from './password-mail.ts';
import type { Links } from './ports.ts';

/** What has to be asked again before a letter goes out. */
export interface StillMeantNeeds {
  readonly organisations: Pick<Organisations, 'byId'>;
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly links: Pick<Links, 'byId'>;
  readonly signInCodes: Pick<SignInCodes, 'isMeant'>;
}

/**
 * The letter as it may still go out, hours or weeks after it was written: without the links that were used or ended
 * meanwhile. Undefined where nothing of it is meant any more: its organisation or account is shut, its account has another
 * address now, none of its links is open (security.md 1.16), or a newer code was asked for. Who signs in by single sign-on since
 * is told that instead, and nobody is who no longer can.
 */
export async function stillMeant<L extends Letter>(needs: StillMeantNeeds, letter: L): Promise<L | undefined> {
  const organisation = letter.organisation === undefined ? undefined : await needs.organisations.byId(letter.organisation);
  if (letter.organisation !== undefined && organisation?.state !== 'active') return undefined;
  const account = letter.account === undefined ? undefined : await needs.accounts.byId(letter.account);
  if (letter.account !== undefined && !mayGet(letter, account)) return undefined;
  const open = await withOpenLinks(needs, letter.mail);
  const mail = open && organisation && account ? asSignedInNow({ ...letter, mail: open }, organisation, account) : open;
  return mail && { ...letter, mail };
}

/** Mails that go to an address which is not the account's yet, or no longer. */
const TO_ANOTHER: readonly MailKind[] = ['email-new', 'email-changed'];

function mayGet({ to, mail }: Letter, account: Account | undefined): boolean {
  if (!account || (account.email !== to && !TO_ANOTHER.includes(mail.kind))) return false;
  return mail.kind === 'account-closed' || account.state === 'active' || account.state === 'invited';
}

/** A policy may have changed since. Of the end of a password that counts no more nobody is told (R13.7). */
function asSignedInNow({ mail, to }: Letter, organisation: Organisation, account: Account): Mail | undefined {
  const isTold = mail.kind === 'single-sign-on' || mail.kind === 'single-sign-on-invited';
  if (isTold) return organisation.policy.singleSignOn === 'off' ? undefined : mail;
  if (mail.kind === 'password-reset') return passwordMailNow(mail, organisation, to);
  if (!mustUseSingleSignOn(organisation, account)) return mail;
  if (mail.kind === 'activation') return { kind: 'single-sign-on-invited', invitedBy: mail.invitedBy };
  return mail.kind === 'password-expires' ? undefined : mail;
}

async function withOpenLinks(needs: StillMeantNeeds, mail: Mail): Promise<Mail | undefined> {
  if (mail.kind === 'activation' || mail.kind === 'email-new' || mail.kind === 'email-old')
    return (await isOpen(needs, mail.link)) ? mail : undefined;
  if (mail.kind === 'sign-in-code') return (await needs.signInCodes.isMeant(mail.id)) ? mail : undefined;
  if (mail.kind !== 'password-reset') return mail;
  const open: AccountLink[] = [];
  for (const each of mail.accounts) if (await isOpen(needs, each.link)) open.push(each);
  const [first, ...others] = open;
  return first && { ...mail, accounts: [first, ...others] };
}

/** Its life begins only when it is handed over, so it cannot be over yet. */
async function isOpen({ links }: StillMeantNeeds, id: string): Promise<boolean> {
  const link = await links.byId(id);
  return link !== undefined && link.usedAt === undefined && link.ended === undefined;
}
