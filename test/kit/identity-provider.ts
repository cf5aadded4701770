// An organisation's own identity provider, for a test: the demo's, in a process of its own. Its clock is the machine's: wind
// a test's own before, or wait with it.
import type { Colleague, Settings } from '../../demo/identity-provider/settings.ts';
import { startIdentityProvider } from '../../demo/identity-provider/start.ts';
import type { ConnectionInput } from '../../src/domain/administration/connection-sheet.ts';
import { addConnection } from '../../src/domain/administration/connections.ts';
import { linkAccount } from '../../src/domain/administration/identities.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import type { Connection } from '../../src/domain/federation/connection.ts';
import type { Policy } from '../../src/domain/organisations/policy.ts';
import { fine } from './fine.ts';
import type { World } from './world.ts';

/** The password of every colleague there; it opens nothing here. */
export const WORK_PASSWORD = 'herfstblad-molen-66';

/** An open one, with what a connection to it is made of. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signOutUrl: string;
  /** Takes connections and answers nobody, until `goOn`. */
  fallSilent(): void;
  goOn(): void;
  /** Ends it: nobody listens at its port any more. */
  close(): Promise<void>;
  /** Starts it anew at the same address, with other keys and nobody signed in. */
  reopen(): Promise<void>;
}

/** Somebody at work, with a verified address; whatever is not said follows from the user name. */
export function colleague(username: string, more: Partial<Colleague> = {}): Colleague {
  const email = `${username.toLowerCase()}@work.example`;
  const names = { givenName: username, familyName: 'van Noordhaven' };
  return { sub: `sub-of-${username}`, username, password: WORK_PASSWORD, email, emailVerified: true, ...names, ...more };
}

/** Opens one that signs these people in for whoever is at `redirectUri`, on a free port. */
export async function openIdentityProvider(
  redirectUri: string,
  people: readonly Colleague[],
  more: Partial<Settings> = {},
): Promise<IdentityProvider> {
  const client = { id: 'voordeur', secret: 'a-secret-that-both-of-them-know-well', redirectUris: [redirectUri] };
  const settings: Settings = { name: 'Noordhaven ID', port: 0, client, people, claimsIn: 'id-token', ...more };
  let running = await startIdentityProvider(settings);
  const { issuer, signOutUrl } = running;
  return {
    issuer,
    signOutUrl,
    clientId: settings.client.id,
    clientSecret: settings.client.secret,
    fallSilent: () => void process.kill(running.pid, 'SIGSTOP'),
    goOn: () => void process.kill(running.pid, 'SIGCONT'),
    close: () => running.close(),
    reopen: async () => {
      running = await startIdentityProvider({ ...settings, port: Number(new URL(issuer).port) });
    },
  };
}

/** Where identity providers answer us: the redirect URI that they are told. */
export function callbackOf({ url }: Pick<World, 'url'>): string {
  return `${url}/sso/callback`;
}

/** Connects a portal of the world to it, as an operator does, and asks single sign-on as `policy` says. */
export async function connectTo(
  { app }: World,
  portal: string,
  { issuer, clientId, clientSecret, signOutUrl: logOutUrl }: IdentityProvider,
  { policy, ...more }: ConnectionInput & { readonly policy: Partial<Policy> },
): Promise<Connection> {
  const { acting } = app.installation;
  const known = { name: 'Noordhaven ID', issuer, clientId, clientSecret, logOutUrl, ...more };
  const { connection } = fine(await addConnection(acting, portal, known));
  fine(await setOrganisation(acting, portal, { policy }));
  return connection;
}

/** Says who at its provider somebody with an account here is, as an operator does. */
export async function linkTo({ app }: World, accountId: string, { sub }: Colleague): Promise<void> {
  fine(await linkAccount(app.installation.acting, accountId, sub));
}
