// On the way to an organisation's own identity provider (R17.1): who is sent there is remembered, so that the answer is known
// again, and taken from the same browser alone (security.md 1.24).
import { minutes } from '../../kernel/duration.ts';
import { randomToken } from '../../kernel/random.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { Connections, Upstream, UpstreamVisits } from '../federation/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { OpenFlow } from './flow.ts';
import { type Journey, provedAccount, type ShownRefusal } from './journey.ts';

/** How long somebody may be away, in milliseconds. */
const VISIT_LIFE = minutes(10);

/** What beginning needs. */
export interface BeginVisitNeeds {
  readonly connections: Pick<Connections, 'ofOrganisation'>;
  readonly upstreamVisits: Pick<UpstreamVisits, 'begin'>;
  readonly upstream: Pick<Upstream, 'start'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** Who is sent from where. */
export interface Departing {
  readonly organisation: Organisation;
  readonly flow: Pick<OpenFlow, 'uid' | 'clientId' | 'loginHint' | 'freshWithin'>;
  readonly browserId: string;
  /** Network of the trusted hop, for the audit log. */
  readonly network: string;
  /** What the person would be told to mention. */
  readonly reference: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Where to; or why nowhere. `idpName`: what people know it by. */
export type Departure =
  | { readonly kind: 'go'; readonly address: string; readonly idpName: string }
  | { readonly kind: 'failed'; readonly refusal: ShownRefusal };

/** Begins a visit. At most one request to the provider, bounded in time. */
export async function beginVisit(needs: BeginVisitNeeds, departing: Departing): Promise<Departure> {
  const { organisation, flow, browserId, now } = departing;
  const connection = await needs.connections.ofOrganisation(organisation.id);
  if (connection?.state !== 'on') return failed(needs, departing, 'config', 'the connection is off, or there is none');
  const visit = {
    ...{ state: randomToken(), nonce: randomToken(), codeVerifier: randomToken() },
    ...{ connectionId: connection.id, uid: flow.uid, organisationId: organisation.id, browserId },
    freshSince: flow.freshWithin === undefined ? undefined : now - flow.freshWithin,
    expiresAt: now + VISIT_LIFE,
  };
  const begun = await needs.upstream.start(connection, visit, flow.loginHint);
  if (begun.kind === 'failed') return failed(needs, departing, begun.failure, begun.detail);
  await needs.upstreamVisits.begin(visit);
  return { kind: 'go', address: begun.address, idpName: connection.name };
}

/** The protocol's reasons to ask somebody who is signed in once more, and nobody else. */
const SAME_PERSON: readonly string[] = ['max_age', 'login_prompt', 'password_renewal'];

/** Whose account it must be: of who has proved something in this sign-in, or is asked to prove it anew. */
export function meantAccount(journey: Journey, { accountId, reasons }: Pick<OpenFlow, 'accountId' | 'reasons'>): string | undefined {
  return provedAccount(journey) ?? (reasons.length > 0 && reasons.every((reason) => SAME_PERSON.includes(reason)) ? accountId : undefined);
}

async function failed(needs: BeginVisitNeeds, departing: Departing, failure: 'down' | 'config', detail: string): Promise<Departure> {
  const { organisation, flow, network, reference, now } = departing;
  const whom: AuditContext = { actor: 'person', organisation: organisation.id, client: flow.clientId, trace: flow.uid, address: network };
  await needs.audit.record({ event: 'sign-in.sso-failed', failure, detail, reference, ...whom, at: now });
  return { kind: 'failed', refusal: { because: failure, reference, at: now } };
}
