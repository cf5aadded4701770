// A passkey in a sign-in: what the page's script asks the browser with, and what comes of its answer. The form is filled in
// and sent by the script alone; the same pages work without it, by other ways.
import * as v from '@badrap/valita';
import { type Account, fullName } from '../../src/domain/accounts/account.ts';
import type { Passkey, PasskeyUse } from '../../src/domain/factors/passkey.ts';
import type { PasskeyCeremonies } from '../../src/domain/factors/ports.ts';
import { withProof } from '../../src/domain/journeys/journey.ts';
import { type PasskeyCheck, verifyPasskey } from '../../src/domain/journeys/verify-passkey.ts';
import { hasTwoStep, type Organisation } from '../../src/domain/organisations/organisation.ts';
import type { Later } from '../../src/domain/ports.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { clearedByCode } from '../../src/domain/throttle/code-tries.ts';
import { assertNever } from '../../src/kernel/never.ts';
import type { PasskeyView, Problem } from '../../src/views/models.ts';
import { text } from './fields.ts';
import type { Outcome } from './page.ts';
import { trustField } from './trust.ts';
import type { FlowVisit } from './visit.ts';

/** What asking for a passkey, and judging it, need. */
export interface PasskeyFormNeeds extends PasskeyCheck {
  readonly ceremonies: PasskeyCeremonies;
  readonly later: Later;
}

/** The form that the script fills in. */
export const passkeyForm = v.object({ answer: text, trust: trustField });

/** The fields of problems with a passkey: its button. */
export const PASSKEY_FIELDS: Partial<Record<ProblemCode, readonly string[]>> = {
  'passkey-refused': ['passkey'],
  'passkey-old': ['passkey'],
  'passkey-not-made': ['passkey'],
  'passkey-full': ['passkey'],
  'passkey-name-long': ['name'],
};

/** What a screen about a passkey has to say. */
export function passkeyProblems({ journey }: Pick<FlowVisit, 'journey'>): Problem[] {
  return (journey.shown?.problems ?? []).map((code) => ({ code, fields: PASSKEY_FIELDS[code] ?? [] }));
}

/**
 * Whether the sheet asks for passkeys: where people may have them, by the organisation's rules or because this application asks
 * for two steps. Contact persons of an organisation without two-step verification use theirs after the password. Read from what
 * is at hand, and the same for everybody.
 */
export function passkeysHere({ organisation, flow }: Pick<FlowVisit, 'organisation' | 'flow'>): boolean {
  return organisation.policy.twoStepMethods.includes('passkey') && (hasTwoStep(organisation) || flow.strength !== 'none');
}

/** What the script asks with. `known`: those that will do, or that need not be made again. Writes nothing. */
export function askForPasskey(
  needs: { readonly ceremonies: Pick<PasskeyCeremonies, 'newChallenge' | 'site'> },
  visit: Pick<FlowVisit, 'browserId' | 'now' | 'flow'>,
  purpose: PasskeyUse['purpose'],
  known: readonly Passkey[] = [],
): PasskeyView {
  return passkeyView(needs, useOf(visit, purpose), known, visit.now);
}

/** The same for a use outside any sign-in. `now` is epoch milliseconds. */
export function passkeyView(
  { ceremonies }: { readonly ceremonies: Pick<PasskeyCeremonies, 'newChallenge' | 'site'> },
  use: PasskeyUse,
  known: readonly Passkey[],
  now: number,
): PasskeyView {
  const told = known.map(({ id, transports }) => ({ id, transports }));
  return { challenge: ceremonies.newChallenge(use, now), site: ceremonies.site, known: JSON.stringify(told) };
}

/** Whose a new passkey will be, as authenticators list it: the names are shown there, the id is what comes back. */
export function ownerView({ name: org }: Organisation, account: Account) {
  return { owner: account.id, username: account.username, name: fullName(account), org };
}

/** What a challenge of this sign-in is for. */
export function useOf({ browserId, flow }: Pick<FlowVisit, 'browserId' | 'flow'>, purpose: PasskeyUse['purpose']): PasskeyUse {
  return { purpose, browserId, flow: flow.uid };
}

/** Judges the answer. `accountId`: whose it must be, where that has been proved already. */
export async function judgePasskey(
  needs: PasskeyFormNeeds,
  visit: FlowVisit,
  purpose: PasskeyUse['purpose'],
  { answer, accountId, trust = '' }: { readonly answer: string; readonly accountId?: string; readonly trust?: string },
): Promise<Outcome> {
  const { organisation, network, counted, now, flow, journey } = visit;
  const from = { organisation, network, counted, now, clientId: flow.clientId };
  const verdict = await verifyPasskey(needs, { ...from, answer, accountId, use: useOf(visit, purpose) });
  switch (verdict.kind) {
    case 'right': {
      const { proof, facts, taken } = verdict;
      needs.later('wrong codes forgotten', ({ counters }) => counters.clear(clearedByCode(proof.accountId)));
      if (purpose === 'second-step') needs.later('way remembered', ({ twoSteps }) => twoSteps.used(proof.accountId, 'passkey'));
      return { kind: 'proceed', journey: withProof(journey, proof), attempt: { facts, taken }, trust: trust !== '' };
    }
    case 'refused':
      return passkeyAgain(visit, 'passkey-refused');
    case 'old':
      return passkeyAgain(visit, 'passkey-old');
    case 'wait':
      return { kind: 'too-many', retryAfterSeconds: Math.max(1, Math.ceil((verdict.until - now) / 1000)) };
    default:
      return assertNever(verdict);
  }
}

/** The same screen again, with what it has to say; a name that stood there stays. */
export function passkeyAgain({ journey, flow }: Pick<FlowVisit, 'journey' | 'flow'>, code: ProblemCode): Outcome {
  const username = journey.shown?.username ?? flow.loginHint ?? '';
  return { kind: 'retry', shown: { problems: [code], username, repaired: false } };
}
