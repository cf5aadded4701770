// What a sign-in is worth, told to applications as it really happened (security.md 1.15, `settled.md` 8).
import { inSeconds } from '../../kernel/duration.ts';
import type { Proof, ProofMethod } from './journey.ts';

/** The `acr` values we publish, weakest first: a later one satisfies every earlier one. */
export const ACR_VALUES = ['urn:voordeur:acr:1'] as const;

/** An `acr` value of ours. */
export type Acr = (typeof ACR_VALUES)[number];

/** Authentication method references per proof (RFC 8176). */
const AMR: Readonly<Record<ProofMethod, readonly string[]>> = { pwd: ['pwd'] };

/** What the ID token says: `acr`, `amr` (RFC 8176) and `auth_time` in epoch seconds. */
export interface Assurance {
  readonly acr: Acr;
  readonly amr: readonly string[];
  readonly authTime: number;
}

/** The assurance that the proofs give. Throws when there is none: nobody is signed in without proof. */
export function assurance(proofs: readonly Proof[]): Assurance {
  const first = proofs[0];
  if (!first) throw new Error('no proof, no assurance');
  const amr = [...new Set(proofs.flatMap((proof) => AMR[proof.method]))];
  return { acr: 'urn:voordeur:acr:1', amr, authTime: inSeconds(Math.max(...proofs.map((proof) => proof.at))) };
}

/** Whether `held` satisfies `wanted`: the same or a stronger one. An unknown value is never satisfied. */
export function satisfies(held: string | undefined, wanted: string): boolean {
  const values: readonly string[] = ACR_VALUES;
  const wantedAt = values.indexOf(wanted);
  return wantedAt >= 0 && held !== undefined && values.indexOf(held) >= wantedAt;
}

/** What asking for `acr_values` comes to (`settled.md` 71). */
export type AcrAnswer = 'met' | 'sign-in-again' | 'unreachable';

/**
 * Weighs requested `acr_values` against what the session holds: any value in the list suffices, unknown ones are
 * ignored; unreachable only when none of them is known, for then no sign-in could ever meet the request.
 */
export function weighAcrValues(held: string | undefined, requested: readonly string[]): AcrAnswer {
  if (requested.length === 0 || requested.some((value) => satisfies(held, value))) return 'met';
  return requested.some((value) => (ACR_VALUES as readonly string[]).includes(value)) ? 'sign-in-again' : 'unreachable';
}
