import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { HandOver } from '../domain/mail/ports.ts';
import { seconds } from '../kernel/duration.ts';
import type { Secret } from '../kernel/secret.ts';

/** The mail server, and how to get in. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `at-once`: from the first byte. `upgrade`: by STARTTLS, and nothing without it. `none`: on this machine only. */
  readonly tls: 'at-once' | 'upgrade' | 'none';
  readonly login: { readonly user: string; readonly password: Secret } | undefined;
  /** What we call ourselves (RFC 5321 §4.1.1.1). */
  readonly name: string;
  /** Longest silence of the server in the middle of something, in milliseconds. */
  readonly silence: number;
}

/** Longest wait for a connection and for the greeting, in milliseconds. */
const ARRIVAL = seconds(10);
/** How long a connection that nobody uses is kept, in milliseconds: shorter than any server's own patience (RFC 5321 §4.5.3.2.7). */
const IDLE = seconds(30);
/** Mails over one connection: servers end those that go on for ever. */
const MOST_MAILS = 100;

/** What nodemailer says of something that went wrong, as far as it matters here. */
export interface SmtpError {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** A connection over which mails can go. */
export interface OpenConnection {
  readonly smtp: SMTPConnection;
  /** How many went over it. */
  readonly used: number;
}

/** Connections that are kept for the next mail. */
export interface Connections {
  /** One that is free, or a new one. Or why none can be had, at the latest when `deadline` comes; never throws. */
  get(deadline: AbortSignal): Promise<OpenConnection | Extract<HandOver, { kind: 'unreachable' }>>;
  /** Keeps one over which a mail has gone well. */
  keep(connection: OpenConnection): void;
  /** Ends those that are kept; one that comes back after that is ended too. */
  close(): void;
}

/** Opens connections when they are asked for, and keeps those that are handed back for a while. */
export function connections(settings: SmtpSettings): Connections {
  const idle = new Map<SMTPConnection, { readonly used: number; readonly timer: NodeJS.Timeout }>();
  let closed = false;
  const letGo = (smtp: SMTPConnection) => {
    clearTimeout(idle.get(smtp)?.timer);
    idle.delete(smtp);
  };
  return {
    get: async (deadline) => {
      const [smtp, kept] = [...idle].at(-1) ?? [];
      if (!smtp || !kept) return opened(settings, letGo, deadline);
      letGo(smtp);
      return { smtp, used: kept.used };
    },
    keep: ({ smtp, used }) => {
      if (closed || used + 1 >= MOST_MAILS) return smtp.quit();
      const timer = setTimeout(() => {
        letGo(smtp);
        smtp.quit();
      }, IDLE).unref();
      idle.set(smtp, { used: used + 1, timer });
    },
    close: () => {
      closed = true;
      for (const smtp of [...idle.keys()]) {
        letGo(smtp);
        smtp.quit();
      }
    },
  };
}

async function newConnection({ host, port, tls, name, silence }: SmtpSettings): Promise<SMTPConnection> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  return new Connection({
    ...{ host, port, name, logger: false, tls: { minVersion: 'TLSv1.2' } },
    ...{ secure: tls === 'at-once', requireTLS: tls === 'upgrade', ignoreTLS: tls === 'none' },
    ...{ connectionTimeout: ARRIVAL, greetingTimeout: ARRIVAL, dnsTimeout: ARRIVAL, socketTimeout: silence },
  });
}

async function opened(
  settings: SmtpSettings,
  ended: (smtp: SMTPConnection) => void,
  deadline: AbortSignal,
): ReturnType<Connections['get']> {
  const { login } = settings;
  const smtp = await newConnection(settings);
  return new Promise((resolve) => {
    const settle = (outcome: Awaited<ReturnType<Connections['get']>>) => {
      deadline.removeEventListener('abort', late);
      resolve(outcome);
    };
    const fail = (error: SmtpError) => {
      smtp.close();
      settle(unreachable(error));
    };
    const late = () => fail({});
    deadline.addEventListener('abort', late);
    // For as long as it lives: an error that nobody listens to would end the process. Whoever is sending is told otherwise.
    smtp.on('error', fail);
    smtp.once('end', () => ended(smtp));
    smtp.connect((error) => {
      if (error) return fail(error);
      if (!login) return settle({ smtp, used: 0 });
      const { user, password } = login;
      smtp.login({ credentials: { user, pass: password.reveal() } }, (refused) => (refused ? fail(refused) : settle({ smtp, used: 0 })));
    });
  });
}

function unreachable({ code, responseCode }: SmtpError): Extract<HandOver, { kind: 'unreachable' }> {
  const because = code === 'EAUTH' ? 'login' : code === 'ETLS' ? 'tls' : 'connection';
  return { kind: 'unreachable', because, code: responseCode };
}
