import type Koa from 'koa';
import type { Surroundings } from '../../interactions/kit/surroundings.ts';
import { deviceOf } from '../domain/mail/device.ts';
import { countedNetwork } from '../domain/throttle/counted.ts';
import { drawnOnce } from '../views/drawn-once.ts';
import type { ErrorKind, TextFile } from '../views/models.ts';
import { cameFromCookie } from '../web/came-from.ts';
import { givePage } from '../web/compress.ts';
import { finishedApp, finishedFor } from '../web/finished-app.ts';
import { readForm } from '../web/form.ts';
import { frameOf } from '../web/frame.ts';
import { allowFormTarget } from '../web/headers.ts';
import { ANY_LANGUAGE, languageOf } from '../web/locale.ts';
import { networkOf } from '../web/network.ts';
import { PageError } from '../web/page-error.ts';
import { portalUsedLast, rememberPortal, rememberSignIn, signedInBefore } from '../web/remembered-portal.ts';
import { stateOf } from '../web/state.ts';
import { trustCookies } from '../web/trusted-browser.ts';
import type { Parts } from './parts.ts';

/** What the screens see of the web. */
export function surroundings(parts: Parts): Surroundings {
  const { browser, views, secure, clock } = parts;
  const draw = drawnOnce(views.page);
  const { trustedProxies, uncountedNetworks } = parts.installation.config;
  return {
    now: () => clock.now(),
    browserId: (ctx) => browser.id(ctx),
    reference: (ctx) => stateOf(ctx).reference,
    network: (ctx) => networkOf(ctx, trustedProxies.hops),
    counted: (ctx, organisation) =>
      countedNetwork(networkOf(ctx, trustedProxies.hops), [...uncountedNetworks, ...(organisation?.policy.networks ?? [])]),
    language: (ctx, organisation, wishes) => languageOf(ctx, organisation?.languages ?? ANY_LANGUAGE, wishes),
    readForm: async (ctx) => {
      const { csrf, ...fields } = await readForm(ctx);
      browser.checkForm(ctx, csrf);
      return fields;
    },
    show: async (ctx, name, model, { status = 200, ...frame }) => {
      givePage(ctx, draw(name, model, frameOf(parts.errorPages, ctx, frame)));
      ctx.status = status;
    },
    giveFile,
    fail,
    allowFormTarget,
    ...portalCookies(secure),
    ...trustCookies(secure),
    device: (ctx) => deviceOf(ctx.get('user-agent')),
    leaveNote: (ctx, { place, text, life }) => parts.notes.leave(ctx, place, text, life),
    noteAt: (ctx, place) => parts.notes.read(ctx, place),
    shown: parts.shown,
    hideAddress: (ctx) => ctx.set('referrer-policy', 'no-referrer'),
    restarts: parts.restarts,
    finishedFor: (ctx, flowAddress, clientId) => finishedFor(ctx, flowAddress, clientId, secure),
    finishedApp,
    ...cameFromCookie(secure),
    organisationNamed: parts.organisationNamed,
    client: (id) => parts.clients.find(id),
  };
}

/** The portals that this browser knows. */
function portalCookies(secure: boolean): Pick<Surroundings, 'rememberPortal' | 'rememberedPortal' | 'rememberSignIn' | 'signedInBefore'> {
  return {
    rememberPortal: (ctx, portal) => rememberPortal(ctx, portal, secure),
    rememberedPortal: portalUsedLast,
    rememberSignIn: (ctx, portal) => rememberSignIn(ctx, portal, secure),
    signedInBefore,
  };
}

/** Asked to be kept, so that a browser does not show it in the page's place. */
function giveFile(ctx: Koa.Context, { name, text }: TextFile): void {
  ctx.set('content-disposition', `attachment; filename="${name}"`);
  ctx.type = 'text/plain; charset=utf-8';
  ctx.body = text;
}

function fail(kind: ErrorKind, status: number, retryAfterSeconds?: number): never {
  throw new PageError(kind, status, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) });
}
