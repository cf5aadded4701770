import type { Installation } from '../commands/installation.ts';
import { webhookIsSigned } from '../crypto/webhook-signature.ts';
import { stillMeant } from '../domain/links/still-meant.ts';
import type { Composer, MailWork } from '../domain/mail/ports.ts';
import { type ReportWork, takeReports } from '../domain/mail/reports.ts';
import type { Clock } from '../kernel/clock.ts';
import { composer } from '../mailer/compose.ts';
import { smtpCarrier } from '../mailer/smtp.ts';
import { type MailWorker, startMailWorker } from '../mailer/worker.ts';
import type { Watching } from '../metrics/watching.ts';
import type { MailViews } from '../views/mail-models.ts';
import type { MailHookNeeds } from '../web/mail-hook.ts';
import type { Log } from '../web/request-log.ts';

/** What handing mail over is made of. */
export interface MailParts {
  readonly installation: Installation;
  readonly views: MailViews;
  readonly clock: Clock;
  readonly log: Log;
  /** Undefined where nothing is counted. */
  readonly metrics: Watching | undefined;
}

/**
 * Starts to hand over what waits in the outbox. Without a mail server nothing is handed over; that is said once, and what is
 * posted waits until there is one.
 */
export function startMail({ installation, views, clock, log, metrics }: MailParts): MailWorker {
  const { config, store } = installation;
  const { smtp, dkim, atOnce } = config.mail;
  if (!smtp) {
    log.warn({}, 'no mail server is set (VOORDEUR_SMTP_URL): mail stays queued');
    return { round: async () => undefined, close: async () => undefined };
  }
  const host = new URL(config.issuer).hostname;
  return startMailWorker({
    outbox: store.ports.outbox,
    work: mailWork(installation),
    composer: letterComposer(installation, views),
    carrier: smtpCarrier({ smtp: { ...smtp, name: host }, dkim, host, clock }),
    clock,
    log,
    atOnce,
    attempted: metrics?.attempted,
  });
}

/** The one transaction in which it is written what became of a letter, and in which the lives of its links begin. */
export function mailWork({ store }: Pick<Installation, 'store'>): MailWork {
  return (step) => store.work(({ outbox, links, signInCodes }) => step({ outbox, links, signInCodes }));
}

/** Composes what is still meant when its turn comes; a letter that is not ends as withdrawn. */
export function letterComposer({ config, store }: Pick<Installation, 'config' | 'store'>, views: MailViews): Composer {
  const { organisations, accounts } = store.ports;
  const composing = composer({ issuer: config.issuer, sender: config.mail.from, views, organisations, accounts });
  return {
    async compose(letter, now) {
      const meant = await stillMeant(store.ports, letter);
      return meant && composing.compose(meant, now);
    },
  };
}

/** What the hook for the mail provider's reports is made of; a message is remembered as answered challenges are. */
export function mailHookNeeds({ config, store }: Installation, clock: Clock): MailHookNeeds {
  const { hookSecrets } = config.mail;
  const work: ReportWork = (step) =>
    store.work(({ outbox, spentChallenges }) =>
      step({ outbox, firstTime: (id, until) => spentChallenges.spend(`mail-report|${id}`, until) }),
    );
  return {
    isSigned: hookSecrets.length > 0 ? (head, body) => webhookIsSigned(hookSecrets, head, body) : undefined,
    take: (id, reports, now) => takeReports(work, id, reports, now),
    clock,
  };
}
