// Back from an organisation's own identity provider: whatever came of it is written into the sign-in it was for, and nobody is
// signed in here. That happens where the sign-in's own browser opens its own address (security.md 1.1, 1.24).
import type { AuditContext, AuditRecord } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { Connection } from '../federation/connection.ts';
import type { Connections, Upstream, UpstreamVisits } from '../federation/ports.ts';
import type { SingleSignOnRefusal, UpstreamPerson, UpstreamVisit } from '../federation/visit.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Organisations } from '../organisations/ports.ts';
import type { Work } from '../ports.ts';
import type { Refused } from './arrived.ts';
import { type Journey, type Proof, provedAccount, withProof, withShown } from './journey.ts';
import { accountOfPerson } from './person-account.ts';
import type { Journeys, SignInRecords } from './ports.ts';

/** What finishing needs. */
export interface FinishVisitNeeds {
  readonly organisations: Pick<Organisations, 'byId'>;
  readonly connections: Pick<Connections, 'byId'>;
  readonly upstreamVisits: Pick<UpstreamVisits, 'take'>;
  readonly upstream: Pick<Upstream, 'answer'>;
  readonly journeys: Pick<Journeys, 'find' | 'replace'>;
  readonly signInRecords: Pick<SignInRecords, 'factsOf'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly work: Work;
}

