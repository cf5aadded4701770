// The page after mail was asked for: what it says of sending once more, and what its button does (ux.md 1.7). The extra
// check was answered for this name in this browser a moment ago, which the note of what was typed stands for; so pressing
// again asks for no other, within the pauses and the limits of mail.
import { whomOf } from '../../src/domain/links/mail-code.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { type AskedMail, countAsked, pauseOf } from '../../src/domain/throttle/mail-pause.ts';
import type { Counters } from '../../src/domain/throttle/ports.ts';
import { minutes } from '../../src/kernel/duration.ts';
import type { PageModels, Problem } from '../../src/views/models.ts';
import { webmails } from '../../src/views/webmail.ts';
import type { AnnouncingNeeds } from './announcement.ts';
import { newChallenge } from './challenge.ts';
import type { ForgotFormNeeds } from './forgot-form.ts';
import type { FormOutcome, Page, PageOutcome } from './page.ts';
import type { PageVisit, Visit } from './visit.ts';

/** What the page needs. */
export interface SentNeeds extends AnnouncingNeeds {
  readonly counters: Pick<Counters, 'reserve' | 'inspect'>;
}

type Sent = PageModels['recovery/sent'];
type Visited = Pick<Visit, 'browserId' | 'now' | 'address'> & { readonly organisation?: Organisation };

/** What is particular to one such page. */
export type SentOf = Omit<Sent, 'action' | 'webmails' | 'again' | 'wait' | 'problems'>;

/** What was typed into the form at `form`, as this browser still knows it. */
export interface Remembered {
  readonly form: string;
  readonly typed: string;
}

/** A page after a form: where it is, which form, what it says, and what its button has sent. */
export interface AfterForm<V> {
  readonly address: string;
  readonly form: (visit: V) => string;
  readonly sent: (visit: V, asked: Remembered) => SentOf;
  readonly send: (visit: V, typed: string) => Promise<void>;
}

/** That page; once what was typed is forgotten, it leads to the form. */
export function afterForm<V extends PageVisit & Visited>(needs: SentNeeds, page: AfterForm<V>): Page<V, 'recovery/sent'> {
  const remembered = async <Result>(visit: V, act: (asked: Remembered) => Promise<Result>) => {
    const form = page.form(visit);
    const typed = visit.noteAt(form);
    return typed === undefined ? ({ kind: 'go', to: form } as const) : act({ form, typed });
  };
  const again = (visit: V, asked: Remembered) => sendAgain(needs, visit, asked, () => page.send(visit, asked.typed).then(() => undefined));
  return {
    address: page.address,
    template: 'recovery/sent',
    load: (visit) => remembered(visit, (asked) => sentPage(needs, visit, asked, page.sent(visit, asked))),
    submit: { run: (visit) => remembered(visit, (asked) => again(visit, asked)) },
  };
}

/** Whose mail it is: asked for at `form`, for whom as it was typed. */
function askedOf({ browserId, organisation }: Visited, form: string, typed: string): AskedMail {
  return { form, browser: browserId, whom: whomOf(organisation, typed) };
}

/** The form for another address on the page itself (R6.6); what is wrong with it is said at its own address. */
export function otherAddress(
  needs: ForgotFormNeeds,
  visit: Parameters<typeof newChallenge>[1],
  form: string,
): NonNullable<SentOf['other']> {
  return { action: form, typed: '', problems: [], challenge: newChallenge(needs, visit, 'forgot') };
}

/** How often this mail was asked for in this browser within the hour. */
export async function timesAsked(needs: SentNeeds, visit: Visited, { form, typed }: Remembered): Promise<number> {
  return (await pauseOf(needs.counters, askedOf(visit, form, typed), visit.now)).times;
}

/** A form was sent: from now on the button waits. A form itself is guarded by its extra check, and never waits. */
export async function beginPause(needs: SentNeeds, visit: Visited, form: string, typed: string): Promise<void> {
  await countAsked(needs.counters, askedOf(visit, form, typed), visit.now);
}

/** The page, with how long there is to wait, and why it was not sent again. */
export async function sentPage(
  needs: SentNeeds,
  visit: Visited & Pick<PageVisit, 'left'>,
  { form, typed }: Remembered,
  sent: SentOf,
): Promise<PageOutcome<Sent>> {
  const { times, until } = await pauseOf(needs.counters, askedOf(visit, form, typed), visit.now);
  const wait = until === undefined ? undefined : { until, seconds: Math.max(1, Math.ceil((until - visit.now) / 1000)) };
  const model: Sent = {
    ...sent,
    action: visit.address,
    webmails: webmails(sent.mail.address),
    again: times > 1,
    ...(wait && { wait }),
    problems: (visit.left.problems ?? []).map((code) => problemOf(code, wait?.seconds ?? 1)),
  };
  return { kind: 'page', model };
}

/** The button was pressed: `send` once more if it has been waited long enough, then the page again; `send` may say what is in its way. */
export async function sendAgain(
  needs: SentNeeds,
  visit: Visited,
  asked: Remembered,
  send: () => Promise<ProblemCode | undefined>,
): Promise<FormOutcome> {
  const { form, typed } = asked;
  const isDue = await countAsked(needs.counters, askedOf(visit, form, typed), visit.now);
  const problem = isDue ? await send() : 'sent-wait';
  return problem ? { kind: 'again', left: { problems: [problem] } } : { kind: 'go', to: visit.address };
}

/** A time to wait is said in seconds below two minutes, else in minutes, rounded up (`settled.md` 17). */
function problemOf(code: ProblemCode, seconds: number): Problem {
  const fields: readonly string[] = [];
  if (code !== 'sent-wait') return { code, fields };
  if (seconds * 1000 < minutes(2)) return { code: 'sent-wait-seconds', fields, values: { n: seconds } };
  return { code, fields, values: { n: Math.ceil(seconds / 60) } };
}
