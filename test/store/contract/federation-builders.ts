// Connections, people at their providers, and visits to them, with everything filled in.
import type { Connection, Identity } from '../../../src/domain/federation/connection.ts';
import type { UpstreamVisit } from '../../../src/domain/federation/visit.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { newId, randomToken } from '../../../src/kernel/random.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import { account, NOW, organisation } from './builders.ts';

/** A connection with everything filled in. */
export function connection(organisationId: string, more: Partial<Connection> = {}): Connection {
  return {
    ...{ id: newId(), organisationId, kind: 'oidc', state: 'on', name: 'Acme’s own', issuer: 'https://id.acme.example' },
    ...{ clientId: 'voordeur', clientSecret: new Secret('upstream-secret'), links: 'by-hand', newPeople: 'refused' },
    ...{ trustsFactors: false, logOutUrl: undefined, createdAt: NOW, updatedAt: NOW },
    ...more,
  };
}

/** An organisation with two people and a connection, all stored. */
export async function connected({ ports }: Store, more: Partial<Connection> = {}) {
  const customer = organisation();
  const [jan, piet] = [account(customer.id, 'jan'), account(customer.id, 'piet')];
  const there = connection(customer.id, more);
  await ports.organisations.insert(customer);
  await ports.accounts.insertAll([jan, piet]);
  await ports.connections.save(there);
  return { customer, jan: jan.id, piet: piet.id, there };
}

/** An identity at the provider of `connection`. */
export function identity(connectionId: string, accountId: string, subject: string, more: Partial<Identity> = {}): Identity {
  return { connectionId, issuer: 'https://id.acme.example', subject, accountId, linkedAt: NOW, ...more };
}

/** A visit under way for ten minutes. */
export function visit({ id, organisationId }: Connection, more: Partial<UpstreamVisit> = {}): UpstreamVisit {
  const secrets = { state: randomToken(), uid: randomToken(), browserId: randomToken(), nonce: randomToken(), codeVerifier: randomToken() };
  return { ...secrets, connectionId: id, organisationId, freshSince: undefined, expiresAt: NOW + 600_000, ...more };
}
