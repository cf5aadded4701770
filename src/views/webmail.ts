// Where people read their mail in a browser, and how a search there is written (R9.6). A search is for the address that
// all our mail comes from: a subject may be in another language than the page, and may be two.

/** A link to somebody's own mailbox. */
export interface Webmail {
  readonly name: string;
  readonly href: string;
}

/** Searches for mail from `sender` in common webmails, wherever it was put, spam included. Outlook has no address for one: its inbox. */
export function webmails(sender: string): readonly Webmail[] {
  const from = encodeURIComponent(`from:${sender}`);
  return [
    { name: 'Gmail', href: `https://mail.google.com/mail/u/0/#search/${from}+in%3Aanywhere` },
    { name: 'Outlook', href: 'https://outlook.live.com/mail/' },
    { name: 'Yahoo Mail', href: `https://mail.yahoo.com/d/search/keyword=${encodeURIComponent(from)}` },
    { name: 'Proton Mail', href: `https://mail.proton.me/u/0/all-mail#from=${encodeURIComponent(sender)}` },
  ];
}
