import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { AnnouncedKind, MailViews } from '../../src/views/mail-models.ts';
import type { Announcement, Language } from '../../src/views/models.ts';

/** What announcing a mail needs. */
export interface AnnouncingNeeds {
  /** Address that all mail comes from. */
  readonly mailFrom: string;
  readonly mailViews: Pick<MailViews, 'senderName' | 'searchWords'>;
}

/** What to look for in the mailbox: sender and subjects in the person's language (R9.6). */
export function announced(
  { mailFrom, mailViews }: AnnouncingNeeds,
  kinds: readonly AnnouncedKind[],
  { language, organisation }: { readonly language: Language; readonly organisation?: Organisation },
): Announcement {
  return {
    sender: mailViews.senderName(organisation, language),
    address: mailFrom,
    subjects: kinds.map((kind) => mailViews.searchWords(kind, organisation?.name, language)),
  };
}
