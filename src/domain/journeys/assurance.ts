// What a sign-in is worth, told to applications as it really happened (security.md 1.15, `settled.md` 8).
import { inSeconds } from '../../kernel/duration.ts';
import { ACR_VALUES } from '../acr-values.ts';
import type { Strength } from '../factors/demand.ts';
import type { Proof, ProofMethod } from './journey.ts';

/** An `acr` value of ours. */
export type Acr = (typeof ACR_VALUES)[number];

/** What each asks of a sign-in beyond the first factor. */
const STRENGTHS: Readonly<Record<Acr, Strength>> = {
  'urn:voordeur:acr:1': 'none',
  'urn:voordeur:acr:fed': 'federated',
  'urn:voordeur:acr:2-mail': 'any',
  'urn:voordeur:acr:2': 'strong',
  phr: 'passkey',
};

/** Authentication method references per proof (RFC 8176). A trusted browser is none; what an identity provider asked, it says itself. */
const AMR: Readonly<Record<ProofMethod, readonly string[]>> = {
  pwd: ['pwd'],
  otp: ['otp', 'mfa'],
  mail: ['otp', 'mfa'],
  recovery: ['otp', 'mfa'],
  // The device asks for a finger, a face or a PIN: two factors in one.
  passkey: ['user', 'mfa'],
  fed: [],
  browser: [],
};

/** What the ID token says: `acr`, `amr` (RFC 8176) and `auth_time` in epoch seconds. */
export interface Assurance {
  readonly acr: Acr;
  readonly amr: readonly string[];
  readonly authTime: number;
}

/** The assurance that the proofs give. Throws when there is none: nobody is signed in without proof. */
export function assurance(proofs: readonly Proof[]): Assurance {
  const proving = proofs.filter(({ method }) => method !== 'browser');
  if (!proving.some(isFirstFactor)) throw new Error('no first factor, no assurance');
  const amr = [...new Set(proving.flatMap(amrOf))];
  return { acr: acrOf(proving), amr, authTime: inSeconds(Math.max(...proving.map((proof) => proof.at))) };
}

/** Whether the proof is of who somebody is, by itself. */
export function isFirstFactor({ method }: Proof): boolean {
  return method === 'pwd' || method === 'passkey' || method === 'fed';
}

function acrOf(proofs: readonly Proof[]): Acr {
  const has = (method: ProofMethod) => proofs.some((proof) => proof.method === method);
  if (has('passkey')) return 'phr';
  if (has('otp') || has('recovery')) return 'urn:voordeur:acr:2';
  if (has('mail')) return 'urn:voordeur:acr:2-mail';
  return has('fed') ? 'urn:voordeur:acr:fed' : 'urn:voordeur:acr:1';
}

/** A key that can be on more than one device is kept by software (RFC 8176 `swk`), one that cannot by hardware (`hwk`). */
function amrOf({ method, multiDevice, amr }: Proof): readonly string[] {
  if (method === 'fed') return amr ?? [];
  return method === 'passkey' ? [multiDevice ? 'swk' : 'hwk', ...AMR.passkey] : AMR[method];
}

/** Whether `held` satisfies `wanted`: the same or a stronger one. An unknown value is never satisfied. */
export function satisfies(held: string | undefined, wanted: string): boolean {
  const values: readonly string[] = ACR_VALUES;
  const wantedAt = values.indexOf(wanted);
  return wantedAt >= 0 && held !== undefined && values.indexOf(held) >= wantedAt;
}

/** The least that any of these `acr` values asks for; values that are not ours ask for nothing. */
export function leastStrength(acrs: readonly string[]): Strength {
  const least = ACR_VALUES.find((value) => acrs.includes(value));
  return least === undefined ? 'none' : STRENGTHS[least];
}
