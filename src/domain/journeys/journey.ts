// Journeys: one sign-in under way: what the person has proved so far, and from that what is next. Stores what
// happened, never where it stands; nothing here signs anybody in before every step is done (design.md §2).
import type { SingleSignOnRefusal } from '../federation/visit.ts';
import type { ProblemCode } from '../problem.ts';

/**
 * How something was proved: a password, a code of an authenticator app, one that was mailed, a recovery code, a passkey, to the
 * organisation's own identity provider; or only that this is a browser the person trusts, which proves nobody and may spare the
 * second step.
 */
export type ProofMethod = 'pwd' | 'otp' | 'mail' | 'recovery' | 'passkey' | 'fed' | 'browser';

/** A method, when (epoch milliseconds), and whose account it proves. */
export interface Proof {
  readonly method: ProofMethod;
  readonly at: number;
  readonly accountId: string;
  /** Of a password: when it was chosen. Once another is in its place, the proof proves nothing any more (security.md 1.19). */
  readonly chosenAt?: number | undefined;
  /** Of an app, a passkey, a trusted browser or a connection: which. Once it is taken away, the proof proves nothing any more. */
  readonly factorId?: string | undefined;
  /** Of a first factor: nothing was there to prove a second time, and the person was let through once more (R14.1). */
  readonly letThrough?: boolean | undefined;
  /** Of a passkey: whether it can be on more than one device (WebAuthn level 3 §6.1.3). */
  readonly multiDevice?: boolean | undefined;
  /** Of an identity provider: when the person came from there, however long ago they proved it there. A session's life counts from here. */
  readonly cameAt?: number | undefined;
  /** Of an identity provider that does not say when the person proved it there: `at` is when they came, and proves nothing fresh. */
  readonly undated?: boolean | undefined;
  /** What that provider says of how it was proved, where it is trusted in that (RFC 8176). */
  readonly amr?: readonly string[] | undefined;
}

/** Why the way through the organisation's own identity provider led nowhere, for the page that says so. */
export interface ShownRefusal {
  readonly because: SingleSignOnRefusal;
  /** Error number to mention; the audit log has it too (ux.md G18). */
  readonly reference: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Who came back, where that is somebody else than who is in the sign-in: what they are called there. */
  readonly person?: string | undefined;
}

/** What waits for the next page: shown once, and never holds a password or a code (`settled.md` 41). */
export interface Shown {
  /** The screen that it is for, by its way; whichever comes next where absent. */
  readonly way?: string | undefined;
  readonly problems: readonly ProblemCode[];
  readonly username: string;
  readonly repaired: boolean;
  /** How many characters a refused new password had (ux.md 3.5). */
  readonly characters?: number | undefined;
  /** The password typed was the former one, replaced then, epoch milliseconds (R13.5). */
  readonly formerSince?: number | undefined;
  /** A code was mailed for the extra check, and can still be typed (R8.3). */
  readonly codeMailed?: boolean | undefined;
  /** How many digits a code had that needs six. */
  readonly digits?: number | undefined;
  /** Another code was mailed just now. */
  readonly resent?: boolean | undefined;
  /** What was proved proves nothing any more: the account was changed, and the sign-in begins anew. */
  readonly overtaken?: boolean | undefined;
  /** Signing in through the organisation's own identity provider did not work. */
  readonly singleSignOn?: ShownRefusal | undefined;
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
  /** What the person was asked and answered: to renew the password that will expire, or not now (R13.1). */
  readonly warning?: 'renew' | 'later' | undefined;
  /** The person put off enrolling a second factor, this once. */
  readonly putOff?: boolean | undefined;
  /** The person asked that this browser be spared the second step from now on (R14.6). */
  readonly trusts?: boolean | undefined;
  /** The account's stamp when the first of the proofs was given (`SignInFacts.stamp`). */
  readonly stamp?: number | undefined;
  /** How often the person has moved that stamp in this very sign-in: by a new password, a factor, new codes. */
  readonly changes?: number | undefined;
  /** The person was sent to the organisation's identity provider; `meant`: whose account it must be, where that is known. */
  readonly sentOut?: { readonly meant?: string | undefined } | undefined;
  readonly expiresAt: number;
}

