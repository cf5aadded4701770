/** Names a portal cannot have: they are, or will be, addresses of the product (`settled.md` 66). */
export const RESERVED_PORTAL_NAMES: ReadonlySet<string> = new Set([
  ...['account', 'desk', 'api', 'oidc', 'assets', 'help', 'privacy', 'accessibility', 'code', 'authenticator'],
  ...['www', 'static', 'healthz', 'readyz', 'metrics', 'sign-in', 'sign-out', 'sso'],
]);

const SHAPE = /^(?!-)[a-z0-9-]{2,40}(?<!-)$/;

/** Whether `name` may be a portal's short name: `[a-z0-9-]{2,40}`, no hyphen at either end, not reserved. */
export function isPortalName(name: string): boolean {
  return SHAPE.test(name) && !RESERVED_PORTAL_NAMES.has(name);
}
