/** Addresses of the protocol, all under the issuer's origin. The library's `routes` setting is made of the same values. */
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

/** The address of an interaction's screens: also the path of its cookie (`settled.md` 1a). */
export function interactionPath(portal: string, uid: string): string {
  return `/${portal}/sign-in/${uid}`;
}
