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
