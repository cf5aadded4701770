import type Koa from 'koa';
import type { Organisation } from '../domain/organisations/organisation.ts';
import type { ErrorKind, Views } from '../views/models.ts';
import { type FrameNeeds, frameOf } from './frame.ts';
import { portalUsedLast } from './remembered-portal.ts';
import { stateOf } from './state.ts';

/** What error pages are made with. */
export interface ErrorPageNeeds extends FrameNeeds {
  readonly views: Views;
  readonly organisationNamed: (portal: string) => Promise<Organisation | undefined>;
}

/** What an error page can also say. */
export interface ErrorDetails {
  readonly appName?: string;
  /** OAuth error code and description, in small print for the application's owner. */
  readonly technical?: string;
  /** The organisation, where the protocol knows it. */
  readonly organisation?: Organisation | undefined;
}

/** Draws an error page in the look of the portal it happened at, with a reference and a way on: no dead ends (ux.md 1.14). */
export async function drawErrorPage(needs: ErrorPageNeeds, ctx: Koa.Context, kind: ErrorKind, details: ErrorDetails = {}): Promise<void> {
  const { organisation: known, ...said } = details;
  const organisation = known ?? (await portalOf(needs, ctx));
  const frame = frameOf(needs, ctx, { organisation });
  const { reference, arrivedAt } = stateOf(ctx);
  const retryAfter = Number(ctx.response.get('retry-after'));
  const minutes = retryAfter > 0 ? { minutes: Math.ceil(retryAfter / 60) } : {};
  // Who comes back when it is less busy comes back to the same form: only there nothing is lost.
  const onwardHref = kind === 'busy' ? ctx.path : organisation ? `/${organisation.portal}` : '/';
  ctx.type = 'html';
  ctx.body = needs.views.page(
    'error/error',
    { kind, reference, at: arrivedAt, host: new URL(needs.issuer).host, onwardHref, ...minutes, ...said },
    frame,
  );
}

/** The portal of the address, or the one last visited. An error page must come even when the database does not. */
async function portalOf(needs: ErrorPageNeeds, ctx: Koa.Context): Promise<Organisation | undefined> {
  const names = [ctx.path.split('/')[1], portalUsedLast(ctx)].filter((name) => name !== undefined && name !== '');
  try {
    for (const name of names) {
      const organisation = await needs.organisationNamed(String(name));
      if (organisation) return organisation;
    }
  } catch {
    return undefined;
  }
  return undefined;
}
