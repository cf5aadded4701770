import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AuditRecord } from '../domain/audit/events.ts';
import type { LeasedLetter } from '../domain/mail/ports.ts';
import type { Watching } from './watching.ts';
import { BOUNCED, CODE_METHODS, LAYERS, REFUSED, REPORTS, SINGLE_SIGN_ON_FAILURES } from './words.ts';

/** Upper bounds in seconds. Sixty is among those of mail: R18.3 promises it to ninety-nine of a hundred. */
const BUCKETS = {
  answers: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  mail: [1, 2, 5, 10, 20, 30, 45, 60, 120, 300, 900, 3600, 14_400, 86_400],
};

/** Counts what it is told. Every label is a word of a closed list: none names a person, an organisation or an application. */
export function counts(registry: Registry): Watching {
  return { ...answers(registry), ...events(registry), ...mail(registry), ...sender(registry), ...gate(registry) };
}

function answers(registry: Registry): Pick<Watching, 'answered'> {
  const registers = [registry];
  const total = new Counter({
    ...{ name: 'voordeur_http_requests_total', help: 'Requests that were answered, by route and class of status', registers },
    labelNames: ['route', 'status'],
  });
  const duration = new Histogram({
    ...{ name: 'voordeur_http_request_duration_seconds', help: 'From a request to its answer, by route', registers },
    ...{ labelNames: ['route'], buckets: BUCKETS.answers },
  });
  return {
    answered: ({ route, status, ms }) => {
      total.inc({ route, status: `${Math.floor(status / 100)}xx` });
      duration.observe({ route }, ms / 1000);
    },
  };
}

function events(registry: Registry): Pick<Watching, 'audited'> {
  const registers = [registry];
  const all = new Counter({ name: 'voordeur_events_total', help: 'Rows of the audit log, by event', registers, labelNames: ['event'] });
  const signIns = new Counter({
    ...{
      name: 'voordeur_sign_ins_total',
      help: 'Sign-ins that succeeded, and passwords and passkeys that were refused, with the reason',
      registers,
    },
    labelNames: ['outcome', 'reason'],
  });
  const codes = new Counter({
    ...{ name: 'voordeur_codes_total', help: 'Codes that were typed, by what they were for', registers },
    labelNames: ['method', 'outcome'],
  });
  const failures = singleSignOn(registers);
  signIns.inc({ outcome: 'succeeded', reason: '' }, 0);
  for (const reason of REFUSED) signIns.inc({ outcome: 'refused', reason }, 0);
  for (const method of CODE_METHODS) for (const outcome of ['right', 'wrong']) codes.inc({ method, outcome }, 0);
  const one = (row: AuditRecord) => {
    all.inc({ event: row.event });
    if (row.event === 'sign-in.succeeded') signIns.inc({ outcome: 'succeeded', reason: '' });
    else if (row.event === 'sign-in.refused') signIns.inc({ outcome: 'refused', reason: row.reason });
    else if (row.event === 'sign-in.sso-failed') failures.inc({ failure: row.failure });
    else if (row.event === 'code.right' || row.event === 'code.wrong') codes.inc({ method: row.method, outcome: row.event.slice(5) });
    else if (row.event === 'link.code-right' || row.event === 'link.code-wrong')
      codes.inc({ method: 'link', outcome: row.event.slice(10) });
  };
  return { audited: (rows) => rows.forEach(one) };
}

function singleSignOn(registers: Registry[]): Counter {
  const failures = new Counter({
    ...{
      name: 'voordeur_single_sign_on_failures_total',
      help: 'Sign-ins through an identity provider that led nowhere, by why',
      registers,
    },
    labelNames: ['failure'],
  });
  for (const failure of SINGLE_SIGN_ON_FAILURES) failures.inc({ failure }, 0);
  return failures;
}

function mail(registry: Registry): Pick<Watching, 'attempted' | 'reported'> {
  const registers = [registry];
  const waiting = new Histogram({
    ...{ name: 'voordeur_mail_waiting_seconds', help: 'From the writing of a mail, or when it was to go out, to its hand-over', registers },
    ...{ labelNames: ['kind'], buckets: BUCKETS.mail },
  });
  const attempts = new Counter({
    ...{ name: 'voordeur_mail_attempts_total', help: 'Attempts to hand a mail over, by what came of them', registers },
    labelNames: ['outcome', 'reason'],
  });
  const reports = new Counter({
    ...{ name: 'voordeur_mail_reports_total', help: 'What the mail provider reported of mails', registers },
    labelNames: ['report'],
  });
  attempts.inc({ outcome: 'handed-over', reason: '' }, 0);
  for (const reason of BOUNCED) attempts.inc({ outcome: 'bounced', reason }, 0);
  for (const report of REPORTS) reports.inc({ report }, 0);
  return {
    attempted: (held, verdict, now) => {
      attempts.inc({ outcome: verdict.state, reason: 'reason' in verdict ? verdict.reason : '' });
      if (verdict.state === 'handed-over') waiting.observe({ kind: held.letter?.mail.kind ?? '' }, (now - wantedAt(held)) / 1000);
    },
    reported: (report) => reports.inc({ report }),
  };
}

/** Where DNS was silent, what it said before stays. */
function sender(registry: Registry): Pick<Watching, 'senderChecked'> {
  const failing = new Gauge({
    ...{ name: 'voordeur_mail_sender_failing', help: 'Whether a record that makes our mail believed fails', registers: [registry] },
    labelNames: ['record'],
  });
  return {
    senderChecked: ({ findings }) => {
      for (const { record, verdict } of findings) if (verdict !== 'silent') failing.set({ record }, verdict === 'fails' ? 1 : 0);
    },
  };
}

/** Whoever asks for a mail at eight in the morning has not waited all night. */
function wantedAt({ postedAt, letter }: LeasedLetter): number {
  return Math.max(postedAt, letter?.notBefore ?? postedAt);
}

function gate(registry: Registry): Pick<Watching, 'turnedAway'> {
  const refusals = new Counter({
    ...{ name: 'voordeur_throttle_refusals_total', help: 'Passwords that were not looked at, by the layer of the throttle that refused' },
    ...{ registers: [registry], labelNames: ['layer'] },
  });
  for (const layer of LAYERS) refusals.inc({ layer }, 0);
  return { turnedAway: (layer) => refusals.inc({ layer }) };
}
