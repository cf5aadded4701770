import { randomToken } from '../../src/kernel/random.ts';
import { ACCOUNT_PLACES } from './account-places.ts';

/** What a sign-in of our own needs. */
export interface PortalSignInNeeds {
  readonly issuer: string;
  /** Id of the built-in client that signs people in where no single application does. */
  readonly portalClient: string;
  /** S256 challenge of a verifier (RFC 7636 §4.2). */
  readonly challengeOf: (verifier: string) => string;
}

/** Pages within a portal that a sign-in of our own may lead back to. */
const PLACES = ['', ...ACCOUNT_PLACES] as const;

/**
 * The address of a sign-in of our own at a portal, with `more` parameters of the request; it leads back to one of the
 * portal's pages. Its code is discarded, so nobody keeps the verifier (`settled.md` 3).
 */
export function portalSignIn(
  needs: PortalSignInNeeds,
  portal: string,
  { place = '', more = {} }: { readonly place?: (typeof PLACES)[number]; readonly more?: Readonly<Record<string, string>> } = {},
): string {
  const parameters = new URLSearchParams({
    client_id: needs.portalClient,
    redirect_uri: `${needs.issuer}/sign-in/done`,
    response_type: 'code',
    scope: 'openid',
    portal,
    state: portal + place,
    code_challenge: needs.challengeOf(randomToken()),
    code_challenge_method: 'S256',
    ...more,
  });
  return `/oidc/auth?${parameters}`;
}

/** Where such a sign-in leads back to, from its `state`: a forged one leads to a page of ours, and gives nothing. */
export function placeAfter(state: string): string {
  const [portal = '', ...rest] = state.split('/');
  const place = rest.length === 0 ? '' : `/${rest.join('/')}`;
  return /^[a-z0-9-]+$/.test(portal) && (PLACES as readonly string[]).includes(place) ? `/${portal}${place}` : '/';
}
