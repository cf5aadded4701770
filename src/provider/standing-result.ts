import { isUsable } from '../domain/accounts/account.ts';
import type { ArtifactPayload } from '../domain/artifacts/ports.ts';
import { NO_TWO_STEP } from '../domain/factors/facts.ts';
import { stillProves } from '../domain/journeys/demand.ts';
import type { Proof } from '../domain/journeys/journey.ts';
import type { FoundInteraction } from '../domain/journeys/ports.ts';
import type { SignInResult } from './proved-sessions.ts';

/**
 * A sign-in that is finished but not taken up is not finished, once anything was changed that ends what an account has open
 * (security.md 1.19). Whose account cannot be used any more is told so where it is taken up.
 */
export function standingResult({ payload, password, holder }: FoundInteraction): ArtifactPayload {
  const { result, ...unfinished } = payload as { readonly result?: Partial<SignInResult> };
  const { twoStep = NO_TWO_STEP, identities = [] } = holder?.askedBy ?? {};
  const now = { passwordChosenAt: password?.changedAt, twoStep, identities };
  const proofs = result?.proofs ?? [];
  // Who came through the organisation's own identity provider as well may have to renew none (R13.7): the lock at the session knows.
  const mustRenew = password?.mustChange === true && !proofs.some(({ method }) => method === 'fed');
  const stands = (proof: Proof) => stillProves(proof, now) && !(proof.method === 'pwd' && mustRenew);
  const present = holder && isUsable(holder.account) ? holder.askedBy?.stamp : undefined;
  const isOfNow = !result?.proofs || present === undefined || result.stamp === present;
  return isOfNow && proofs.every(stands) ? payload : unfinished;
}
