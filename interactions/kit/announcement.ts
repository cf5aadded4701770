import { type Account, mailLanguage } from '../../src/domain/accounts/account.ts';
import { LANGUAGES, type Organisation } from '../../src/domain/organisations/organisation.ts';
import type { AnnouncedKind, MailViews } from '../../src/views/mail-models.ts';
import type { Announcement, Language } from '../../src/views/models.ts';

/** What announcing a mail needs. */
export interface AnnouncingNeeds {
  /** Address that all mail comes from. */
  readonly mailFrom: string;
  readonly mailViews: Pick<MailViews, 'senderName' | 'searchWords'>;
}

/** On which page a mail is announced, and for whom it is. */
export interface AnnouncedOn {
  /** Of the page. */
  readonly language: Language;
  readonly organisation?: Organisation | undefined;
  /** Only where the page is for who has proved to be this person: a page that names its language tells it. */
  readonly account?: Pick<Account, 'locale'> | undefined;
}

/** What to look for in the mailbox: sender and subjects as they are written in the mail, which may speak another language than the page (R9.6). */
export function announced({ mailFrom, mailViews }: AnnouncingNeeds, kinds: readonly AnnouncedKind[], on: AnnouncedOn): Announcement {
  const { language, organisation } = on;
  const [first = language, ...others] = mailLanguages(on);
  const subjectsIn = (spoken: Language) =>
    kinds.map((kind) => ({
      words: mailViews.searchWords(kind, organisation?.name, spoken),
      ...(spoken !== language && { language: spoken }),
    }));
  return {
    sender: mailViews.senderName(organisation, first),
    address: mailFrom,
    subjects: [first, ...others].flatMap(subjectsIn),
  };
}

/**
 * The languages the mail may come in. Where nobody is known they are all that mail can come in there, that of the page first: the same
 * for whoever was typed (security.md 1.4). Outside any portal mail follows the page, which can be switched after it was asked for.
 */
function mailLanguages({ language, organisation, account }: AnnouncedOn): readonly Language[] {
  if (account && organisation) return [mailLanguage(account, organisation)];
  const allowed = organisation?.languages.allowed ?? LANGUAGES;
  return [...allowed.filter((spoken) => spoken === language), ...allowed.filter((spoken) => spoken !== language)];
}
