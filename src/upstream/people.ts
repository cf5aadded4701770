import type { UpstreamPerson } from '../domain/federation/visit.ts';
import { inSeconds, minutes, seconds } from '../kernel/duration.ts';
import { AnswerError } from './failures.ts';

/** Claims of an ID token or of the userinfo endpoint: whatever JSON can hold. */
export type Claims = Readonly<Record<string, unknown>>;

/** How far a provider's clock may be from ours, in milliseconds. */
export const LEEWAY = minutes(1);

/** What an ID token is held against besides what the library looks at. Times are epoch milliseconds. */
export interface Expected {
  readonly clientId: string;
  readonly freshSince: number | undefined;
  readonly now: number;
}

const LONGEST = { subject: 255, text: 200, list: 10 } as const;

/**
 * What the library leaves open of OIDC Core 1.0 §3.1.3.7: for whom it is where that is said (6), not made in the future (10),
 * and proved since when that is asked (13). Throws `AnswerError`.
 */
export function checkClaims(claims: Claims, { clientId, freshSince, now }: Expected): void {
  const { azp, iat, sub } = claims;
  if (azp !== undefined && azp !== clientId) throw new AnswerError('the ID token is for another client (azp)');
  if (typeof iat !== 'number' || seconds(iat) > now + LEEWAY) throw new AnswerError('the ID token was made in the future (iat)');
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST.subject) throw new AnswerError('the ID token names nobody (sub)');
  if (freshSince === undefined) return;
  const provedAt = timeOf(claims['auth_time']);
  if (provedAt === undefined) throw new AnswerError('it does not say when the person signed in (auth_time), and that was asked');
  if (inSeconds(provedAt) < inSeconds(freshSince - LEEWAY)) throw new AnswerError('the person signed in before that was asked (auth_time)');
}

/** Whether what accounts are found and made by is missing, so that the userinfo endpoint is asked. */
export function isIncomplete(claims: Claims): boolean {
  return text(claims['email']) === undefined || text(claims['preferred_username']) === undefined;
}

/**
 * Who that is. An address counts with what the same place says of it: one from the ID token is not verified by what the
 * userinfo endpoint says of another.
 */
export function personOf(claims: Claims, more: Claims): UpstreamPerson {
  const mail = text(claims['email']) === undefined ? more : claims;
  const either = (name: string) => text(claims[name]) ?? text(more[name]);
  return {
    issuer: String(claims['iss']),
    subject: String(claims['sub']),
    email: text(mail['email']),
    // A text "true" is none (OIDC Core 1.0 §5.1).
    emailVerified: mail['email_verified'] === true,
    username: either('preferred_username'),
    givenName: either('given_name'),
    familyName: either('family_name'),
    amr: listOf(claims['amr']),
    authenticatedAt: timeOf(claims['auth_time']),
  };
}

function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' || trimmed.length > LONGEST.text ? undefined : trimmed;
}

function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? seconds(Math.floor(value)) : undefined;
}

/** Names as RFC 8176 has them: what looks otherwise is told to nobody. */
function listOf(value: unknown): string[] {
  const names: unknown[] = Array.isArray(value) ? value : [];
  return names.filter((name): name is string => typeof name === 'string' && /^[\w.:/-]{1,60}$/.test(name)).slice(0, LONGEST.list);
}
