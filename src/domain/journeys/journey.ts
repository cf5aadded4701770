// Journeys: one sign-in under way: what the person has proved so far, and from that what is next. Stores what
// happened, never where it stands; nothing here signs anybody in before every step is done (design.md §2).
import type { ProblemCode } from '../problem.ts';

/** How something was proved. Each way of proving adds its own when it is built (design.md §1). */
export type ProofMethod = 'pwd';

/** A method, when (epoch milliseconds), and whose account it proves. */
export interface Proof {
  readonly method: ProofMethod;
  readonly at: number;
  readonly accountId: string;
}

/** What waits for the next page: shown once, and never holds a password or a code (`settled.md` 41). */
export interface Shown {
  readonly problems: readonly ProblemCode[];
  readonly username: string;
  readonly repaired: boolean;
  /** Epoch milliseconds until which nothing more is looked at, for the page to say how long to wait. */
  readonly waitUntil?: number;
}

/** One sign-in under way, keyed by the interaction's uid. Times are epoch milliseconds. */
export interface Journey {
  readonly uid: string;
  readonly organisationId: string;
  readonly clientId: string;
  /** Raised by each write: a second tab's stale write is refused. */
  readonly version: number;
  readonly proofs: readonly Proof[];
  readonly shown?: Shown | undefined;
  readonly expiresAt: number;
}

/** A journey at its beginning: nothing proved, not yet written down. */
export function beginJourney(start: Pick<Journey, 'uid' | 'organisationId' | 'clientId' | 'expiresAt'>): Journey {
  return { ...start, version: 0, proofs: [] };
}

/** The journey with one more proof. A proof of another account starts over: identity cannot change inside a flow (security.md 1.3). */
export function withProof(journey: Journey, proof: Proof): Journey {
  const same = journey.proofs.filter((earlier) => earlier.accountId === proof.accountId);
  return { ...journey, proofs: [...same, proof], shown: undefined };
}

/** The journey with what the next page shows. */
export function withShown(journey: Journey, shown: Shown): Journey {
  return { ...journey, shown };
}
