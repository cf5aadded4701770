import type { Registration } from '../src/domain/administration/client-sheet.ts';
import { type ActingOnClients, addClient, type RegisteredClient, setClient } from '../src/domain/administration/clients.ts';
import { addResource, setResource } from '../src/domain/administration/resources.ts';
import type { Store } from '../src/domain/ports.ts';
import { API_SCOPE } from './assessment-app/routes.ts';
import { granted } from './seed.ts';

/** What registering works with. */
export interface RegistrationNeeds {
  readonly store: Store;
  readonly acting: ActingOnClients;
}

/** The credentials of a registered app, with a secret that was made just now. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Id of the assessment app: first party, so nobody is asked for consent. */
export const ASSESSMENT_ID = 'demo-assessment';
/** Id of the reports app: somebody else's, so people are asked what it may know. */
export const REPORTS_ID = 'demo-reports';

/** Scopes the two apps ask for. */
export const SCOPES = {
  assessment: `openid profile email organisation ${API_SCOPE}`,
  reports: 'openid profile organisation',
} as const;

/** Registers the assessment app and its API at `url`. The secret of the last start is let go of. */
export async function registerAssessment(needs: RegistrationNeeds, url: string): Promise<Credentials> {
  const api = { indicator: `${url}/api`, name: 'Demo assessment API', scopes: [API_SCOPE], format: 'jwt' };
  const known = await needs.store.ports.resources.byIndicator(api.indicator);
  const { indicator, ...change } = api;
  granted(known ? await setResource(needs.acting, indicator, change) : await addResource(needs.acting, api));
  return register(needs, ASSESSMENT_ID, {
    ...common(url),
    client_name: 'Demo assessment',
    grant_types: ['authorization_code', 'refresh_token'],
    initiate_login_uri: `${url}/login`,
    first_party: true,
    resources: [api.indicator],
  });
}

/** Registers the reports app at `url`. It begins no sign-in by itself, so that a portal leads straight to the assessments. */
export function registerReports(needs: RegistrationNeeds, url: string): Promise<Credentials> {
  const registration = { ...common(url), client_name: 'Rapportage-demo', grant_types: ['authorization_code'], first_party: false };
  return register(needs, REPORTS_ID, registration);
}

function common(url: string): Registration {
  return {
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
    redirect_uris: [`${url}/callback`],
    post_logout_redirect_uris: [`${url}/`],
    backchannel_logout_uri: `${url}/backchannel-logout`,
    backchannel_logout_session_required: true,
    client_uri: `${url}/`,
    portals: '*',
  };
}

async function register({ store, acting }: RegistrationNeeds, clientId: string, registration: Registration): Promise<Credentials> {
  const known = await store.ports.clients.byId(clientId);
  const change = { registration, state: 'active', addSecret: true, dropOldSecrets: true };
  const outcome = known ? await setClient(acting, clientId, change) : await addClient(acting, { ...registration, client_id: clientId });
  return { clientId, clientSecret: secretOf(granted(outcome)) };
}

function secretOf({ client, secret }: RegisteredClient): string {
  if (secret === undefined) throw new Error(`${client.id} was registered without a secret`);
  return secret;
}
