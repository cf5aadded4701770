// Who finished a sign-in and came too late with it: it was overtaken by a change of the account, or another press has ended it.
import type Koa from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { DoneBeforeError } from '../domain/artifacts/done-before.ts';
import { OvertakenError } from '../domain/journeys/overtaken.ts';
import { interactionPath } from './paths.ts';
import { requestScope } from './request-scope.ts';
import type { RequestStore, TooLate } from './request-store.ts';
import type { SessionCookies } from './session-cookies.ts';
import { takeUpOnceMore } from './take-up.ts';

type Writing = Pick<RequestStore, 'writeNow'>;

/** Leads them on. */
export function tooLate(store: Writing, cookies: SessionCookies): TooLate {
  return (ctx, error) => {
    const leadOn = error instanceof OvertakenError ? onceMore : error instanceof DoneBeforeError ? toTheFirst : undefined;
    // No code, no cookie of a session that never was.
    if (leadOn) ctx.remove('set-cookie');
    return leadOn?.(ctx, store, cookies);
  };
}

/**
 * To where it is told that the account was changed. At the library's own address the answer was used up before that, so that two that
 * come at once are not two; the application's request is put back without it: unanswered, at the sign-in's address, and free of a
 * session that may be over by now.
 */
async function onceMore(ctx: Koa.Context, { writeNow }: Writing): Promise<string> {
  const { oidc } = ctx as Partial<KoaContextWithOIDC>;
  const { organisation, takenUp, records } = requestScope();
  const interaction = oidc?.entities.Interaction;
  if (!interaction || !organisation || takenUp !== undefined) return ctx.originalUrl;
  delete interaction.result;
  Object.assign(interaction, { session: { ...interaction.session, uid: undefined } });
  // It was there when this request looked, and is to be again.
  records.interactions.delete(interaction.uid);
  await interaction.persist();
  await writeNow();
  return interactionPath(organisation.portal, interaction.uid);
}

/** To the answer that is there. All else that a sign-in leaves is left by the press that ended it. */
async function toTheFirst(ctx: Koa.Context, { writeNow }: Writing, cookies: SessionCookies): Promise<string> {
  const { opened, records } = requestScope();
  if (!opened) throw new Error('a sign-in is ended in the request that found it');
  records.writes.clear();
  for (const [key, write] of records.otherwise) records.writes.set(key, write);
  await writeNow();
  return takeUpOnceMore(cookies, ctx, opened);
}
