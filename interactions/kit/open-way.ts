// Which way of a sign-in is open to whoever sends a form: a second tab may hold a page from before.
import { asItStands } from '../../src/domain/journeys/demand.ts';
import { begunOver } from '../../src/domain/journeys/journey.ts';
import { openWays, type Way } from '../../src/domain/journeys/sign-in.ts';
import { foldedKey, repairUserName } from '../../src/kernel/text.ts';
import type { FormFields } from './page.ts';
import type { FlowVisit } from './visit.ts';

/** Whether the way is open now; if not, the person is led to the first that is. */
export function isOpen({ flow, journey, demand }: FlowVisit, way: Way): boolean {
  return openWays(flow.prompt, journey, demand).includes(way);
}

/**
 * The visit as the one of whom a form of the sheet names. Who is not the one who has proved something here since the sheet was
 * opened must not go on as that person without a word (R12.2 i): the sign-in begins over, and what was typed is looked at.
 */
export function asWhoTyped(visit: FlowVisit, way: Way, fields: FormFields): FlowVisit {
  const { account } = visit.demand;
  if (way !== 'password' || !account || isOpen(visit, way)) return visit;
  const typed = foldedKey(repairUserName(fields['username'] ?? '').text);
  if (typed === '' || typed === foldedKey(account.username)) return visit;
  return { ...visit, ...asItStands(begunOver(visit.journey), visit.demand) };
}
