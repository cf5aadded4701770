import type { Account } from '../../src/domain/accounts/account.ts';
import { LINK_PLACES } from '../../src/domain/links/issue.ts';
import type { PasswordPurpose } from '../../src/domain/links/link.ts';
import { type LookNeeds, lookAt, type SeenLink } from '../../src/domain/links/look.ts';
import { afreshAt } from '../kit/afresh.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** A purpose with the first part of its pages' addresses. */
export interface LinkPlace {
  readonly purpose: PasswordPurpose;
  readonly place: string;
}

/** Every purpose of a password with its place. */
export const EACH_PLACE: readonly LinkPlace[] = (['activation', 'password-reset'] as const).map((purpose) => ({
  purpose,
  place: LINK_PLACES[purpose],
}));

/** Path of a link's page without what stands behind the handle: where its note was left (`settled.md` 32). */
export function placeOf({ address }: Pick<PortalVisit, 'address'>): string {
  return address.split('/', 4).join('/');
}

/** The purpose of a link's page, by its address. */
export function purposeAt({ address }: Pick<PortalVisit, 'address'>): PasswordPurpose {
  return address.split('/')[2] === LINK_PLACES.activation ? 'activation' : 'password-reset';
}

/** The link that was opened in this browser on this handle, as it stands now. Undefined: none, or it was too long ago. */
export async function seenIn(needs: LookNeeds, visit: PortalVisit): Promise<SeenLink | undefined> {
  const id = visit.noteAt(placeOf(visit));
  const seen = id === undefined ? undefined : await lookAt(needs, id, visit.organisation, visit.now);
  return seen?.link.purpose === purposeAt(visit) ? seen : undefined;
}

/** Who has activated already is where they wanted to be at the sign-in (R7.7); of a used link for a new password it is said that it is used. */
export function isDone(seen: SeenLink): seen is SeenLink & { readonly account: Account } {
  return seen.standing.kind === 'used' && seen.link.purpose === 'activation' && seen.account !== undefined;
}

/**
 * To sign in with the user name filled in (R7.7, `settled.md` 30): for the application whose sign-in this browser came from
 * (R4.5), else at the portal.
 */
export function signInAs(
  { organisation, cameFrom }: Pick<PortalVisit, 'organisation' | 'cameFrom'>,
  { username }: Pick<Account, 'username'>,
): string {
  const { portal } = organisation;
  return cameFrom === undefined ? `/${portal}?${new URLSearchParams({ login_hint: username })}` : afreshAt(portal, cameFrom, username);
}
