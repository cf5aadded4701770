import type { Installation } from '../commands/installation.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Watching } from '../metrics/watching.ts';
import { startSweeper } from '../store/sweeper.ts';
import type { MailViews } from '../views/mail-models.ts';
import type { Log } from '../web/request-log.ts';
import { startExpiryNotices } from './expiry-notices.ts';
import { startMail } from './mail.ts';
import { watchSender } from './sender-watch.ts';

/** What it is made of. */
export interface BackgroundParts {
  readonly installation: Installation;
  readonly mailViews: MailViews;
  readonly clock: Clock;
  readonly log: Log;
  /** Undefined where nothing is counted. */
  readonly metrics: Watching | undefined;
}

/** What a server does beside answering requests. */
export interface Background {
  /** Hands over what is due in the outbox, at once. */
  handOverMail(): Promise<void>;
  /** Posts what is due to be said of passwords that expire, at once. */
  announceExpiry(): Promise<void>;
  /** Asks DNS about the sender of our mail, at once. */
  checkSender(): Promise<void>;
  /** Begins nothing more. Sweeping has ended then; `close` waits for the rest. */
  stop(): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Starts all of it. Several servers on one database may do so. */
export function startBackground({ installation, mailViews, clock, log, metrics }: BackgroundParts): Background {
  const { store, acting } = installation;
  const stopSweeping = startSweeper({ store, clock, log });
  const mail = startMail({ installation, views: mailViews, clock, log, metrics });
  const expiry = startExpiryNotices({ store, clock, log });
  const sender = watchSender({ check: acting.checkSender, log, checked: metrics?.senderChecked });
  return {
    handOverMail: mail.round,
    announceExpiry: expiry.round,
    checkSender: sender.look,
    stop: async () => {
      sender.close();
      await stopSweeping();
    },
    close: async () => {
      await Promise.all([mail.close(), expiry.close()]);
    },
  };
}
