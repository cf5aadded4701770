import type Koa from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { demandOfNobody } from '../domain/journeys/demand.ts';
import { beginJourney } from '../domain/journeys/journey.ts';
import { openWays, type Prompt } from '../domain/journeys/sign-in.ts';
import { isStepUp } from '../domain/journeys/step-up.ts';
import { seconds } from '../kernel/duration.ts';
import { interactionPath, PROTOCOL_PATHS } from './paths.ts';
import { requestScope } from './request-scope.ts';

/**
 * Sends who begins an interaction straight to its first screen. The library only knows the interaction's bare address,
 * which is its cookie's path (`settled.md` 1a) and would lead there as well, one request later.
 */
export function straightToFirstWay(ctx: Koa.Context): void {
  if (ctx.status !== 303 || !ctx.path.startsWith(PROTOCOL_PATHS.authorization)) return;
  const interaction = (ctx as KoaContextWithOIDC).oidc?.entities.Interaction;
  const organisation = requestScope().organisation;
  if (!interaction || !organisation) return;
  const bare = interactionPath(organisation.portal, interaction.uid);
  if (ctx.response.get('location') !== bare) return;
  // What is missing is known where the session's proofs are looked at.
  if (interaction.session?.accountId && isStepUp(interaction.prompt.reasons)) return;
  const { uid, exp, params } = interaction;
  const journey = beginJourney({ uid, organisationId: organisation.id, clientId: String(params['client_id']), expiresAt: seconds(exp) });
  const way = openWays(interaction.prompt.name as Prompt, journey, demandOfNobody(organisation))[0];
  if (way !== undefined) ctx.set('location', `${bare}/${way}`);
}
