import { hours, minutes } from '../../kernel/duration.ts';
import { newId, randomToken } from '../../kernel/random.ts';
import type { Account } from '../accounts/account.ts';
import type { MailedLink } from '../mail/mails.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { drawCode, shownCode } from './code.ts';
import type { LinkPurpose, NewLink } from './link.ts';
import type { LinkSecrets, Links } from './ports.ts';

/** First part of a link's address within its portal, by purpose. */
export const LINK_PLACES = {
  activation: 'activate',
  'password-reset': 'reset',
  'email-new': 'new-address',
  'email-old': 'old-address',
} as const satisfies Record<LinkPurpose, string>;

/** How long a change of address may be agreed to (security.md 2.2). */
const EMAIL_LIFE = hours(24);

/** What issuing needs besides the store: digests, and the configured origin (security.md 1.17). */
export interface IssueNeeds {
  readonly secrets: LinkSecrets;
  readonly issuer: string;
}

/** Whose link, for what. `passwordChangedAt`: when the account's present password was chosen. */
export interface Issuing {
  readonly purpose: LinkPurpose;
  readonly organisation: Organisation;
  readonly account: Account & { readonly emailKey: string };
  readonly passwordChangedAt: number | undefined;
  /** When its letter goes out at the earliest, epoch milliseconds; at once where absent. */
  readonly notBefore?: number | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Makes a link and ends the older ones for the same; inside the transaction that posts its letter. Returns what the mail holds. */
export async function issueLink(links: Pick<Links, 'issue'>, needs: IssueNeeds, issuing: Issuing): Promise<MailedLink> {
  const { link, mailed } = drawLink(needs, issuing);
  await links.issue(link);
  return mailed;
}

/** A link that is not written anywhere yet, and what its mail holds. */
export function drawLink({ secrets, issuer }: IssueNeeds, issuing: Issuing): { readonly link: NewLink; readonly mailed: MailedLink } {
  const { purpose, organisation, account, passwordChangedAt, notBefore, now } = issuing;
  const [id, token, code] = [newId(), randomToken(), drawCode()];
  const life = lifeOf(organisation, purpose);
  const link: NewLink = {
    id,
    purpose,
    organisationId: organisation.id,
    accountId: account.id,
    emailKey: account.emailKey,
    passwordChangedAt,
    tokenHash: secrets.tokenHash(token),
    codeDigest: secrets.codeDigest(id, code),
    life,
    issuedAt: now,
    notBefore,
  };
  const address = `${issuer}/${organisation.portal}/${LINK_PLACES[purpose]}/${token}`;
  return { link, mailed: { link: id, address, code: shownCode(code), life } };
}

/** How long such a link lives at this organisation, in milliseconds (`settled.md` 36). */
export function lifeOf({ policy }: Pick<Organisation, 'policy'>, purpose: LinkPurpose): number {
  switch (purpose) {
    case 'activation':
      return hours(policy.activationHours);
    case 'password-reset':
      return minutes(policy.resetMinutes);
    default:
      return EMAIL_LIFE;
  }
}
