// Anew: an address of a sign-in that no longer works here becomes a new sign-in at the same portal: it is over, it was
// answered, or another browser began it (R12.2 c–e, g, `settled.md` 40). Two within a minute end on a page (R12.3).
import type Koa from 'koa';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import { repairUserName } from '../../src/kernel/text.ts';
import type { FormFields } from './page.ts';
import { seeOther } from './see-other.ts';
import type { Flows, Surroundings } from './surroundings.ts';

/** What beginning anew needs. */
export interface AnewNeeds {
  readonly flows: Pick<Flows, 'signedIn'>;
  readonly surroundings: Surroundings;
}

/**
 * Sends the person to a new sign-in at the portal; of the form that was sent, the name is kept and nothing else. `finished`: as somebody
 * else, the sign-in was finished; `again` is another request for one, if it can be made.
 */
export async function beginAnew(
  needs: AnewNeeds,
  ctx: Koa.Context,
  { id, portal }: Organisation,
  sent: FormFields = {},
  finished?: { readonly again: string | undefined },
): Promise<void> {
  const { flows, surroundings } = needs;
  const signedIn = (await flows.signedIn(ctx, id)) !== undefined;
  const username = repairUserName(sent['username'] ?? '').text;
  const app = surroundings.finishedApp(ctx);
  const tried = { signedIn, username, isFinished: finished !== undefined || app !== undefined };
  if (!surroundings.restarts.allow(ctx, portal, tried)) surroundings.fail('expired', 400);
  seeOther(ctx, finished?.again ?? `/${portal}/sign-in?again${app === undefined ? '' : `&app=${encodeURIComponent(app)}`}`);
}

/** The same at an address whose portal is unknown: at the portal last used in this browser, else the finder. */
export async function beginElsewhere(needs: AnewNeeds, ctx: Koa.Context, typed: string, sent?: FormFields): Promise<void> {
  const last = await lastPortal(needs.surroundings, ctx);
  if (last) await beginAnew(needs, ctx, last, sent);
  else await showUnknown(needs.surroundings, ctx, typed);
}

/** 404 with the finder, the typed name in its box (`settled.md` 39, R1.3), and the way to the portal last used here. */
export async function showUnknown(surroundings: Surroundings, ctx: Koa.Context, typed: string): Promise<void> {
  const last = await lastPortal(surroundings, ctx);
  const model = { typed, ...(last && { last: { name: last.name, href: `/${last.portal}` } }) };
  await surroundings.show(ctx, 'portal/unknown', model, { status: 404 });
}

async function lastPortal(surroundings: Surroundings, ctx: Koa.Context): Promise<Organisation | undefined> {
  const name = surroundings.rememberedPortal(ctx);
  return name === undefined ? undefined : surroundings.organisationNamed(name);
}
