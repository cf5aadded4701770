import { fullName } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { Client } from '../../src/domain/clients/client.ts';
import type { AppLink } from '../../src/views/models.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import type { Page } from '../kit/page.ts';
import { type PortalSignInNeeds, portalSignIn } from '../kit/portal-sign-in.ts';
import type { PortalVisit } from '../kit/visit.ts';

const LONGEST_HINT = 200;

/** What the start page needs. */
export interface StartNeeds extends PortalSignInNeeds {
  readonly accounts: Pick<Accounts, 'byId'>;
  /** Applications of this organisation that can begin a sign-in themselves, by name. */
  readonly startable: (organisationId: string) => Promise<readonly Client[]>;
}

/**
 * `/<portal>`: to the application when there is one, by its `initiate_login_uri` (OIDC Core §4); otherwise the person is
 * signed in here and chooses from the list (R1.2, `settled.md` 3).
 */
export function startPage(needs: StartNeeds): Page<PortalVisit, 'portal/start'> {
  return {
    address: '/:portal',
    template: 'portal/start',
    load: async (visit) => {
      const apps = await needs.startable(visit.organisation.id);
      const only = apps.length === 1 ? apps[0] : undefined;
      if (only) return { kind: 'go', to: initiateLogin(needs, visit, only) };
      const account = visit.accountId === undefined ? undefined : await needs.accounts.byId(visit.accountId);
      if (!account) return { kind: 'go', to: portalSignIn(needs, visit.organisation.portal, { more: loginHint(visit) }) };
      const links: AppLink[] = apps.map((app) => ({ name: app.name, href: initiateLogin(needs, visit, app) }));
      const { id, portal } = visit.organisation;
      const hrefs = { accountHref: `/${portal}${SUBJECT_PLACES.profile}`, signOutHref: `/oidc/session/end?portal=${id}` };
      return { kind: 'page', model: { fullName: fullName(account), username: account.username, apps: links, ...hrefs } };
    },
  };
}

/** The application starts the sign-in, so that its own `state` and PKCE are in order (OIDC Core §4). */
export function initiateLogin(needs: Pick<StartNeeds, 'issuer'>, visit: PortalVisit, client: Client): string {
  const address = new URL(String(client.metadata['initiate_login_uri']));
  const parameters = { iss: needs.issuer, portal: visit.organisation.portal, ...loginHint(visit) };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}

/** Whoever made a link to the portal may say who is meant by it; what is too long for a name is none. */
function loginHint({ query }: PortalVisit): { login_hint?: string } {
  const hint = query['login_hint'] ?? '';
  return hint === '' || hint.length > LONGEST_HINT ? {} : { login_hint: hint };
}
