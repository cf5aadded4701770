import { fullName } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { Client } from '../../src/domain/clients/client.ts';
import { randomToken } from '../../src/kernel/random.ts';
import type { AppLink } from '../../src/views/models.ts';
import type { Page } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

const LONGEST_HINT = 200;

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
      if (!account) return { kind: 'go', to: signInHere(needs, visit, loginHint(visit)) };
      const links: AppLink[] = apps.map((app) => ({ name: app.name, href: initiateLogin(needs, visit, app) }));
      const signOutHref = `/oidc/session/end?portal=${visit.organisation.id}`;
      return { kind: 'page', model: { fullName: fullName(account), username: account.username, apps: links, signOutHref } };
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

/** A sign-in of our own, with more parameters of the request where given: its code is discarded, so nobody keeps the verifier. */
export function signInHere(needs: StartNeeds, visit: PortalVisit, more: Readonly<Record<string, string>> = {}): string {
  const parameters = new URLSearchParams({
    client_id: needs.portalClient,
    redirect_uri: `${needs.issuer}/sign-in/done`,
    response_type: 'code',
    scope: 'openid',
    portal: visit.organisation.portal,
    state: visit.organisation.portal,
    code_challenge: needs.challengeOf(randomToken()),
    code_challenge_method: 'S256',
    ...more,
  });
  return `/oidc/auth?${parameters}`;
}

/** Whoever made a link to the portal may say who is meant by it; what is too long for a name is none. */
function loginHint({ query }: PortalVisit): { login_hint?: string } {
  const hint = query['login_hint'] ?? '';
  return hint === '' || hint.length > LONGEST_HINT ? {} : { login_hint: hint };
}
