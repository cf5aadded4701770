import { fullName } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { Client } from '../../src/domain/clients/client.ts';
import type { AppLink } from '../../src/views/models.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import type { Page } from '../kit/page.ts';
import { initiateLogin, loginHint, type PortalSignInNeeds, portalSignIn } from '../kit/portal-sign-in.ts';
import type { PortalVisit } from '../kit/visit.ts';

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
      const { id, portal } = visit.organisation;
      const hint = loginHint(visit.query['login_hint']);
      const apps = await needs.startable(id);
      const only = apps.length === 1 ? apps[0] : undefined;
      if (only) return { kind: 'go', to: initiateLogin(needs, portal, only, hint) };
      const account = visit.accountId === undefined ? undefined : await needs.accounts.byId(visit.accountId);
      if (!account) return { kind: 'go', to: portalSignIn(needs, portal, { more: hint }) };
      const links: AppLink[] = apps.map((app) => ({ name: app.name, href: initiateLogin(needs, portal, app, hint) }));
      const hrefs = { accountHref: `/${portal}${SUBJECT_PLACES.profile}`, signOutHref: `/oidc/session/end?portal=${id}` };
      const model = { fullName: fullName(account), username: account.username, apps: links, ...hrefs };
      return { kind: 'page', model, preference: account.locale };
    },
  };
}
