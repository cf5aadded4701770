// Factors: what an account has besides its password, and what is asked of it. Owns the rules of two-step verification and
// the contracts of keeping its factors; never sees a secret in clear, never knows whose sign-in it is.

/** How somebody can prove a second time that it is them. */
export const SECOND_METHODS = ['app', 'mail', 'passkey'] as const;

/** One of them. A recovery code stands in for any, and is no method to choose. */
export type SecondMethod = (typeof SECOND_METHODS)[number];

/** What an account has, without any secret. */
export interface TwoStepFacts {
  /** Ids of its authenticator apps that were confirmed. */
  readonly apps: readonly string[];
  /** Ids of its passkeys. */
  readonly passkeys: readonly string[];
  /** Since when codes by mail are asked because the person wanted it (`settled.md` 27), epoch milliseconds. */
  readonly byMailSince: number | undefined;
  /** Recovery codes that were not used yet. */
  readonly recoveryCodes: number;
  /** Sign-ins without a second factor since it is required, where the policy grants some. */
  readonly graceUsed: number;
  /** What was used last, to be offered first (ux.md 1.8). */
  readonly lastMethod: SecondMethod | undefined;
}

/** An account that has nothing but its password. */
export const NO_TWO_STEP: TwoStepFacts = {
  apps: [],
  passkeys: [],
  byMailSince: undefined,
  recoveryCodes: 0,
  graceUsed: 0,
  lastMethod: undefined,
};

/**
 * What a session that began at `at` (epoch milliseconds) has to be proved by: codes by mail that were switched on in it are
 * asked from the next sign-in on. All other sessions have ended by that.
 */
export function asAt(facts: TwoStepFacts, at: number): TwoStepFacts {
  return facts.byMailSince !== undefined && facts.byMailSince >= at ? { ...facts, byMailSince: undefined } : facts;
}
