import { fullName } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { Client } from '../../src/domain/clients/client.ts';
import { randomToken } from '../../src/kernel/random.ts';
import type { AppLink } from '../../src/views/models.ts';
import type { Page } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the start page needs. */
export interface StartNeeds {
  readonly accounts: Pick<Accounts, 'byId'>;
  /** Applications of this organisation that can begin a sign-in themselves, by name. */
  readonly startable: (organisationId: string) => Promise<readonly Client[]>;
  readonly issuer: string;
  /** Id of the built-in client that signs people in where no single application does. */
  readonly portalClient: string;
  /** S256 challenge of a verifier (RFC 7636 §4.2). */
  readonly challengeOf: (verifier: string) => string;
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
      if (!account) return { kind: 'go', to: signInHere(needs, visit) };
      const links: AppLink[] = apps.map((app) => ({ name: app.name, href: initiateLogin(needs, visit, app) }));
      const signOutHref = `/oidc/session/end?portal=${visit.organisation.id}`;
      return { kind: 'page', model: { fullName: fullName(account), username: account.username, apps: links, signOutHref } };
    },
  };
}

/** The application starts the sign-in, so that its own `state` and PKCE are in order. */
function initiateLogin(needs: StartNeeds, visit: PortalVisit, client: Client): string {
  const address = new URL(String(client.metadata['initiate_login_uri']));
  address.searchParams.set('iss', needs.issuer);
  address.searchParams.set('portal', visit.organisation.portal);
  for (const [name, value] of hintOf(visit)) address.searchParams.set(name, value);
  return address.href;
}

/** A sign-in of our own: its code is discarded, so nobody keeps the verifier. */
function signInHere(needs: StartNeeds, visit: PortalVisit): string {
  const parameters = new URLSearchParams({
    client_id: needs.portalClient,
    redirect_uri: `${needs.issuer}/sign-in/done`,
    response_type: 'code',
    scope: 'openid',
    portal: visit.organisation.portal,
    state: visit.organisation.portal,
    code_challenge: needs.challengeOf(randomToken()),
    code_challenge_method: 'S256',
    ...Object.fromEntries(hintOf(visit)),
  });
  return `/oidc/auth?${parameters}`;
}

/** A user name that the link to the portal came with, for the application to hand back (`settled.md` 3). */
function hintOf({ query }: PortalVisit): readonly (readonly [string, string])[] {
  const hint = query['login_hint'];
  return hint ? [['login_hint', hint]] : [];
}
