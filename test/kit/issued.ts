// A mailed link without the mail: for tests that are about what lies behind it.
import type { Account } from '../../src/domain/accounts/account.ts';
import { issueLink } from '../../src/domain/links/issue.ts';
import type { LinkPurpose } from '../../src/domain/links/link.ts';
import type { MailedLink } from '../../src/domain/mail/mails.ts';
import type { World } from './world.ts';

/** Whose link, for what, and how many milliseconds ago it was issued. */
export interface Issued {
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly ago?: number;
}

/** Issues one for an account that has an address. */
export async function issued({ app, clock }: World, { id, purpose, ago = 0 }: Issued): Promise<MailedLink> {
  const { store, acting } = app.installation;
  return store.work(async ({ accounts, passwords, links }) => {
    const found = await accounts.withOrganisation(id);
    if (!found?.account.emailKey) throw new Error('nobody there, or without an address');
    const passwordChangedAt = (await passwords.byAccount(id))?.changedAt;
    const account = found.account as Account & { readonly emailKey: string };
    return issueLink(links, acting.mailedLinks, {
      purpose,
      organisation: found.organisation,
      account,
      passwordChangedAt,
      now: clock.now() - ago,
    });
  });
}
