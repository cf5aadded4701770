// Afresh: who left a sign-in for a new password, or to activate, and has one now, goes back to where they came from
// (R4.5, `settled.md` 30). The application's request is made once more, with its own state and the name filled in: a sign-in
// that somebody may have planted in this browser before is not the one that the password is typed into.
import type Router from '@koa/router';
import type Koa from 'koa';
import type { Client } from '../../src/domain/clients/client.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import { beginElsewhere } from './anew.ts';
import { initiateLogin, loginHint, type PortalSignInNeeds } from './portal-sign-in.ts';
import { seeOther } from './see-other.ts';
import type { Flows, Surroundings } from './surroundings.ts';

/** What it needs. */
export interface AfreshNeeds extends Pick<PortalSignInNeeds, 'issuer'> {
  readonly flows: Pick<Flows, 'find' | 'signedIn' | 'askedAgain'>;
  readonly surroundings: Surroundings;
  /** Applications of this organisation that can begin a sign-in themselves. */
  readonly startable: (organisationId: string) => Promise<readonly Client[]>;
}

/** The address of it for a sign-in that this browser came from, with whom to fill in, if anybody. */
export function afreshAt(portal: string, uid: string, username?: string): string {
  return `/${portal}/sign-in/${uid}/afresh${username === undefined ? '' : `?${new URLSearchParams({ login_hint: username })}`}`;
}

/** Puts it on the sign-in's own address, where its cookie is. */
export function mountAfresh(router: Router, needs: AfreshNeeds): void {
  router.register('/:portal/sign-in/:uid/afresh', ['GET', 'POST'], async (ctx) => {
    const { portal } = ctx['params'] as { portal: string };
    const organisation = await needs.surroundings.organisationNamed(portal);
    if (!organisation) return beginElsewhere(needs, ctx, portal);
    seeOther(ctx, await onward(needs, ctx, organisation));
  });
}

/**
 * The request of the sign-in that waits here, once more. Where its application alone can make that (RFC 9101, RFC 9126), or
 * nothing waits any more, a sign-in that the application begins; else what waits here, and at last the portal.
 */
async function onward(needs: AfreshNeeds, ctx: Koa.Context, { id, portal }: Organisation): Promise<string> {
  const hint = loginHint(typeof ctx.query['login_hint'] === 'string' ? ctx.query['login_hint'] : '');
  const flow = await needs.flows.find(ctx, ctx['params'].uid);
  const waits = flow && flow.organisationId === id && flow.answered === undefined ? flow : undefined;
  const client = waits && (await needs.surroundings.client(waits.clientId));
  const again = waits && askedOnceMore(needs.flows, client, hint);
  if (again !== undefined) return again;
  const clientId = waits?.clientId ?? needs.surroundings.cameFrom(ctx)?.clientId;
  const app = (await needs.startable(id)).find((each) => each.id === clientId);
  if (app) return initiateLogin(needs, portal, app, hint);
  return waits ? `/${portal}/sign-in/${waits.uid}` : `/${portal}?${new URLSearchParams(hint)}`;
}

/**
 * The very request of the sign-in that this request found, with `more` parameters; undefined where its application alone can make it
 * (RFC 9101, RFC 9126), and where it would be too long.
 */
export function askedOnceMore(
  { askedAgain }: Pick<Flows, 'askedAgain'>,
  { metadata = {} }: Partial<Pick<Client, 'metadata'>> = {},
  more: Readonly<Record<string, string>>,
): string | undefined {
  const asksItself = metadata['require_pushed_authorization_requests'] === true || metadata['require_signed_request_object'] === true;
  return asksItself ? undefined : askedAgain(more);
}
