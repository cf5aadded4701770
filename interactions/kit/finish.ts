// The end of a sign-in, once and only here: what was proved becomes an assurance, what this browser missed is
// forgotten and it is known from now on, the audit log hears of it, the protocol gets its answer.
import type Koa from 'koa';
import type { Account } from '../../src/domain/accounts/account.ts';
import type { AuditRecord } from '../../src/domain/audit/events.ts';
import { type Assurance, assurance, isFirstFactor } from '../../src/domain/journeys/assurance.ts';
import { standsAt } from '../../src/domain/journeys/demand.ts';
import { type Proof, provedAccount, wasTold } from '../../src/domain/journeys/journey.ts';
import { letterTo } from '../../src/domain/links/ask.ts';
import { isReachable } from '../../src/domain/links/recipients.ts';
import type { Ports } from '../../src/domain/ports.ts';
import { clearedBySignIn, forgivenBySignIn } from '../../src/domain/throttle/gate.ts';
import { accountKey, COUNTER_KEYS, KNOWN_BROWSER_LIFE, LIMITS } from '../../src/domain/throttle/limits.ts';
import type { KnownBrowsers } from '../../src/domain/throttle/ports.ts';
import { type TrustingNeeds, trustIfWanted } from './spared.ts';
import type { FlowVisit } from './visit.ts';

/** A finished sign-in, as the protocol takes it. */
export interface FinishedSignIn {
  readonly accountId: string;
  readonly assurance: Assurance;
  readonly proofs: readonly Proof[];
  /** Which state of the account all that was proved against. */
  readonly stamp: number;
  /** Whether the name had to be repaired, for the next page of ours to say so (R3.9). */
  readonly repaired: boolean;
}

/** What finishing needs. */
export interface FinishNeeds extends Pick<Ports, 'accounts'>, TrustingNeeds {
  readonly knownBrowsers: Pick<KnownBrowsers, 'isKnown'>;
}

/**
 * Completes a journey in which nothing is left to do: what it leaves is written with the protocol's answer. Throws when
 * the account is gone: the proofs then prove nothing. `taken`: counters that the last attempt is to be given back on.
 */
export async function finishSignIn(
  needs: FinishNeeds,
  ctx: Koa.Context,
  ending: FlowVisit,
  taken: readonly string[],
): Promise<FinishedSignIn> {
  const visit = withoutFallen(ending);
  const { journey } = visit;
  const accountId = provedAccount(journey);
  if (accountId === undefined) throw new Error('a journey without proof cannot be finished');
  const worth = assurance(journey.proofs);
  const account = await needs.accounts.byId(accountId);
  if (!account) throw new Error('the account of this journey is gone');
  const attempted = {
    account: accountKey(account.organisationId, account.usernameKey),
    browser: visit.browserId,
    network: visit.counted,
  };
  const until = visit.now + KNOWN_BROWSER_LIFE;
  const cleared = clearedBySignIn(attempted);
  const others = taken.filter((key) => !cleared.includes(key));
  // In this order: what is forgotten cannot be forgiven any more.
  needs.later('misses forgiven', ({ counters }) => counters.forgive(forgivenBySignIn(attempted), others));
  needs.later('misses forgotten', ({ counters }) => counters.clear(cleared));
  await tellOfNewBrowser(needs, visit, account);
  const browser = sparingBrowser(journey.proofs);
  if (browser !== undefined) needs.later('trusted browser used', ({ trustedBrowsers }) => trustedBrowsers.used(browser, visit.now));
  trustIfWanted(needs, ctx, visit, account);
  needs.later('browser known', ({ knownBrowsers }) => knownBrowsers.remember(attempted.account, attempted.browser, until));
  // A network has as many misses free as people signed in well from it in a day, each counted once (`settled.md` 15).
  const person = visit.counted && COUNTER_KEYS.person(visit.counted, attempted);
  if (person !== undefined) needs.later('person counted', ({ counters }) => counters.mark(person, visit.now + LIMITS.people.remember));
  needs.later('signed in', ({ audit }) => audit.record(signedIn(visit, account, worth)));
  return { accountId, assurance: worth, proofs: provedIn(visit), stamp: stampOf(visit), repaired: journey.shown?.repaired ?? false };
}

/**
 * Without what an identity provider proved which is not connected any more, or knows the person no longer: a session brought it along.
 * It is told to nobody, and would be no end of a sign-in (`standing-result.ts`).
 */
function withoutFallen(visit: FlowVisit): FlowVisit {
  const { journey, demand } = visit;
  const proofs = journey.proofs.filter((proof) => proof.method !== 'fed' || standsAt(proof, demand.identities));
  if (proofs.length === journey.proofs.length) return visit;
  return { ...visit, journey: { ...journey, proofs } };
}

/**
 * Posts a notice with all that the sign-in leaves, where the organisation wants it and the browser was not known. Where a
 * password or factor was changed in it no browser is known any more, and one notice of this very browser has gone out already.
 */
async function tellOfNewBrowser(needs: FinishNeeds, visit: FlowVisit, account: Account): Promise<void> {
  const { organisation, browserId, device, journey, now } = visit;
  if (!organisation.policy.newBrowserMail || !isReachable(account) || wasTold(journey)) return;
  const key = accountKey(account.organisationId, account.usernameKey);
  if (await needs.knownBrowsers.isKnown(key, browserId, now)) return;
  const letter = letterTo(organisation, account, { kind: 'new-browser', signedIn: { at: now, device } });
  needs.later('new browser', ({ outbox }) => outbox.post(letter, now));
}

function stampOf({ demand }: FlowVisit): number {
  if (!demand.account) throw new Error('a sign-in is finished for an account that was looked at');
  return demand.account.stamp;
}

function sparingBrowser(proofs: readonly Proof[]): string | undefined {
  return proofs.find(({ method }) => method === 'browser')?.factorId;
}

/** What the session is kept with: whether it was let through stands with who the person proved to be. */
function provedIn({ journey, demand }: FlowVisit): readonly Proof[] {
  if (demand.second.kind !== 'enrol') return journey.proofs;
  return journey.proofs.map((proof) => (isFirstFactor(proof) ? { ...proof, letThrough: true } : proof));
}

function signedIn({ flow, journey, demand, network, device, now }: FlowVisit, account: Account, { acr, amr }: Assurance): AuditRecord {
  return {
    event: 'sign-in.succeeded',
    acr,
    amr,
    ...device,
    trusted: sparingBrowser(journey.proofs),
    ...(demand.second.kind === 'enrol' && { letThrough: true }),
    actor: 'person',
    organisation: account.organisationId,
    account: account.id,
    client: flow.clientId,
    trace: flow.uid,
    address: network,
    at: now,
  };
}
