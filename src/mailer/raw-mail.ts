// Mailer: composes letters, hands them to the mail server and writes down what became of them. Owns SMTP and the worker;
// never decides whether somebody is written to, and never writes an address, a code or a link into a log.
import { createPrivateKey } from 'node:crypto';
import type { ComposedMail, Mailbox } from '../domain/mail/ports.ts';
import type { Secret } from '../kernel/secret.ts';
import { prepareAddress } from '../kernel/text.ts';

/** How mails are signed for the domain of their sender (RFC 6376). */
export interface DkimSettings {
  readonly domain: string;
  readonly selector: string;
  /** PEM of the private key. */
  readonly key: Secret;
}

/** A mail as it goes over the wire. */
export interface RawMail {
  readonly from: string;
  readonly to: string;
  readonly bytes: Buffer;
}

/** Seventeen mebibytes that a server which only signs people in does not need: loaded with the first mail. */
const nodemailer = () => import('nodemailer');

const LEAST_RSA_BITS = 2048;

/** Whatever ends a line or moves a cursor: in a header it would begin another one (security.md 1.18). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Names of header fields that a composer may add; the others are made here. */
const OWN_FIELD = /^(?:Auto-Submitted|List-[A-Za-z-]{1,40}|Precedence|X-[A-Za-z0-9-]{1,60})$/;

/**
 * Writes mails as they go over the wire: MIME with a text and an HTML part, signed where `dkim` is given. `host` is the right
 * side of each Message-ID, whose left side is the letter's id and so the same at every attempt. Throws when an address is
 * none or a header field is not one that may be added: a fault of ours. Throws at once for a key that cannot sign.
 */
export function rawMails(host: string, dkim: DkimSettings | undefined): (id: string, mail: ComposedMail, at: number) => Promise<RawMail> {
  if (dkim) checkKey(dkim.key);
  const signing = dkim && { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.key.reveal() };
  const writer = async () => {
    const { createTransport } = await nodemailer();
    return createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...(signing && { dkim: signing }) });
  };
  let made: ReturnType<typeof writer> | undefined;
  return async (id, mail, at) => {
    const [from, to] = [mailbox(mail.from), mailbox(mail.to)];
    made ??= writer();
    const written = await (await made).sendMail({
      from,
      to,
      ...(mail.replyTo && { replyTo: mailbox(mail.replyTo) }),
      envelope: { from: from.address, to: [to.address] },
      subject: oneLine(mail.subject),
      text: mail.text,
      html: mail.html,
      headers: fields(mail.headers),
      messageId: `<${id}@${host}>`,
      date: new Date(at),
      // No text of ours may ever name a file or an address to be fetched.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return { from: from.address, to: to.address, bytes: written.message as Buffer };
  };
}

/** The library would send unsigned what it cannot sign, and nobody would know. */
function checkKey(key: Secret): void {
  const fault = 'VOORDEUR_DKIM_KEY must be an RSA key of at least 2048 bits (RFC 8301 §3.2)';
  let details: ReturnType<typeof createPrivateKey>['asymmetricKeyDetails'];
  try {
    const read = createPrivateKey(key.reveal());
    details = read.asymmetricKeyType === 'rsa' ? read.asymmetricKeyDetails : undefined;
  } catch {
    // What the runtime says of it may quote it.
  }
  if ((details?.modulusLength ?? 0) < LEAST_RSA_BITS) throw new Error(fault);
}

function mailbox({ name, address }: Mailbox): { name: string; address: string } {
  if (prepareAddress(address)?.text !== address) throw new Error('an address of a mail is none');
  return { name: oneLine(name ?? ''), address };
}

function fields(given: Readonly<Record<string, string>>): Record<string, string> {
  const unknown = Object.keys(given).find((name) => !OWN_FIELD.test(name));
  if (unknown !== undefined) throw new Error('a header field of a mail is not one that may be added');
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, oneLine(value)]));
}

function oneLine(text: string): string {
  return text.replace(CONTROL, ' ').trim();
}
