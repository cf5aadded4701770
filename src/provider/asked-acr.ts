import type { AskedAcr } from '../domain/journeys/asked-acr.ts';

/** The claim `acr` as a request may write it (OIDC Core 5.5.1). */
interface AcrClaim {
  readonly essential?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
}

/**
 * What a request asks of `acr`: by the parameter, the application's registered `default_acr_values` (the library has put them
 * in its place), and the claim. Read from the parameters themselves: the library lets `acr_values` take the claim's place.
 */
export function askedAcr(parameters: Readonly<Record<string, unknown>>): AskedAcr {
  const { acr_values: listed, claims } = parameters;
  const claim = acrClaim(claims);
  const values = claim === undefined ? [] : valuesOf(claim);
  const voluntary = typeof listed === 'string' ? listed.split(' ').filter(Boolean) : [];
  // What is no text can be met by nobody.
  if (claim?.essential === true) return { voluntary, essential: values.map((each) => (typeof each === 'string' ? each : '')) };
  const wished = values.filter((each) => typeof each === 'string');
  return { voluntary: voluntary.length > 0 ? voluntary : wished, essential: [] };
}

/** The library has read the parameter when the request began, and refused what is no JSON object. */
function acrClaim(claims: unknown): AcrClaim | undefined {
  if (typeof claims !== 'string' || claims === '') return undefined;
  const read = JSON.parse(claims) as { readonly id_token?: { readonly acr?: AcrClaim | null } | null };
  return read.id_token?.acr ?? undefined;
}

function valuesOf({ value, values }: AcrClaim): unknown[] {
  return [...(Array.isArray(values) ? values : []), ...(value === undefined ? [] : [value])];
}
