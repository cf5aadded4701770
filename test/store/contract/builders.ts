// What is stored, with everything filled in: a test names only what it is about.
import type { Account } from '../../../src/domain/accounts/account.ts';
import type { Client, Resource } from '../../../src/domain/clients/client.ts';
import type { StoredPassword } from '../../../src/domain/credentials/password.ts';
import type { SigningKey } from '../../../src/domain/keys/ports.ts';
import { brandTokens } from '../../../src/domain/organisations/brand.ts';
import type { Organisation } from '../../../src/domain/organisations/organisation.ts';
import { policySchema } from '../../../src/domain/organisations/policy.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { newId, randomToken } from '../../../src/kernel/random.ts';

/** The moment at which these stories begin: Monday 5 January 2026, nine o'clock. */
export const NOW = Date.UTC(2026, 0, 5, 9);

export function organisation(more: Partial<Organisation> = {}): Organisation {
  const id = newId();
  return {
    id,
    portal: `p-${id}`,
    name: 'Acme Examens «NL»',
    state: 'active',
    look: { colour: '#0a5c36', tokens: brandTokens('#0a5c36'), forceLight: false },
    languages: { allowed: ['nl', 'en'], preferred: 'nl' },
    support: { contactName: 'Carla' },
    policy: policySchema.parse({}),
    passwordAgeSince: NOW,
    createdAt: NOW,
    ...more,
  };
}

export function account(organisationId: string, username: string, more: Partial<Account> = {}): Account {
  const names = { username, usernameKey: username.toLowerCase(), givenName: 'Jan', familyName: "van 't Hek", locale: 'nl' as const };
  const mail = { email: 'Jan@acme.example', emailKey: 'jan@acme.example', emailVerified: true };
  return { id: newId(), organisationId, ...names, ...mail, role: 'candidate', state: 'active', createdAt: NOW, updatedAt: NOW, ...more };
}

export function password(accountId: string, phc: string, more: Partial<StoredPassword> = {}): StoredPassword {
  return { accountId, phc, pepperId: 'p1', changedAt: NOW, mustChange: false, ...more };
}

export function client(id: string, more: Partial<Client> = {}): Client {
  return {
    id,
    name: 'Examenzaal',
    metadata: { redirect_uris: ['https://app.example/cb'], grant_types: ['authorization_code'] },
    firstParty: true,
    portals: '*',
    requirePkce: true,
    resources: ['https://api.example/'],
    secretHashes: ['aGFzaA'],
    state: 'active',
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  };
}

export function resource(indicator: string, more: Partial<Resource> = {}): Resource {
  return { indicator, name: 'Results', scopes: ['results:read'], format: 'jwt', createdAt: NOW, updatedAt: NOW, ...more };
}

export function signingKey(kid: string, more: Partial<SigningKey> = {}): SigningKey {
  return { kid, alg: 'ES256', sealed: 'sealed', publishedAt: NOW, activeFrom: NOW, ...more };
}

/** A bearer id as the protocol library makes them. */
export function bearerId(): string {
  return randomToken();
}

/** An organisation that is in the store, with people in it. */
export async function settled(store: Store, ...usernames: readonly string[]): Promise<{ customer: Organisation; people: Account[] }> {
  const customer = organisation();
  await store.ports.organisations.insert(customer);
  const people = usernames.map((username) => account(customer.id, username));
  for (const person of people) await store.ports.accounts.insert(person);
  return { customer, people };
}
