import type Koa from 'koa';
import { seconds } from '../kernel/duration.ts';
import { interactionPath } from './paths.ts';
import type { Interaction } from './request-scope.ts';
import type { SessionCookies } from './session-cookies.ts';

/**
 * Makes an interaction last for `life` seconds from now: a mailed code that works for an hour needs a sign-in that lasts as long
 * (security.md 2.5). The browser's cookies for it are given anew, as the library gave them first.
 */
export async function stretch(cookies: SessionCookies, ctx: Koa.Context, interaction: Interaction, life: number): Promise<void> {
  await interaction.save(life);
  const give = (name: string, path: string) => ctx.cookies.set(name, interaction.uid, { ...cookies.options, path, maxAge: seconds(life) });
  // The portal's name as it stands in this address: the cookie is bound to it, even when the portal gets another.
  give(cookies.interaction, interactionPath(String(ctx['params'].portal), interaction.uid));
  give(cookies.resume, new URL(interaction.returnTo).pathname);
}
