import type Koa from 'koa';
import type { Configuration } from 'oidc-provider';

/** Addresses of the protocol, all under the issuer's origin. */
export const PROTOCOL_PATHS = {
  authorization: '/oidc/auth',
  token: '/oidc/token',
  userinfo: '/oidc/userinfo',
  jwks: '/oidc/jwks',
  introspection: '/oidc/introspection',
  revocation: '/oidc/revocation',
  pushedAuthorizationRequest: '/oidc/par',
  endSession: '/oidc/session/end',
  endSessionConfirm: '/oidc/session/end/confirm',
  endSessionSuccess: '/oidc/session/end/success',
} as const;

const ADDRESSES: ReadonlySet<string> = new Set(Object.values(PROTOCOL_PATHS));

/** Whether a path is one of the protocol's own. */
function isOfProtocol(path: string): boolean {
  return ADDRESSES.has(path) || path.startsWith(`${PROTOCOL_PATHS.authorization}/`);
}

/** Whether the request log's pattern of an address is one of ours, and not a word that somebody made up under them. */
export function isOwnPattern(pattern: string): boolean {
  return ADDRESSES.has(pattern) || OTHER_PATTERNS.has(pattern);
}

const OTHER_PATTERNS: ReadonlySet<string> = new Set([
  ...['/oidc/auth/:uid', '/assets/:file', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'],
]);

const { token, userinfo, introspection, revocation, pushedAuthorizationRequest } = PROTOCOL_PATHS;
const BETWEEN_MACHINES: ReadonlySet<string> = new Set([token, userinfo, introspection, revocation, pushedAuthorizationRequest]);

/** Whether only applications ask here, from machine to machine. */
export function isBetweenMachines(path: string): boolean {
  return BETWEEN_MACHINES.has(path);
}

/** A part of the way that only people's requests go: an application that asks from machine to machine passes it by. */
export function forPeople(part: Koa.Middleware): Koa.Middleware {
  return (ctx, next) => (isBetweenMachines(ctx.path) ? next() : part(ctx, next));
}

/**
 * A part that stands on no address of the protocol, so that nothing is looked for there. What it turns into a request of
 * the protocol goes on to it.
 */
export function besideProtocol<Context extends Koa.Context>(part: (ctx: Context, next: Koa.Next) => unknown) {
  const beside = async (ctx: Context, next: Koa.Next): Promise<void> => {
    let passedOn = false;
    await part(ctx, () => {
      passedOn = true;
      return next();
    });
    if (!passedOn && isOfProtocol(ctx.path)) await next();
  };
  return (ctx: Context, next: Koa.Next): Promise<void> => (isOfProtocol(ctx.path) ? next() : beside(ctx, next));
}

/** The same for the library. */
export const ROUTES: NonNullable<Configuration['routes']> = {
  authorization: PROTOCOL_PATHS.authorization,
  token: PROTOCOL_PATHS.token,
  userinfo: PROTOCOL_PATHS.userinfo,
  jwks: PROTOCOL_PATHS.jwks,
  introspection: PROTOCOL_PATHS.introspection,
  revocation: PROTOCOL_PATHS.revocation,
  pushed_authorization_request: PROTOCOL_PATHS.pushedAuthorizationRequest,
  end_session: PROTOCOL_PATHS.endSession,
};

/** The address of an interaction's screens: also the path of its cookie (`settled.md` 1a). */
export function interactionPath(portal: string, uid: string): string {
  return `/${portal}/sign-in/${uid}`;
}
