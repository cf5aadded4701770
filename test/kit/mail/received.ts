// What lies in the mailboxes of a mail server, as its readers see it, waited for: another process hands it over.
import type { MailServer } from './mail-server.ts';

/** Longest wait for a mail, in milliseconds. */
const PATIENCE = 15_000;

/** A mail's text: quoted-printable undone (RFC 2045 §6.7). */
export function textOf(raw: string): string {
  return raw.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The text of the mail that came as number `at`, from 0. */
export function mailAt(server: MailServer, at: number): Promise<string> {
  return untilThere(async () => (await server.received())[at]?.raw, `mail ${at}`).then(textOf);
}

/** What the pattern's group finds first in the mails from number `from` on. */
export function inMails(server: MailServer, from: number, pattern: RegExp): Promise<string> {
  const look = async () => (await server.received()).slice(from).flatMap(({ raw }) => pattern.exec(textOf(raw))?.[1] ?? [])[0];
  return untilThere(look, `a mail with ${pattern}`);
}

async function untilThere(look: () => Promise<string | undefined>, what: string): Promise<string> {
  for (const patience = performance.now() + PATIENCE; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > patience) throw new Error(`${what} does not come`);
  }
}
