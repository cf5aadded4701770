import { done, type Fault, type Outcome, refused } from '../fault.ts';
import type { LetterFilter, LetterRecord, Outbox } from '../mail/ports.ts';
import { LETTER_STATES } from '../mail/states.ts';
import type { Organisations } from '../organisations/ports.ts';
import { type Acting, auditRow } from './acting.ts';
import type { ActingOnInvitations } from './invitations.ts';
import { moreThan, standingToMail } from './many-at-once.ts';
import { findOrganisation, unknownOrganisation } from './organisations.ts';
import { inPages } from './pages.ts';

/** What an operator asks of the list of mails, as typed. */
export interface MailQuestion {
  readonly portal?: string | undefined;
  readonly state?: string | undefined;
}

const UNKNOWN: Fault = { field: 'mail', code: 'unknown', detail: 'is not the id of a mail' };
const NOT_RETRIED: Fault = {
  field: 'mail',
  code: 'conflict',
  detail: 'was handed over, or waits already: have a new one sent',
};

/** The mails of one organisation, or of all, newest first: what became of each, never what it says or to which address it went (R9.2). */
export async function listMails(
  ports: { readonly organisations: Pick<Organisations, 'byId' | 'byPortal'>; readonly outbox: Pick<Outbox, 'list'> },
  question: MailQuestion,
): Promise<Outcome<AsyncGenerator<LetterRecord>>> {
  const state = LETTER_STATES.find((known) => known === question.state);
  const organisation = question.portal === undefined ? undefined : await findOrganisation(ports.organisations, question.portal);
  const faults: Fault[] = [];
  if (question.state !== undefined && !state)
    faults.push({ field: 'state', code: 'invalid', detail: `must be one of ${LETTER_STATES.join(', ')}` });
  if (question.portal !== undefined && !organisation) faults.push(unknownOrganisation('portal'));
  return faults.length > 0 ? refused(...faults) : done(pages(ports.outbox, { organisation: organisation?.id, state }));
}

/**
 * Queues one mail anew that was given up, bounced at hand-over or waits for its next attempt, and lifts the stop on its
 * address. It goes to the address it was written to: for a corrected one, a new mail is written. Returns its record.
 */
export async function retryMail(acting: Acting, id: string): Promise<Outcome<LetterRecord>> {
  const now = acting.clock.now();
  return acting.work(async ({ outbox, audit }) => {
    const present = await outbox.find(id);
    if (!present) return refused(UNKNOWN);
    if (!(await outbox.requeue(id, now))) return refused(NOT_RETRIED);
    const { organisation, account, kind } = present;
    await audit.record(auditRow(acting, now, { event: 'mail.retried', letter: id, kind }, { organisation, account }));
    return done((await outbox.find(id)) ?? present);
  });
}

/**
 * Queues everything anew that was given up, but for mail to stopped addresses, which are looked at one by one, and for what
 * was withdrawn. Each in a transaction of its own; `reached` hears after each how many that are. Returns how many, with a
 * warning where the sender does not pass; refused where it fails and they are many (R9.1), unless the operator knows.
 */
export async function retryFailedMails(
  acting: Acting & Pick<ActingOnInvitations, 'checkSender'>,
  outbox: Pick<Outbox, 'list'>,
  { despiteMailCheck, reached }: { readonly despiteMailCheck?: boolean | undefined; readonly reached?: (retried: number) => void } = {},
): Promise<Outcome<{ readonly retried: number; readonly warning?: string | undefined }>> {
  const isMoreThan = (most: number) => moreThan(most, givenUp(outbox));
  const { fault, warning } = await standingToMail(acting, { isMoreThan, despiteMailCheck });
  if (fault) return refused(fault);
  let retried = 0;
  for await (const { id } of givenUp(outbox)) {
    retried += (await retryMail(acting, id)).done ? 1 : 0;
    reached?.(retried);
  }
  return done({ retried, warning });
}

async function* givenUp(outbox: Pick<Outbox, 'list'>): AsyncGenerator<LetterRecord> {
  for await (const record of pages(outbox, { state: 'failed' }))
    if (record.reason !== 'address-stopped' && record.reason !== 'withdrawn') yield record;
}

function pages(outbox: Pick<Outbox, 'list'>, filter: LetterFilter): AsyncGenerator<LetterRecord> {
  return inPages(
    (limit, after) => outbox.list(filter, limit, after),
    ({ id }) => id,
  );
}
