// Who finished a sign-in and came too late with it: it was overtaken by a change of the account, another press has ended it, or
// another sign-in has used the request that was pushed for it. Nothing that the request was to leave has been written.
import type Koa from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { DoneBeforeError } from '../domain/artifacts/done-before.ts';
import { OvertakenError } from '../domain/journeys/overtaken.ts';
import { interactionPath } from './paths.ts';
import { type Interaction, requestScope } from './request-scope.ts';
import type { RequestStore, TooLate } from './request-store.ts';
import type { SessionCookies } from './session-cookies.ts';
import { takeUpOnceMore } from './take-up.ts';

/** What leading them on needs. */
interface Needs {
  readonly store: Pick<RequestStore, 'artifacts' | 'writeNow'>;
  readonly cookies: SessionCookies;
}

/** Leads them on. */
export function tooLate(store: Needs['store'], cookies: SessionCookies): TooLate {
  const needs = { store, cookies };
  return (ctx, error) => {
    if (error instanceof OvertakenError) return onceMore(needs, ctx);
    const { opened } = requestScope();
    if (!(error instanceof DoneBeforeError) || !opened) return undefined;
    return error.what === 'used' ? byTheLibrary(needs, ctx, opened) : toTheFirst(needs, ctx, opened);
  };
}

/**
 * To where it is told that the account was changed. At the library's own address the answer was used up before that, so that two that
 * come at once are not two; the application's request is put back without it: unanswered, at the sign-in's address, and free of a
 * session that may be over by now.
 */
async function onceMore({ store }: Needs, ctx: Koa.Context): Promise<string> {
  // No code, no cookie of a session that never was.
  ctx.remove('set-cookie');
  const { oidc } = ctx as Partial<KoaContextWithOIDC>;
  const { organisation, takenUp, records } = requestScope();
  const interaction = oidc?.entities.Interaction;
  if (!interaction || !organisation || takenUp !== undefined) return ctx.originalUrl;
  delete interaction.result;
  Object.assign(interaction, { session: { ...interaction.session, uid: undefined } });
  // It was there when this request looked, and is to be again.
  records.interactions.delete(interaction.uid);
  await interaction.persist();
  await store.writeNow();
  return interactionPath(organisation.portal, interaction.uid);
}

/** To the answer that is there; once that was taken up, to where it is known who is signed in by it. The first press leaves all that a sign-in does. */
async function toTheFirst({ store, cookies }: Needs, ctx: Koa.Context, opened: Interaction): Promise<string> {
  const { records } = requestScope();
  await writeInstead(store, records.otherwise);
  dropCookies(ctx, cookies);
  records.artifacts.clear();
  const isThere = (await store.artifacts.find('Interaction', opened.uid)) !== undefined;
  return isThere ? takeUpOnceMore(cookies, ctx, opened) : `/${opened.params['portal']}`;
}

/** To the library's address: it looks at the pushed request once more, and tells the application that it was used. */
async function byTheLibrary(needs: Needs, ctx: Koa.Context, opened: Interaction): Promise<string> {
  try {
    await writeInstead(needs.store, requestScope().records.ending);
  } catch (error) {
    // By a press of this very sign-in, then.
    if (error instanceof DoneBeforeError) return toTheFirst(needs, ctx, opened);
    throw error;
  }
  dropCookies(ctx, needs.cookies);
  return takeUpOnceMore(needs.cookies, ctx, opened);
}

type Writes = ReadonlyMap<string, Parameters<RequestStore['later']>[1]>;

async function writeInstead({ writeNow }: Needs['store'], instead: Writes = new Map()): Promise<void> {
  const { writes } = requestScope().records;
  writes.clear();
  for (const [key, write] of instead) writes.set(key, write);
  await writeNow();
}

/** The protocol's: of a session that never was, and of a sign-in that is not over in this browser. Others stay. */
function dropCookies(ctx: Koa.Context, { session, interaction, resume }: SessionCookies): void {
  const names = [session(), interaction, resume].flatMap((name) => [`${name}=`, `${name}.sig=`]);
  const set = [ctx.response.get('set-cookie') ?? []].flat();
  const kept = set.filter((line) => !names.some((name) => line.startsWith(name)));
  ctx.remove('set-cookie');
  if (kept.length > 0) ctx.set('set-cookie', kept);
}
