// A carrier and a worker over a mail server of a test, with an outbox in memory's stead on SQLite.
import type { Composer, HandOver, LetterRecord, LinkLives, MailWork } from '../../src/domain/mail/ports.ts';
import type { Store } from '../../src/domain/ports.ts';
import type { SmtpSettings } from '../../src/mailer/connections.ts';
import type { DkimSettings } from '../../src/mailer/raw-mail.ts';
import { smtpCarrier } from '../../src/mailer/smtp.ts';
import { type MailWorker, startMailWorker, type WorkerNeeds } from '../../src/mailer/worker.ts';
import { HandClock } from '../kit/hand-clock.ts';
import type { MailServer } from '../kit/mail/mail-server.ts';
import { plainComposer } from '../kit/mail/plain-composer.ts';

/** How a test reaches its server; `silence` is short, for a test has no minute. */
export function settings(server: Pick<MailServer, 'port'>, more: Partial<SmtpSettings> = {}): SmtpSettings {
  return { host: 'localhost', port: server.port, tls: 'none', login: undefined, name: 'login.example', silence: 300, ...more };
}

/** Hands over one mail by a carrier of its own. */
export async function handedOver(
  server: MailServer,
  more: Partial<SmtpSettings> = {},
  dkim?: DkimSettings,
  to = 'anna@acme.example',
): Promise<HandOver> {
  const carrier = smtpCarrier({ smtp: settings(server, more), dkim, host: 'login.example', clock: new HandClock() });
  const mail = await plainComposer({ to: { address: to } }).compose({ ...NOBODY, id: 'letter-1' }, 0);
  if (!mail) throw new Error('the plain composer writes to everybody');
  const answer = await carrier.handOver('letter-1', mail);
  await carrier.close();
  return answer;
}

const NOBODY = { organisation: undefined, to: 'anna@acme.example', locale: 'nl', mail: { kind: 'no-account' } } as const;

/** A worker and what it said. */
export interface Desk {
  readonly worker: MailWorker;
  readonly clock: HandClock;
  readonly lines: string[];
  /** Links whose life began. */
  readonly lives: string[];
  /** Everything there is in the outbox, newest first. */
  records(): Promise<LetterRecord[]>;
  /** A round, and the clock wound to when the next letter is due, until none is. */
  toTheEnd(): Promise<void>;
}

/** Starts a worker that looks only when it is told to. */
export function openDesk(store: Store, server: MailServer, more: Partial<WorkerNeeds> & { readonly composer?: Composer } = {}): Desk {
  const clock = (more.clock as HandClock | undefined) ?? new HandClock();
  const lines: string[] = [];
  const lives: string[] = [];
  const line = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }));
  const links: LinkLives = { handedOver: async (link) => void lives.push(link) };
  const work: MailWork = (step) => store.work(({ outbox }) => step({ outbox, links }));
  const carrier = smtpCarrier({ smtp: settings(server), dkim: undefined, host: 'login.example', clock });
  const needs = { outbox: store.ports.outbox, work, composer: plainComposer(), carrier, clock, atOnce: 3, every: 3_600_000 };
  const worker = startMailWorker({ ...needs, log: { info: line, warn: line, error: line }, ...more });
  const records = () => store.ports.outbox.list({}, 1000);
  return {
    ...{ worker, clock, lines, lives, records },
    toTheEnd: async () => {
      for (;;) {
        await worker.round();
        const due = (await records()).flatMap(({ dueAt }) => dueAt ?? []);
        if (due.length === 0) return;
        clock.forward(Math.max(1, Math.min(...due) - clock.now()));
      }
    },
  };
}
