// The end of a sign-in, once and only here: what was proved becomes an assurance, the counters of this account and
// browser are forgotten and the browser is known from now on, the audit log hears of it, the protocol gets its answer.
import { type Assurance, assurance } from '../../src/domain/journeys/assurance.ts';
import { type Journey, type Proof, provedAccount } from '../../src/domain/journeys/journey.ts';
import type { Work } from '../../src/domain/ports.ts';
import { clearedBySignIn } from '../../src/domain/throttle/gate.ts';
import { type Attempted, accountKey, counterKeys, KNOWN_BROWSER_LIFE, LIMITS } from '../../src/domain/throttle/limits.ts';
import type { Counters } from '../../src/domain/throttle/ports.ts';
import type { FlowVisit } from './visit.ts';

/** A finished sign-in, as the protocol takes it. */
export interface FinishedSignIn {
  readonly accountId: string;
  readonly assurance: Assurance;
  readonly proofs: readonly Proof[];
  /** Whether the name had to be repaired, for the next page of ours to say so (R3.9). */
  readonly repaired: boolean;
}

/** Completes a journey in which nothing is left to do. Throws when the account is gone: the proofs then prove nothing. */
export async function finishSignIn(work: Work, visit: FlowVisit, journey: Journey): Promise<FinishedSignIn> {
  const accountId = provedAccount(journey);
  if (accountId === undefined) throw new Error('a journey without proof cannot be finished');
  const worth = assurance(journey.proofs);
  await work(async ({ accounts, counters, knownBrowsers, audit }) => {
    const account = await accounts.byId(accountId);
    if (!account) throw new Error('the account of this journey is gone');
    const attempted = {
      account: accountKey(account.organisationId, account.usernameKey),
      browser: visit.browserId,
      network: visit.counted,
    };
    await counters.clear(clearedBySignIn(attempted));
    await knownBrowsers.remember(attempted.account, attempted.browser, visit.now + KNOWN_BROWSER_LIFE);
    await countPerson(counters, attempted, visit.now);
    await audit.record({
      event: 'sign-in.succeeded',
      acr: worth.acr,
      amr: worth.amr,
      actor: 'person',
      organisation: account.organisationId,
      account: accountId,
      client: visit.flow.clientId,
      trace: visit.flow.uid,
      address: visit.network,
      at: visit.now,
    });
  });
  return { accountId, assurance: worth, proofs: journey.proofs, repaired: journey.shown?.repaired ?? false };
}

/** A network has as many misses free as people signed in well from it in a day, each counted once (`settled.md` 15). */
async function countPerson(counters: Pick<Counters, 'reserve'>, attempted: Attempted, now: number): Promise<void> {
  const { person, people } = counterKeys(attempted);
  if (person === undefined || people === undefined) return;
  const { remember } = LIMITS.people;
  const [first] = await counters.reserve([{ key: person, remember, ceiling: 1 }], now);
  if (first !== undefined) await counters.reserve([{ key: people, remember }], now);
}
