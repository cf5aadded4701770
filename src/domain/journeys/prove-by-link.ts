// Back into the sign-in that the visit began in (`settled.md` 30): who chose a password by a mailed link has proved it
// there as well. What else that sign-in asks, such as a second factor, it still asks.
import type { Artifacts } from '../artifacts/ports.ts';
import { beginJourney, type Journey, provedAccount, withProof } from './journey.ts';
import type { Journeys } from './ports.ts';

/** What proving there needs. */
export interface ProveByLinkNeeds {
  readonly artifacts: Pick<Artifacts, 'find'>;
  readonly journeys: Pick<Journeys, 'find' | 'replace'>;
}

/** Whose password was chosen when (epoch milliseconds), and the sign-in that this browser was in. */
export interface ProvedByLink {
  readonly uid: string;
  readonly organisationId: string;
  readonly accountId: string;
  readonly chosenAt: number;
}

/** Writes the proof into the sign-in, if it is still open at this organisation. Its own cookie says whose browser it is, when it goes on. */
export async function proveByLink(needs: ProveByLinkNeeds, proved: ProvedByLink): Promise<void> {
  const { accountId, chosenAt } = proved;
  const journey = await openJourney(needs, proved);
  if (journey) await needs.journeys.replace(withProof(journey, { method: 'pwd', at: chosenAt, accountId, chosenAt }));
}

/** Whether the sign-in has the account's proof: it goes on from there. */
export async function isProvedIn({ journeys }: Pick<ProveByLinkNeeds, 'journeys'>, uid: string, accountId: string): Promise<boolean> {
  const journey = await journeys.find(uid);
  return journey !== undefined && provedAccount(journey) === accountId;
}

async function openJourney(
  { artifacts, journeys }: ProveByLinkNeeds,
  { uid, organisationId, chosenAt }: ProvedByLink,
): Promise<Journey | undefined> {
  const interaction = await artifacts.find('Interaction', uid);
  const { params, prompt, result, exp } = (interaction ?? {}) as Partial<Record<'params' | 'prompt', Readonly<Record<string, unknown>>>> & {
    readonly result?: unknown;
    readonly exp?: number;
  };
  const expiresAt = (exp ?? 0) * 1000;
  if (prompt?.['name'] !== 'login' || result !== undefined || expiresAt <= chosenAt || params?.['portal'] !== organisationId)
    return undefined;
  return (await journeys.find(uid)) ?? beginJourney({ uid, organisationId, clientId: String(params['client_id']), expiresAt });
}
