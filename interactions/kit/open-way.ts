// Which way of a sign-in is open to whoever sends a form: a second tab may hold a page from before.
import type Koa from 'koa';
import type { Account } from '../../src/domain/accounts/account.ts';
import { asItStands } from '../../src/domain/journeys/demand.ts';
import { begunOver } from '../../src/domain/journeys/journey.ts';
import type { Journeys } from '../../src/domain/journeys/ports.ts';
import { openWays, type Way } from '../../src/domain/journeys/sign-in.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { foldedKey, repairUserName } from '../../src/kernel/text.ts';
import type { FormFields } from './page.ts';
import type { Surroundings } from './surroundings.ts';
import type { FlowVisit } from './visit.ts';

/** Whether the way is open now; if not, the person is led to the first that is. */
export function isOpen({ flow, journey, demand }: FlowVisit, way: Way): boolean {
  return openWays(flow.prompt, journey, demand).includes(way);
}

/**
 * The visit as the one of whom a form of the sheet names. Who is not the one who has proved something here since the sheet was
 * opened must not go on as that person without a word (R12.2 i): the sign-in begins over, and what was typed is looked at, or where
 * the sheet is not open to anybody, what is.
 */
export async function asWhoTyped(journeys: Pick<Journeys, 'replace'>, visit: FlowVisit, way: Way, fields: FormFields): Promise<FlowVisit> {
  const { account } = visit.demand;
  if (way !== 'password' || !account || isOpen(visit, way)) return visit;
  if (!namesAnother(account, fields)) return visit;
  const begun = { ...visit, ...asItStands(begunOver(visit.journey), visit.demand) };
  if (!isOpen(begun, way)) await journeys.replace(begun.journey);
  return begun;
}

/** Whether a form names somebody else than this account's own. */
export function namesAnother({ username }: Pick<Account, 'username'>, fields: FormFields): boolean {
  const typed = foldedKey(repairUserName(fields['username'] ?? '').text);
  return typed !== '' && typed !== foldedKey(username);
}

/** No mistake of a form, but how it is, until it is otherwise: who waits is told so however often they look. */
const STATES: ReadonlySet<ProblemCode> = new Set([
  ...(['throttled', 'throttled-closed', 'otp-blocked', 'otp-closed'] as const),
  ...(['mail-code-wait', 'mail-code-old', 'mail-code-used-up'] as const),
]);

/**
 * What one screen has to say is no other's business: a code that was wrong there says nothing of one that is typed here. What was
 * wrong is said once (`settled.md` 41): `isNew` tells, where something was, whether it has not been said in this browser yet.
 */
export function seenAt(visit: FlowVisit, way: Way, isNew: () => boolean): FlowVisit {
  const { journey } = visit;
  const { shown } = journey;
  if (!shown) return visit;
  const isOthers = shown.way !== undefined && shown.way !== way;
  if (isOthers) return { ...visit, journey: { ...journey, shown: undefined } };
  const states = shown.problems.filter((code) => STATES.has(code));
  if (states.length === shown.problems.length || isNew()) return visit;
  return { ...visit, journey: { ...journey, shown: { ...shown, problems: states } } };
}

/** Takes what a form left at this path: whether it is there, and has not been shown in this browser yet. */
export function takeLeft({ shown }: Pick<Surroundings, 'shown'>, ctx: Koa.Context, path: string): boolean {
  const place = { path, query: '' };
  const waits = shown.read(ctx, place) !== undefined;
  // Who asks for the headers alone has seen nothing yet.
  if (ctx.method === 'GET') shown.seen(ctx, place);
  return waits;
}
