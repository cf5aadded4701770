import type { AccessToken, ClientCredentials, Configuration, RefreshToken } from 'oidc-provider';
import type { SessionLife } from '../domain/journeys/session-life.ts';
import type { Clock } from '../kernel/clock.ts';
import { days, inSeconds, minutes } from '../kernel/duration.ts';
import { requestScope } from './request-scope.ts';

/** Lives that configuration may set, in milliseconds (security.md 2.5). */
export interface Lifetimes {
  readonly session: SessionLife;
  readonly accessToken: number;
  readonly refreshIdle: number;
  readonly refreshAbsolute: number;
  readonly refreshLeeway: number;
}

/** Lives that nobody sets, in milliseconds. */
export const FIXED_LIFETIMES = {
  authorizationCode: minutes(1),
  idToken: minutes(10),
  interaction: minutes(60),
  slack: days(1),
} as const;

/** Every life the library lets one set, so that none is its default. A pushed request's is not among them: one minute. */
export function lifetimesConfiguration(lifetimes: Lifetimes, clock: Clock): NonNullable<Configuration['ttl']> {
  const accessToken = (_ctx: unknown, token: AccessToken | ClientCredentials) =>
    token.resourceServer?.accessTokenTTL ?? inSeconds(lifetimes.accessToken);
  return {
    AccessToken: accessToken,
    ClientCredentials: accessToken,
    AuthorizationCode: inSeconds(FIXED_LIFETIMES.authorizationCode),
    IdToken: inSeconds(FIXED_LIFETIMES.idToken),
    Interaction: inSeconds(FIXED_LIFETIMES.interaction),
    // A grant must outlive every refresh token that stands on it: refreshing does not extend it.
    Grant: inSeconds(lifetimes.refreshAbsolute + FIXED_LIFETIMES.slack),
    RefreshToken: (_ctx, token) => refreshTokenLife(lifetimes, clock, token),
    Session: (_ctx, session) => sessionLife(lifetimes, clock, begunAt(session)),
  };
}

/** Idle and absolute life of a refresh token in seconds, from now; one bound to its session never outlives the longest session (`settled.md` 5). */
export function refreshTokenLife(lifetimes: Lifetimes, clock: Clock, token: RefreshToken): number {
  if (token.expiresWithSession) return inSeconds(lifetimes.session.absolute);
  const begun = token.iiat ?? inSeconds(clock.now());
  const left = begun + inSeconds(lifetimes.refreshAbsolute) - inSeconds(clock.now());
  return Math.max(1, Math.min(inSeconds(lifetimes.refreshIdle), left));
}

/** When the first factor was proved, in epoch seconds: a step-up has a newer `auth_time`, and prolongs nothing. */
function begunAt({ uid, loginTs }: { readonly uid: string; readonly loginTs?: number | undefined }): number | undefined {
  const signedInAt = requestScope().records.standings.get(uid)?.session.signedInAt;
  return loginTs === undefined || signedInAt === undefined ? loginTs : Math.min(loginTs, inSeconds(signedInAt));
}

/** The row of a session lives from the sign-in on and is never stretched (`settled.md` 6). */
function sessionLife(lifetimes: Lifetimes, clock: Clock, signedInAt: number | undefined): number {
  const absolute = inSeconds(lifetimes.session.absolute);
  if (signedInAt === undefined) return inSeconds(FIXED_LIFETIMES.interaction);
  return Math.max(1, signedInAt + absolute - inSeconds(clock.now()));
}
