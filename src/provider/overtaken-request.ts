import type Koa from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { interactionPath } from './paths.ts';
import { requestScope } from './request-scope.ts';

/**
 * Where somebody comes once more whose sign-in was overtaken by a change of the account. At the library's own address the answer was
 * used up before that, so that two that come at once are not two; the application's request is put back without it: unanswered, at the
 * sign-in's address, and free of a session that may be over by now. `writeNow` writes what waits.
 */
export async function onceMore(ctx: Koa.Context, writeNow: () => Promise<unknown>): Promise<string> {
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
