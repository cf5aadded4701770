import { type ActingOnAccounts, addAccount, findAccount, setAccount } from '../src/domain/administration/accounts.ts';
import { type ActingOnConnections, addConnection, findConnection, setConnection } from '../src/domain/administration/connections.ts';
import { setOrganisation } from '../src/domain/administration/organisations.ts';
import type { Store } from '../src/domain/ports.ts';
import { newId } from '../src/kernel/random.ts';
import type { Colleague } from './identity-provider/settings.ts';
import { type RunningIdentityProvider, startIdentityProvider } from './identity-provider/start.ts';
import { granted } from './seed.ts';

/** Somebody of the organisation that has an identity provider of its own: what that knows, and who it is here. */
export interface DemoColleague extends Colleague {
  /** The account here, if any. `known`: nobody has suspended it. */
  readonly here: 'known' | 'suspended' | 'nobody';
  /** What the person is there to show, for the table that is printed. */
  readonly shows: string;
}

/** What the identity provider is called, and whose it is. */
export const WORKPLACE = { name: 'Noordhaven ID', portal: 'noordhaven' } as const;
const { name, portal } = WORKPLACE;
const DOMAIN = 'noordhaven.example';

/** Its people, in the order in which they are printed. */
export const COLLEAGUES: readonly DemoColleague[] = [
  {
    ...colleague('Marijke', 'de Wit', 'havenmeester-bries-12'),
    here: 'known',
    shows: 'signs in at work, and is known here',
  },
  {
    ...colleague('Sven', 'Bos', 'stadhuis-klok-83'),
    here: 'nobody',
    shows: 'has no account here, and is told so',
  },
  {
    ...colleague('Tim', 'Vos', 'plantsoen-bank-36'),
    here: 'suspended',
    shows: 'is suspended here, and is told so',
  },
];

function colleague(givenName: string, familyName: string, password: string) {
  const username = `${givenName}.${familyName.replace(' ', '')}`;
  const email = `${username.toLowerCase()}@${DOMAIN}`;
  return { sub: `${portal}-${username}`, username, password, email, emailVerified: true, givenName, familyName, amr: ['pwd'] };
}

/** What the workplace works with. */
export interface WorkplaceNeeds {
  readonly store: Store;
  readonly acting: ActingOnAccounts & ActingOnConnections;
  /** The product's issuer. */
  readonly product: string;
}

/**
 * Starts the identity provider of an organisation at `port`, connects the two and puts its people back. Whoever has an address
 * of theirs must sign in there from now on; its contact person need not, so that somebody can help when it is out of order.
 */
export async function openWorkplace({ store, acting, product }: WorkplaceNeeds, port: number): Promise<RunningIdentityProvider> {
  const client = { id: 'voordeur', secret: newId(), redirectUris: [`${product}/sso/callback`] };
  const running = await startIdentityProvider({ name, port, client, people: COLLEAGUES, claimsIn: 'id-token' });
  try {
    const { issuer, signOutUrl: logOutUrl } = running;
    const registered = { name, issuer, clientId: client.id, clientSecret: client.secret, logOutUrl };
    const connection = { ...registered, state: 'on', links: 'by-email', newPeople: 'refused', trustsFactors: true } as const;
    const known = await findConnection(store.ports, portal);
    // At another port it is another provider: who was known by the former one is linked anew.
    const forgetPeople = known.done && known.value.connection.issuer !== issuer;
    const again = () => setConnection(acting, portal, { ...connection, forgetPeople });
    granted(known.done ? await again() : await addConnection(acting, portal, connection));
    const who = { singleSignOnDomains: [DOMAIN], singleSignOnExceptions: ['Willem.Prins'] };
    granted(await setOrganisation(acting, portal, { policy: { singleSignOn: 'required', ...who } }));
    for (const person of COLLEAGUES) await restoreColleague({ store, acting }, person);
    return running;
  } catch (error) {
    await running.close();
    throw error;
  }
}

/** Puts the account of a colleague back, who has never had a password here. */
async function restoreColleague({ store, acting }: Pick<WorkplaceNeeds, 'store' | 'acting'>, person: DemoColleague): Promise<void> {
  if (person.here === 'nobody') return;
  const { username, email, givenName, familyName } = person;
  const sheet = { username, email, emailVerified: true, givenName, familyName, locale: 'nl' };
  const present = (await findAccount(store.ports, portal, username)) ?? granted(await addAccount(acting, portal, sheet));
  // Who has come once is active, and stays that; before, an account without a password is an invitation.
  const usual = present.state === 'active' ? 'active' : 'invited';
  const state = person.here === 'suspended' ? 'suspended' : usual;
  if (present.state !== state) granted(await setAccount(acting, present.id, { state }));
}
