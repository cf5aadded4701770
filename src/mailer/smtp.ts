import { Readable } from 'node:stream';
import type { Carrier, HandOver } from '../domain/mail/ports.ts';
import { HAND_OVER } from '../domain/mail/states.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Connections, connections, type OpenConnection, type SmtpError, type SmtpSettings } from './connections.ts';
import { type DkimSettings, type RawMail, rawMails } from './raw-mail.ts';

/** What a carrier needs. `host` is the right side of each Message-ID. */
export interface CarrierNeeds {
  readonly smtp: SmtpSettings;
  readonly dkim: DkimSettings | undefined;
  readonly host: string;
  readonly clock: Clock;
  /** Longest that one hand-over may take, in milliseconds; two minutes unless something else is asked for. */
  readonly most?: number;
}

/** Whom a refusal is about, by the command it answers (RFC 5321 §4.1.1). */
const REFUSED_AT: Readonly<Record<string, Extract<HandOver, { kind: 'refused' }>['at']>> = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'recipient',
  DATA: 'content',
};

/** Replies to the sender that mean: not before you have logged in, or not without TLS (RFC 4954 §6, RFC 3207 §4). */
const LOG_IN_FIRST = 530;

/** Hands mails to a server by SMTP, over connections that are kept for the next one. */
export function smtpCarrier({ smtp, dkim, host, clock, most = HAND_OVER.most }: CarrierNeeds): Carrier {
  const write = rawMails(host, dkim);
  const pool = connections(smtp);
  return {
    handOver: async (id, mail) => {
      const raw = await write(id, mail, clock.now()).catch(() => undefined);
      return raw ? handOver(pool, raw, AbortSignal.timeout(most)) : { kind: 'unsendable' };
    },
    close: async () => pool.close(),
  };
}

/** A kept connection may have been ended meanwhile. If nothing of the mail was sent yet, it goes over another one. */
async function handOver(pool: Connections, raw: RawMail, deadline: AbortSignal): Promise<HandOver> {
  for (;;) {
    const connection = await pool.get(deadline);
    if ('kind' in connection) return connection;
    const { answer, begun } = await sent(connection, raw, deadline);
    if (answer.kind === 'accepted') {
      pool.keep(connection);
      return answer;
    }
    if (answer.kind === 'refused') connection.smtp.quit();
    else connection.smtp.close();
    if (answer.kind !== 'broken-off' || begun || connection.used === 0 || deadline.aborted) return answer;
  }
}

/** `begun`: the server has asked for the mail itself, so that it may have it. */
function sent(
  { smtp }: OpenConnection,
  raw: RawMail,
  deadline: AbortSignal,
): Promise<{ readonly answer: HandOver; readonly begun: boolean }> {
  const content = Readable.from([raw.bytes]);
  return new Promise((resolve) => {
    const settle = (answer: HandOver) => {
      deadline.removeEventListener('abort', late);
      resolve({ answer, begun: content.readableDidRead });
    };
    // Whoever sends a byte now and then is never silent, but must not hold the letter for ever.
    const late = () => settle({ kind: 'broken-off' });
    deadline.addEventListener('abort', late);
    smtp.send({ from: raw.from, to: [raw.to], size: raw.bytes.length }, content, (error) =>
      settle(error ? answerIn(error) : { kind: 'accepted' }),
    );
  });
}

function answerIn({ code, responseCode, response, command }: SmtpError): HandOver {
  // The server has said how much it takes, and nothing was sent (RFC 1870 §6.3).
  if (code === 'EMESSAGE' && responseCode === undefined) return { kind: 'refused', code: 552, enhanced: '5.3.4', at: 'content' };
  const at = REFUSED_AT[command ?? ''];
  if (responseCode === undefined || responseCode < 400 || at === undefined) return { kind: 'broken-off' };
  if (at === 'sender' && responseCode === LOG_IN_FIRST) return { kind: 'unreachable', because: 'login', code: responseCode };
  return { kind: 'refused', code: responseCode, enhanced: /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1], at };
}
