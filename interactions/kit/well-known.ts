import type Router from '@koa/router';
import { SUBJECT_PLACES } from './account-places.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * `/.well-known/change-password`, which password managers open (W3C): to the page of the portal this browser was last at,
 * else to the finder (R13.6, `settled.md` 73). Whatever else is asked for there does not exist, and says so.
 */
export function mountChangePasswordUrl(router: Router, surroundings: Pick<Surroundings, 'rememberedPortal'>): void {
  const address = '/.well-known/change-password';
  router.get(address, (ctx) => {
    const portal = surroundings.rememberedPortal(ctx);
    ctx.redirect(portal === undefined ? '/' : `/${portal}${SUBJECT_PLACES.password}`);
  });
  // Or it would be taken for a form sent to a portal of that name.
  router.post(address, (ctx) => {
    ctx.set('allow', 'GET, HEAD');
    ctx.status = 405;
  });
}
