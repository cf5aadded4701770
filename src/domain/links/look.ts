import type { Accounts } from '../accounts/ports.ts';
import type { Passwords } from '../credentials/password.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Link } from './link.ts';
import type { Links } from './ports.ts';
import { type AroundLink, type LinkStanding, standingOf } from './standing.ts';

/** What looking at a link needs. It changes nothing, however often (R7.4). */
export interface LookNeeds {
  readonly links: Pick<Links, 'byId' | 'newest'>;
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly passwords: Pick<Passwords, 'byAccount'>;
}

/** A link with what is known around it, and what it can still do. */
export interface SeenLink extends AroundLink {
  readonly link: Link;
  readonly standing: LinkStanding;
}

/** A link of this organisation by its id, as it stands at `now` (epoch milliseconds). Undefined for one that is forgotten or foreign. */
export async function lookAt(
  needs: LookNeeds,
  id: string,
  organisation: Pick<Organisation, 'id' | 'policy'>,
  now: number,
): Promise<SeenLink | undefined> {
  const link = await needs.links.byId(id);
  if (!link || link.organisationId !== organisation.id) return undefined;
  const account = await needs.accounts.byId(link.accountId);
  const around: AroundLink = {
    account,
    singleSignOn: account !== undefined && mustUseSingleSignOn(organisation, account),
    passwordChangedAt: (await needs.passwords.byAccount(link.accountId))?.changedAt,
    newest: await needs.links.newest(link.accountId, link.purpose),
  };
  return { link, ...around, standing: standingOf(link, around, now) };
}
