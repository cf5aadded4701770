// The mailbox of the demo: a mail server on this machine that keeps what it is given, and pages to read it. The product
// knows it as any other mail server. Owns nothing that lasts: when the demo stops, all mail is gone.
import { randomUUID } from 'node:crypto';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { STYLE } from '../assessment-app/style.ts';
import { type AskingPlace, type KeptMail, listPage, mailPage, missingPage, previewList, previewPage } from './pages.ts';
import type { Previews } from './previews.ts';
import { readMail } from './read.ts';
import { mailServer } from './receive.ts';

/** What a mailbox needs. */
export interface MailboxOptions {
  /** Of the pages; 0: any. */
  readonly port: number;
  readonly now: () => number;
  /** Told of whatever goes wrong in making a page. */
  readonly report: (error: unknown) => void;
}

/** A mailbox that runs. */
export interface Mailbox {
  /** Of its pages, without a slash at the end. */
  readonly url: string;
  /** Of its mail server, as `VOORDEUR_SMTP_URL` has it. */
  readonly smtpUrl: string;
  /** Tells it where mails can be asked for, and how every mail looks: both are known once the product is open. */
  open(places: readonly AskingPlace[], previews: Previews): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status?: number;
  readonly type?: string;
  /** What may be done with it; pages of our own can show a frame. */
  readonly policy?: string;
  readonly body: string;
}

interface Box {
  readonly mails: KeptMail[];
  places: readonly AskingPlace[];
  previews: Previews | undefined;
}

/** So many mails are kept. */
const MOST = 200;

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A mail runs nothing, sends nothing and fetches nothing; its links open in a tab of their own. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** Starts it on this machine. Throws when the port is taken. */
export async function startMailbox({ port, now, report }: MailboxOptions): Promise<Mailbox> {
  const box: Box = { mails: [], places: [], previews: undefined };
  const smtp = mailServer(({ bytes }) => {
    box.mails.unshift({ ...readMail(bytes), id: randomUUID(), at: now(), source: bytes.toString('utf8') });
    box.mails.length = Math.min(box.mails.length, MOST);
  });
  const pages = createServer((request, response) => void respond(box, request, response, report));
  const smtpPort = await listening(smtp, 0);
  try {
    const url = `http://localhost:${await listening(pages, port)}`;
    return {
      url,
      smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
      open: (places, previews) => void Object.assign(box, { places, previews }),
      close: async () => {
        await Promise.all([closed(pages), closed(smtp)]);
      },
    };
  } catch (error) {
    await closed(smtp);
    throw error;
  }
}

async function respond(box: Box, request: IncomingMessage, response: ServerResponse, report: (error: unknown) => void): Promise<void> {
  const answer = await answerTo(box, request).catch((error: unknown): Answer => {
    report(error);
    return { status: 500, type: 'text/plain', body: 'Something went wrong.\n' };
  });
  response.writeHead(answer.status ?? 200, {
    'content-type': `${answer.type ?? 'text/html'}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-security-policy': answer.policy ?? PAGE_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function answerTo(box: Box, { url = '/', method }: IncomingMessage): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, type: 'text/plain', body: 'Mail is only read here.\n' };
  const [, room = '', id = '', half = ''] = (URL.parse(url, 'http://localhost')?.pathname ?? '/').split('/');
  if (room === '') return { body: listPage(box.mails, box.places) };
  if (room === 'style.css') return { type: 'text/css', body: STYLE + MORE_STYLE };
  if (room === 'preview' && box.previews) return previewed(box.previews, id, half);
  const mail = room === 'mail' ? box.mails.find((one) => one.id === id) : undefined;
  if (!mail) return { status: 404, body: missingPage() };
  if (half === 'html') return shown(mail.html);
  return half === 'source' ? { type: 'text/plain', body: mail.source } : { body: mailPage(mail) };
}

async function previewed(previews: Previews, id: string, half: string): Promise<Answer> {
  if (id === '') return { body: previewList(previews.all) };
  const preview = previews.all.find((one) => one.id === id);
  const mail = preview && (await previews.compose(preview));
  if (!mail) return { status: 404, body: missingPage() };
  return half === 'html' ? shown(mail.html) : { body: previewPage(preview, mail) };
}

/** The mail itself, with one line of ours: its links leave the frame. */
function shown(mail: string): Answer {
  return { policy: MAIL_POLICY, body: mail.replace('<head>', '<head><base target="_blank">') };
}

/** What the apps' style sheet does not have. */
const MORE_STYLE = `pre+.row{margin-top:1rem}
.mails{list-style:none;margin:0 0 1.5rem;padding:0}
.mails li{padding:.75rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
.mails li>a{display:inline-flex;align-items:center;min-height:1.75rem;min-width:1.75rem}
.mails .muted{display:block}
iframe{display:block;width:100%;height:36rem;border:1px solid var(--line);border-radius:.75rem;background:#fff}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`;

function listening(server: Server | HttpServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: Server | HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
