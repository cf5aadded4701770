// One connection to a provider that may be crooked, and a visit to it.
import type { Connection } from '../../src/domain/federation/connection.ts';
import type { Upstream } from '../../src/domain/federation/ports.ts';
import type { UpstreamAnswer, UpstreamVisit } from '../../src/domain/federation/visit.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { newId, randomToken } from '../../src/kernel/random.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { oidcUpstream, type UpstreamNeeds } from '../../src/upstream/oidc.ts';
import { CROOKED_CLIENT, type CrookedProvider } from '../kit/crooked-provider.ts';

/** Our own issuer in these tests. */
export const OURS = 'https://login.example';

/** The adapter as it is outside production. */
export function upstreamHere(more: Partial<UpstreamNeeds> = {}): Upstream {
  return oidcUpstream({ issuer: OURS, clock: systemClock, privateHosts: [], loopback: true, ...more });
}

/** A connection to it. */
export function connectionTo(issuer: string, more: Partial<Connection> = {}): Connection {
  const client = { clientId: CROOKED_CLIENT.clientId, clientSecret: new Secret(CROOKED_CLIENT.clientSecret) };
  const rules = { links: 'by-hand', newPeople: 'refused', trustsFactors: false, logOutUrl: undefined } as const;
  const times = { createdAt: 0, updatedAt: 0 };
  return {
    id: newId(),
    organisationId: newId(),
    kind: 'oidc',
    state: 'on',
    name: 'Acme ID',
    issuer,
    ...client,
    ...rules,
    ...times,
    ...more,
  };
}

/** A visit that begins now. */
export function visitTo({ id, organisationId }: Connection, more: Partial<UpstreamVisit> = {}): UpstreamVisit {
  const secrets = { state: randomToken(), browserId: randomToken(), nonce: randomToken(), codeVerifier: randomToken() };
  const expiresAt = systemClock.now() + minutes(10);
  return { ...secrets, connectionId: id, organisationId, uid: newId(), freshSince: undefined, expiresAt, ...more };
}

/** What the provider's parameters of its answer are. */
type More = Parameters<CrookedProvider['authorize']>[1];

/** Goes there and comes back, with parameters of the answer changed. Throws where nobody is sent. */
export async function thereAndBack(
  upstream: Upstream,
  provider: CrookedProvider,
  { connection = connectionTo(provider.issuer), visit = visitTo(connection), more = {} as More, path = '' } = {},
): Promise<UpstreamAnswer> {
  const begun = await upstream.start(connection, visit);
  if (begun.kind !== 'go') throw new Error(begun.detail);
  const { pathname, search: query } = new URL(provider.authorize(begun.address, more));
  return upstream.answer(connection, visit, { path: path || pathname, query });
}
