import type Koa from 'koa';
import type { Journey } from '../../src/domain/journeys/journey.ts';
import type { Flows } from './surroundings.ts';

/** A journey and the flow that this request found, stretched to last until then, epoch milliseconds, where they would not (security.md 2.5). */
export async function lasting({ stretch }: Pick<Flows, 'stretch'>, ctx: Koa.Context, journey: Journey, until = 0): Promise<Journey> {
  if (until <= journey.expiresAt) return journey;
  await stretch(ctx, until);
  return { ...journey, expiresAt: until };
}
