// What was proved in a session, kept beside the library's own row, and how long ago it was used (`settled.md` 6, 14b).
import type { KoaContextWithOIDC } from 'oidc-provider';
import { MOST_SESSIONS } from '../domain/journeys/end-session.ts';
import type { Proof } from '../domain/journeys/journey.ts';
import type { LiveSession, ProvedSessions } from '../domain/journeys/ports.ts';
import { ACTIVITY_STEP, type SessionLife } from '../domain/journeys/session-life.ts';
import { firstProvedAt } from '../domain/journeys/step-up.ts';
import { deviceOf } from '../domain/mail/device.ts';
import type { Later } from '../domain/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { OnceAnswered } from './once-answered.ts';
import { PROTOCOL_PATHS } from './paths.ts';
import { requestScope } from './request-scope.ts';

/** What it needs. */
export interface ProvedSessionNeeds {
  readonly sessions: Pick<ProvedSessions, 'begin' | 'touch'>;
  readonly later: Later;
  /** Ends sessions, and tells their applications. */
  readonly endOldest: (sessions: readonly LiveSession[]) => Promise<void>;
  readonly sessionLife: SessionLife;
  readonly clock: Clock;
}

/** The result a finished sign-in leaves in its interaction: the library's `login`, and our proofs beside it. */
export interface SignInResult {
  readonly proofs: readonly Proof[];
  /** Which state of the account they were given for (`SignInFacts.stamp`). */
  readonly stamp: number;
  readonly repaired: boolean;
  /** Id of the pushed request (RFC 9126) that was used for its answer, once it was. */
  readonly usedRequest?: string;
}

/**
 * After the library is done and before the answer leaves: a new sign-in's proofs are kept, and a used session's activity
 * is moved on. A refresh counts as activity, so that no token dies in the middle of a long test.
 */
export function keepProvedSessions(needs: ProvedSessionNeeds): OnceAnswered {
  return (ctx) => {
    const oidc = (ctx as KoaContextWithOIDC).oidc as KoaContextWithOIDC['oidc'] | undefined;
    if (ctx.path.startsWith(PROTOCOL_PATHS.authorization)) return afterAuthorization(needs, oidc, ctx.get('user-agent'));
    return ctx.path === PROTOCOL_PATHS.token && ctx.status === 200 ? afterToken(needs, oidc) : undefined;
  };
}

async function afterAuthorization(
  needs: ProvedSessionNeeds,
  oidc: KoaContextWithOIDC['oidc'] | undefined,
  userAgent: string,
): Promise<void> {
  const session = oidc?.session;
  const organisation = requestScope().organisation;
  if (!session?.accountId || !organisation) return;
  const now = needs.clock.now();
  const result = oidc?.result as (SignInResult & { login?: unknown }) | undefined;
  if (!result?.login) return oidc?.entities.AuthorizationCode && needs.sessions.touch(session.uid, now, ACTIVITY_STEP);
  const signedIn = { uid: session.uid, organisationId: organisation.id, accountId: session.accountId, proofs: result.proofs };
  // Adding a second step does not prolong it: its absolute life counts from the first factor.
  const signedInAt = firstProvedAt(result.proofs);
  const life = { signedInAt, activeAt: now, expiresAt: signedInAt + needs.sessionLife.absolute };
  const proved = { ...signedIn, ...life, device: deviceOf(userAgent) };
  await needs.sessions.begin(proved, result.stamp);
  // With all that is written in the same round trip; nearly always it finds none (security.md 2.5).
  needs.later(`too many ${session.uid}`, async ({ sessions }) => {
    const beyond = await sessions.beyond(signedIn, MOST_SESSIONS - 1, now);
    if (beyond.length > 0) await needs.endOldest(beyond);
  });
}

function afterToken(needs: ProvedSessionNeeds, oidc: KoaContextWithOIDC['oidc'] | undefined): Promise<void> | undefined {
  const uid = oidc?.entities.RefreshToken?.sessionUid;
  return uid ? needs.sessions.touch(uid, needs.clock.now(), ACTIVITY_STEP) : undefined;
}