/** What came to the callback. */
export interface CameBack {
  /** Parameter `state`. */
  readonly state: string;
  /** The address of ours that it came to, and all parameters, as they came. */
  readonly path: string;
  readonly query: string;
  readonly browserId: string;
  /** Network of the trusted hop, for the audit log. */
  readonly network: string;
  readonly reference: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Where the browser goes on; `unknown`: nobody was sent, or not this browser, or it is too long ago. */
export type VisitEnd = { readonly kind: 'on'; readonly portal: string; readonly uid: string } | { readonly kind: 'unknown' };

/** A visit with what it was for. */
interface Ongoing {
  readonly visit: UpstreamVisit;
  readonly organisation: Organisation;
  readonly journey: Journey;
}

/** Takes the visit of an answer, has the answer verified, and writes into the sign-in who it is or why that is nobody. */
export async function finishVisit(needs: FinishVisitNeeds, came: CameBack): Promise<VisitEnd> {
  const visit = await needs.upstreamVisits.take(came.state, came.now);
  if (!visit) return { kind: 'unknown' };
  const organisation = await needs.organisations.byId(visit.organisationId);
  const journey = await needs.journeys.find(visit.uid);
  const isThere = journey?.organisationId === visit.organisationId && came.now < journey.expiresAt;
  if (organisation?.state !== 'active' || !isThere) return { kind: 'unknown' };
  const ongoing = { visit, organisation, journey };
  if (visit.browserId !== came.browserId) {
    await needs.audit.record(failedRow(came, ongoing, { failure: 'stranger', detail: 'another browser came back than was sent' }));
    return { kind: 'unknown' };
  }
  const proof = await proofOf(needs, came, ongoing);
  if (proof.kind === 'refused') await needs.audit.record(failedRow(came, ongoing, { ...proof, failure: proof.because }));
  await write(needs, came, ongoing, proof);
  return { kind: 'on', portal: organisation.portal, uid: visit.uid };
}

/** `person`: what whoever came back is called there; `subject`: who it is there, where it is nobody here. */
type Proved = ({ readonly kind: 'proved'; readonly proof: Proof } | (Refused & { readonly subject?: string | undefined })) & {
  readonly person?: string | undefined;
};

async function proofOf(needs: FinishVisitNeeds, came: CameBack, { visit, organisation, journey }: Ongoing): Promise<Proved> {
  const connection = await needs.connections.byId(visit.connectionId);
  const isOpen = connection?.state === 'on' && connection.organisationId === organisation.id && organisation.policy.singleSignOn !== 'off';
  if (!isOpen) return { kind: 'refused', because: 'config', detail: 'the connection is off' };
  const answer = await needs.upstream.answer(connection, visit, came);
  if (answer.kind === 'failed') return { kind: 'refused', because: answer.failure, detail: answer.detail };
  const { person } = answer;
  const audit = { client: journey.clientId, trace: visit.uid, address: came.network };
  const meant = provedAccount(journey) ?? journey.sentOut?.meant;
  const found = await needs.work((ports) => accountOfPerson(ports, { organisation, connection, person, meant, audit, now: came.now }));
  const called = person.username ?? person.email ?? person.subject;
  if (found.kind === 'account') return { kind: 'proved', proof: federated(connection, person, found.account.id, came.now), person: called };
  if (found.because === 'no-account') return { ...found, subject: person.subject };
  return { ...found, ...(found.because === 'wrong-person' && { person: called }) };
}

/** An application hears when it was proved there; what is not said, or was not yet, is now. */
function federated({ id, trustsFactors }: Connection, { authenticatedAt, amr }: UpstreamPerson, accountId: string, now: number): Proof {
  const at = authenticatedAt === undefined || authenticatedAt > now ? now : authenticatedAt;
  return { method: 'fed', at, cameAt: now, accountId, factorId: id, ...(trustsFactors && amr.length > 0 && { amr }) };
}

/** More often than two tabs of one person write. */
const TRIES = 4;

/** Of two that write at once the second looks again: what was proved meanwhile may be somebody else's. */
async function write(needs: FinishVisitNeeds, came: CameBack, ongoing: Ongoing, proved: Proved): Promise<void> {
  let journey: Journey | undefined = ongoing.journey;
  for (let tries = 0; journey && tries < TRIES; tries += 1) {
    const outcome = await withOutcome(needs, came, journey, proved);
    if (await needs.journeys.replace(outcome.journey)) return outcome.late && needs.audit.record(failedRow(came, ongoing, outcome.late));
    journey = await needs.journeys.find(ongoing.visit.uid);
  }
  throw new Error(`a sign-in at ${ongoing.organisation.portal} could not be written`);
}

/** `late`: somebody else has proved something in this sign-in meanwhile. */
async function withOutcome(
  needs: Pick<FinishVisitNeeds, 'signInRecords'>,
  came: CameBack,
  journey: Journey,
  proved: Proved,
): Promise<{ readonly journey: Journey; readonly late?: Failure }> {
  const refused = (because: SingleSignOnRefusal) => {
    const singleSignOn = { because, reference: came.reference, at: came.now, person: proved.person };
    return withShown(journey, { way: 'sso', problems: [], username: '', repaired: false, singleSignOn });
  };
  if (proved.kind === 'refused') return { journey: refused(proved.because) };
  const { proof } = proved;
  const present = provedAccount(journey);
  // Identity cannot change inside a flow (security.md 1.3).
  if (present !== undefined && present !== proof.accountId)
    return { journey: refused('wrong-person'), late: { failure: 'wrong-person', detail: 'somebody else was faster in this sign-in' } };
  // What is changed from now on ends this sign-in as well (security.md 1.19).
  const facts = journey.stamp === undefined ? await needs.signInRecords.factsOf(proof.accountId) : undefined;
  return { journey: { ...withProof(journey, proof), ...(facts && { stamp: facts.stamp }) } };
}

type Failure = Pick<Extract<AuditRecord, { readonly event: 'sign-in.sso-failed' }>, 'failure' | 'detail' | 'subject'> & {
  readonly account?: string | undefined;
};

function failedRow(came: CameBack, { visit, journey }: Ongoing, { failure, detail, subject, account }: Failure): AuditRecord {
  const { reference, network, now } = came;
  const whom: AuditContext = { actor: 'person', organisation: visit.organisationId, account, client: journey.clientId };
  return { event: 'sign-in.sso-failed', failure, detail, reference, subject, ...whom, trace: visit.uid, address: network, at: now };
}
