// What an application asks of the strength of a sign-in (OIDC Core 3.1.2.1, 5.5.1.1): met or refused, never ignored.
import { ACR_VALUES } from '../acr-values.ts';
import { STRENGTHS_IN_ORDER, type Strength } from '../factors/demand.ts';
import { leastStrength, satisfies } from './assurance.ts';

/** The two lists that a request can bring. Of each, one value must be met; an empty one asks for nothing. */
export interface AskedAcr {
  /** `acr_values`, or the claim `acr` where it is voluntary. */
  readonly voluntary: readonly string[];
  /** The claim `acr` where it is essential: the answer is one of these values exactly. */
  readonly essential: readonly string[];
}

/** What asking comes to (`settled.md` 71). */
export type AcrAnswer = 'met' | 'sign-in-again' | 'unreachable';

/**
 * Weighs what is asked against the `acr` held. Any value of a list suffices, and ones that are not ours are ignored;
 * unreachable where of one list none is ours, or none that is can be reached: then no sign-in could ever meet the request.
 */
export function weighAcr(
  held: string | undefined,
  { voluntary, essential }: AskedAcr,
  canReach: (strength: Strength) => boolean,
): AcrAnswer {
  const unmet = [voluntary, essential].filter((values) => values.length > 0 && !values.some((value) => satisfies(held, value)));
  if (unmet.length === 0) return 'met';
  return unmet.every((values) => values.some(isOurs) && canReach(leastStrength(values))) ? 'sign-in-again' : 'unreachable';
}

/** How strong a sign-in has to be to meet both lists. */
export function strengthFor({ voluntary, essential }: AskedAcr): Strength {
  const least = [leastStrength(voluntary), leastStrength(essential)];
  return STRENGTHS_IN_ORDER.findLast((strength) => least.includes(strength)) ?? 'none';
}

/**
 * What the ID token says: the `acr` held, but where the claim is essential one of the values that were asked for (OIDC Core
 * 5.5.1.1), the strongest that is satisfied. A sign-in that is worth more is worth that as well, so nothing untrue is said.
 */
export function acrToTell(held: string | undefined, { essential }: AskedAcr): string | undefined {
  const met = ACR_VALUES.findLast((value) => essential.includes(value) && satisfies(held, value));
  return met ?? held;
}

function isOurs(value: string): boolean {
  return (ACR_VALUES as readonly string[]).includes(value);
}
