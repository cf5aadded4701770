// What a mail provider reports of letters that were handed over: read from JSON, and believed once.
import { minutes } from '../../kernel/duration.ts';
import { bounceOf } from './bounces.ts';
import type { Outbox } from './ports.ts';
import type { Bounce, Report } from './states.ts';

/** A report on one letter, by its id. */
export interface LetterReport {
  readonly letter: string;
  readonly report: Report;
}

/** How far the time of a message may be from ours, in milliseconds: what is older is somebody's recording. */
export const REPORT_WINDOW = minutes(5);

/** Most reports in one message. */
const MOST = 500;

/** Our Message-ID, with or without its brackets: the letter's id and the host. */
const MESSAGE_ID = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[A-Za-z0-9.-]+>?$/;
const STATUS = /^(?:\d{3} )?[245]\.\d{1,3}\.\d{1,3}$|^\d{3}$/;

/** Reads `{ "events": [{ "type", "message_id", "permanent"?, "status"? }] }`. Undefined when it is not that; what it has beside that is left out. */
export function readReports(text: string): LetterReport[] | undefined {
  const events = (parsed(text) as { readonly events?: unknown } | null | undefined)?.events;
  if (!Array.isArray(events) || events.length > MOST) return undefined;
  const read = events.map((event: unknown) => readReport(event));
  return read.every((one) => one !== undefined) ? read : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readReport(event: unknown): LetterReport | undefined {
  const { type, message_id: messageId, permanent, status } = (event ?? {}) as Readonly<Record<string, unknown>>;
  const letter = typeof messageId === 'string' ? MESSAGE_ID.exec(messageId)?.[1] : undefined;
  if (letter === undefined || (status !== undefined && (typeof status !== 'string' || !STATUS.test(status)))) return undefined;
  if (type === 'delivered' || type === 'deferred' || type === 'complained') return { letter, report: { kind: type, status } };
  if (type !== 'bounced' || typeof permanent !== 'boolean') return undefined;
  return { letter, report: { kind: 'bounced', status, ...bounced(permanent, status) } };
}

/** A bounce that is not for good says nothing about the address; one for good without a status can only be about it. */
function bounced(permanent: boolean, status: string | undefined): Bounce {
  if (permanent && status === undefined) return { reason: 'no-such-address', stop: true };
  const code = status === undefined ? undefined : Number(/^\d{3}/.exec(status)?.[0]);
  const { reason, stop } = bounceOf({ enhanced: status, code, ofRecipient: true });
  return { reason: permanent ? reason : reason === 'no-such-address' ? 'refused' : reason, stop: permanent && stop };
}

/** Runs what one message changes, all or nothing. `firstTime`: whether a message of this id was never taken before; it is remembered until `until`, epoch milliseconds. */
export type ReportWork = <T>(
  step: (ports: {
    readonly outbox: Pick<Outbox, 'report'>;
    readonly firstTime: (id: string, until: number) => Promise<boolean>;
  }) => Promise<T>,
) => Promise<T>;

/**
 * Takes the reports of one message: nothing of it counts when it came before. `now` is epoch milliseconds. Returns how many
 * told something new.
 */
export function takeReports(work: ReportWork, id: string, reports: readonly LetterReport[], now: number): Promise<number> {
  // In one order, so that two messages about the same letters do not wait for each other.
  const ordered = reports.toSorted((one, other) => (one.letter < other.letter ? -1 : one.letter > other.letter ? 1 : 0));
  return work(async ({ outbox, firstTime }) => {
    if (!(await firstTime(id, now + 2 * REPORT_WINDOW))) return 0;
    let news = 0;
    for (const { letter, report } of ordered) news += (await outbox.report(letter, report, now)) ? 1 : 0;
    return news;
  });
}
