// An organisation's own identity provider, for a test: the demo's, in a process of its own. Its clock is the machine's: wind
// a test's own before, or wait with it.
import type { Colleague, Settings } from '../../demo/identity-provider/settings.ts';
import { startIdentityProvider } from '../../demo/identity-provider/start.ts';

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
