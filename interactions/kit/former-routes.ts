import type Router from '@koa/router';
import { type AnewNeeds, showUnknown } from './anew.ts';

/**
 * Addresses of the former platform, and what people make of a portal's address by habit (R12.2 f, ux.md D7). `:portal`
 * is the portal's name in them; without it they mean the portal last used in this browser. What stands after the `#`
 * never reaches the server: browsers carry it along to the sign-in page, whose links say which of it they mean.
 */
export const FORMER_ADDRESSES: readonly string[] = [
  '/authenticator/:portal{/*rest}',
  '/authenticator',
  '/authenticate.html',
  '/index.html',
  '/:portal/authenticate.html',
  '/:portal/authenticate',
  '/:portal/index.html',
  '/:portal/login.html',
  '/:portal/login',
  '/:portal/inloggen',
];

/** Puts the way to the portal on every former address, by GET and by an old page's form. */
export function mountFormerAddresses(router: Router, { surroundings, flows }: AnewNeeds): void {
  for (const address of FORMER_ADDRESSES) {
    router.register(address, ['GET', 'POST'], async (ctx) => {
      const typed: string | undefined = ctx['params'].portal ?? surroundings.rememberedPortal(ctx);
      const organisation = typed === undefined ? undefined : await surroundings.organisationNamed(typed);
      if (!organisation && ctx['params'].portal !== undefined) return showUnknown(surroundings, ctx, String(typed));
      if (organisation) surroundings.restarts.mention(ctx, organisation.portal);
      const isSignedIn = organisation && (await flows.signedIn(ctx, organisation.id)) !== undefined;
      // Who is signed in goes on to an application: an empty fragment of ours keeps the old one from going along.
      ctx.redirect(organisation ? `/${organisation.portal}${isSignedIn ? '#' : ''}` : '/');
      ctx.status = ctx.method === 'POST' ? 303 : 301;
    });
  }
}