/** What a sign-in does not take along when it begins anew, as another person or because of what has changed. */
const NOTHING_DONE = { shown: undefined, warning: undefined, putOff: undefined, trusts: undefined, stamp: undefined, changes: undefined };

/** A journey at its beginning: nothing proved, not yet written down. */
export function beginJourney(start: Pick<Journey, 'uid' | 'organisationId' | 'clientId' | 'expiresAt'>): Journey {
  return { ...start, version: 0, proofs: [] };
}

/**
 * The journey with one more proof, in the place of an earlier one by the same method. A proof of another account starts
 * over: identity cannot change inside a flow (security.md 1.3), and what the one before wanted is not what this one wants.
 */
export function withProof(journey: Journey, proof: Proof): Journey {
  if (journey.proofs.some(({ accountId }) => accountId !== proof.accountId)) return { ...begunOver(journey), proofs: [proof] };
  const same = journey.proofs.filter(({ method }) => method !== proof.method);
  return { ...journey, proofs: [...same, proof], shown: undefined };
}

/** The journey with nothing proved in it any more, for another person to begin. */
export function begunOver(journey: Journey): Journey {
  return { ...journey, ...NOTHING_DONE, proofs: [] };
}

/**
 * The journey beside its account as that is now. What was proved counts for the state of the account that it was proved
 * against: where that was ended by anything but the person's own changes in this sign-in, nothing is proved any more, and
 * the next page says why (security.md 1.19).
 */
export function besideAccount(journey: Journey, { stamp, username }: { readonly stamp: number; readonly username: string }): Journey {
  if (journey.proofs.length === 0) return journey;
  if (journey.stamp === undefined) return { ...journey, stamp };
  if (journey.stamp + (journey.changes ?? 0) === stamp) return journey;
  return withShown(begunOver(journey), { problems: [], username, repaired: false, overtaken: true });
}

/** The journey of who is sent to the organisation's identity provider; `meant`: as whom they must come back, if that is known. */
export function withDeparture(journey: Journey, meant: string | undefined): Journey {
  return { ...journey, sentOut: { meant }, shown: undefined };
}

/** The journey after the person changed in it what ends everything else of the account: this sign-in goes on. */
export function withChange(journey: Journey): Journey {
  return { ...journey, changes: (journey.changes ?? 0) + 1 };
}

/** Whose account the proofs are of; undefined while nothing is proved. */
export function provedAccount(journey: Journey): string | undefined {
  return journey.proofs.at(-1)?.accountId;
}

/** The journey with the person's answer to the warning. */
export function withWarning(journey: Journey, warning: 'renew' | 'later'): Journey {
  return { ...journey, warning, shown: undefined };
}

/** The journey after the password was renewed: what proved the old one proves the new one, at the time it did. */
export function withRenewal(journey: Journey, chosenAt: number): Journey {
  const proofs = journey.proofs.map((proof) => (proof.method === 'pwd' ? { ...proof, chosenAt } : proof));
  return withChange({ ...journey, proofs, warning: undefined, shown: undefined });
}

/** Whether its owner was mailed of this very sign-in already: of what was changed in it, or of a recovery code that was used up. */
export function wasTold({ changes = 0, proofs }: Journey): boolean {
  return changes > 0 || proofs.some(({ method }) => method === 'recovery');
}

/** The journey with what the next page shows. */
export function withShown(journey: Journey, shown: Shown): Journey {
  return { ...journey, shown };
}

/**
 * The journey with what is known of the browser now: a trusted one answers the second step where that can be spared. It is
 * looked at anew at each request, so what was known of it a moment ago does not count.
 */
export function withBrowser(journey: Journey, browser: { readonly id: string; readonly at: number } | undefined): Journey {
  const others = journey.proofs.filter(({ method }) => method !== 'browser');
  const accountId = others.at(-1)?.accountId;
  if (browser === undefined || accountId === undefined)
    return others.length === journey.proofs.length ? journey : { ...journey, proofs: others };
  return { ...journey, proofs: [...others, { method: 'browser', at: browser.at, accountId, factorId: browser.id }] };
}
