// What waits in the outbox, handed over as the worker does it but into a test's hands: the letter is marked, and the lives
// of its links and codes begin, in one transaction.
import type { Installation } from '../../src/commands/installation.ts';
import { type AccountLink, codesIn, linksIn, type MailedLink, type MailKind } from '../../src/domain/mail/mails.ts';
import type { Letter } from '../../src/domain/mail/ports.ts';
import type { Clock } from '../../src/kernel/clock.ts';

/** Whose outbox it is: a world's, or that of an installation whose servers are processes of their own. */
export interface MailHolder {
  readonly app: { readonly installation: Pick<Installation, 'store'> };
  readonly clock: Pick<Clock, 'now'>;
}

/** Longer than any test holds a letter, in milliseconds. */
const LEASE = 60_000;

/** Hands over every letter that is due now, in order, and returns them. */
export async function takeMail(world: MailHolder): Promise<Letter[]> {
  const { store } = world.app.installation;
  const letters: Letter[] = [];
  for (;;) {
    const now = world.clock.now();
    const held = await store.ports.outbox.take(now, LEASE);
    if (!held) return letters;
    if (!held.letter) throw new Error('a letter that cannot be opened');
    const { letter } = held;
    await store.work(async ({ outbox, links, signInCodes }) => {
      await outbox.handedOver(held, now);
      for (const link of linksIn(letter.mail)) await links.handedOver(link, now);
      for (const code of codesIn(letter.mail)) await signInCodes.handedOver(code, now);
    });
    letters.push(letter);
  }
}

/** The same, where one letter of this kind is expected and no other. */
export async function takeOne<Kind extends MailKind>(world: MailHolder, kind: Kind): Promise<Letter & { mail: { kind: Kind } }> {
  const letters = await takeMail(world);
  const [only] = letters;
  if (letters.length !== 1 || only?.mail.kind !== kind)
    throw new Error(`expected one ${kind}, got ${letters.map(({ mail }) => mail.kind)}`);
  return only as Letter & { mail: { kind: Kind } };
}

/** The link of a letter that has one. */
export function linkIn({ mail }: Letter): MailedLink {
  if (mail.kind === 'activation' || mail.kind === 'email-new' || mail.kind === 'email-old') return mail;
  if (mail.kind === 'password-reset') return mail.accounts[0];
  throw new Error(`no link in ${mail.kind}`);
}

/** The links of a letter for several accounts, by user name. */
export function linksByName({ mail }: Letter): Readonly<Record<string, AccountLink>> {
  if (mail.kind !== 'password-reset') throw new Error(`no list in ${mail.kind}`);
  return Object.fromEntries(mail.accounts.map((each) => [each.username, each]));
}
