// A carrier and a worker over a mail server of a test, with an outbox on SQLite.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { Composer, HandOver, LetterRecord, LinkLives, MailWork } from '../../src/domain/mail/ports.ts';
import type { Store } from '../../src/domain/ports.ts';
import type { SmtpSettings } from '../../src/mailer/connections.ts';
import type { DkimSettings } from '../../src/mailer/raw-mail.ts';
import { smtpCarrier } from '../../src/mailer/smtp.ts';
import { type MailWorker, startMailWorker, type WorkerNeeds } from '../../src/mailer/worker.ts';
import { openStore } from '../../src/store/store.ts';
import { HandClock } from '../kit/hand-clock.ts';
import { letter, SEALS } from '../kit/mail/letters.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
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
  const carrier = smtpCarrier({ smtp: settings(server, more), dkim, host: 'login.example', clock: new HandClock(), most: 700 });
  const mail = await plainComposer({ to: { address: to } }).compose({ ...NOBODY, id: 'letter-1' }, 0);
  if (!mail) throw new Error('the plain composer writes to everybody');
  const answer = await carrier.handOver('letter-1', mail);
  await carrier.close();
  return answer;
}

const NOBODY = {
  organisation: undefined,
  to: 'anna@acme.example',
  locale: 'nl',
  mail: { kind: 'account-closed', promised: 'password-reset' },
} as const;

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
  const work: MailWork = (step) => store.work(({ outbox }) => step({ outbox, links, signInCodes: undefined }));
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

/** All that one test has: an outbox, a server, a worker between them, and what there is to see of it. */
export interface Room extends Desk {
  readonly store: Store;
  readonly server: MailServer;
  post(to: string, more?: Parameters<typeof letter>[1]): Promise<string>;
  /** States of all letters, in the order of the alphabet. */
  states(): Promise<string[]>;
  /** Who got mail, in the order of the alphabet. */
  arrived(): Promise<string[]>;
  /** Ids of the letters that arrived, by what their Message-ID says. */
  arrivedIds(): Promise<(string | undefined)[]>;
}

/** A room of its own for each test of a file. */
export function useRoom(): () => Room {
  let room: Room | undefined;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voordeur-mail-'));
    const store = await openStore({ url: `sqlite:${join(folder, 'v.sqlite')}` }, SEALS);
    const server = await openMailServer();
    const desk = openDesk(store, server);
    room = {
      ...desk,
      ...{ store, server },
      post: (to, more = {}) => store.ports.outbox.post(letter(to, more), desk.clock.now()),
      states: async () => (await desk.records()).map(({ state }) => state).sort(),
      arrived: async () => (await server.received()).map(({ to }) => to).sort(),
      arrivedIds: async () => (await server.received()).map(({ raw }) => /^Message-ID: <([^@]+)@/m.exec(raw)?.[1]),
    };
  });
  afterEach(async () => {
    room?.clock.release();
    await room?.worker.close();
    await room?.server.close();
    await room?.store.close();
    await rm(folder, { recursive: true });
  });
  return () => {
    if (!room) throw new Error('the room is opened before each test, not earlier');
    return room;
  };
}
