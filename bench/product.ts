// The product as the bench runs it: in production mode behind one proxy, filled by its own use-cases.
import { type Installation, openInstallation } from '../src/commands/installation.ts';
import { addAccount, setAccount } from '../src/domain/administration/accounts.ts';
import { addClient } from '../src/domain/administration/clients.ts';
import { addConnection } from '../src/domain/administration/connections.ts';
import { addOrganisation, setOrganisation } from '../src/domain/administration/organisations.ts';
import { addResource } from '../src/domain/administration/resources.ts';
import type { Outcome } from '../src/domain/fault.ts';
import type { Clock } from '../src/kernel/clock.ts';
import { minutes } from '../src/kernel/duration.ts';
import type { Databases } from './machine/databases.ts';
import { API, type Application, type Applications, CALLBACK, ISSUER, PASSWORD, PORTAL } from './plan.ts';

/** The environment it starts with, but for the port. */
export async function productEnvironment(databases: Databases, keyring: string): Promise<Record<string, string>> {
  return {
    NODE_ENV: 'production',
    VOORDEUR_ISSUER: ISSUER,
    VOORDEUR_PRIVATE_PORT: '0',
    VOORDEUR_DATABASE: await databases.make('product'),
    VOORDEUR_KEYRING: keyring,
    VOORDEUR_MAIL_FROM: 'inloggen@bench.test',
    VOORDEUR_TRUSTED_PROXY_HOPS: '1',
  };
}

/** Runs `step` as the operator would from the command line, while no server need be running. */
export async function asOperator<T>(
  environment: Readonly<Record<string, string>>,
  step: (installation: Installation) => Promise<T>,
  clock?: Clock,
): Promise<T> {
  const installation = await openInstallation(environment, clock);
  try {
    return await step(installation);
  } finally {
    await installation.close();
  }
}

/** Makes the organisation, its people and the applications. Throws when the product refuses any of it. */
export function seedProduct(environment: Readonly<Record<string, string>>, people: readonly string[]): Promise<Applications> {
  return asOperator(environment, async ({ acting }) => {
    const contact = { contactName: 'Carla', contactEmail: 'carla@bench.test' };
    granted(await addOrganisation(acting, { portal: PORTAL, name: 'Acme BV', ...contact }));
    for (const username of people) {
      const sheet = { username, givenName: username, familyName: 'Bench', email: `${username}@bench.test` };
      granted(await addAccount(acting, PORTAL, { ...sheet, password: PASSWORD }));
    }
    granted(await addResource(acting, { indicator: API, scopes: ['results:read'] }));
    const code = {
      ...{ first_party: true, portals: '*', redirect_uris: [CALLBACK], grant_types: ['authorization_code', 'refresh_token'] },
      id_token_signed_response_alg: 'ES256',
    };
    const register = async (id: string, metadata: object): Promise<Application> => {
      const { secret } = granted(await addClient(acting, { client_id: id, client_name: `App ${id}`, ...metadata }));
      return { id, secret: secret ?? '' };
    };
    return {
      app: await register('assessments', code),
      spa: await register('assessments-spa', { ...code, token_endpoint_auth_method: 'none' }),
      machine: await register('machine', { grant_types: ['client_credentials'], redirect_uris: [], resources: [API] }),
    };
  });
}

/** Makes accounts in a state, with the bench's password where they have one. */
export async function addPeople(
  installation: Installation,
  people: readonly string[],
  state: 'active' | 'suspended' | 'invited',
  mailOf: (username: string) => string | undefined = () => undefined,
): Promise<void> {
  const { acting } = installation;
  for (const username of people) {
    const { id } = granted(
      await addAccount(acting, PORTAL, { username, email: mailOf(username), ...(state !== 'invited' && { password: PASSWORD }) }),
    );
    if (state === 'suspended') granted(await setAccount(acting, id, { state }));
  }
}

/** Mail to these addresses has come back for good, so that none goes there any more. */
export async function haveBounced({ store, acting }: Installation, addresses: readonly string[]): Promise<void> {
  for (const to of addresses) {
    const now = acting.clock.now();
    const mail = { kind: 'account-closed', promised: 'user-names' } as const;
    await store.ports.outbox.post({ organisation: undefined, to, locale: 'nl', mail }, now);
    const held = await store.ports.outbox.take(now, minutes(1));
    if (!held) throw new Error('nothing to bounce');
    await store.ports.outbox.notHandedOver(held, { state: 'bounced', stop: true, reason: 'no-such-address' }, now);
  }
}

/** Domain of those who sign in through the organisation's own identity provider, where that is required. */
export const WORK = 'work.test';

/** Requires it of them. Nobody listens at the provider: nothing that is measured goes there. */
export async function requireSingleSignOn({ acting }: Installation): Promise<void> {
  const provider = {
    name: 'Staff of Acme BV',
    issuer: 'https://idp.work.test',
    clientId: 'voordeur',
    clientSecret: 'not asked for by anybody',
  };
  granted(await addConnection(acting, PORTAL, provider));
  granted(await setOrganisation(acting, PORTAL, { policy: { singleSignOn: 'required', singleSignOnDomains: [WORK] } }));
}

function granted<T>(outcome: Outcome<T>): T {
  if (outcome.done) return outcome.value;
  throw new Error(`the bench's data was refused: ${outcome.faults.map(({ field, detail }) => `${field} ${detail}`).join('; ')}`);
}
