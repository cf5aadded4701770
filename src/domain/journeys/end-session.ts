// Ending sessions from another browser than their own (security.md 1.22, 2.5): a device that was left behind, all of them, and
// the oldest of too many. A session ends with everything that was given under it, also what would outlive a sign-out:
// whoever ends it does not have that browser in hand.
import type { KeptSession } from '../artifacts/ports.ts';
import { revokeGrant } from '../artifacts/revoke-grant.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Ports, Work } from '../ports.ts';
import type { LiveSession } from './ports.ts';

/** How many sessions a person has at most (security.md 2.5). */
export const MOST_SESSIONS = 10;

/** What ending writes to, in one transaction. */
type EndPorts = Pick<Ports, 'sessions' | 'artifacts' | 'audit'>;

/** What ending needs. Tells applications of sessions that are over (OIDC Back-Channel Logout 1.0). */
export interface EndNeeds {
  readonly work: Work;
  readonly tellOfEnd: (ended: readonly LiveSession[]) => Promise<void>;
}

/** By whom, where and when (epoch milliseconds). */
export interface EndedBy {
  readonly audit: Pick<AuditContext, 'actor' | 'address'>;
  readonly now: number;
}

/** Ends these sessions; when it returns they are over. */
export async function endSessions(
  needs: EndNeeds,
  ended: readonly LiveSession[],
  which: 'one' | 'oldest',
  { audit, now }: EndedBy,
): Promise<void> {
  if (ended.length === 0) return;
  await needs.work(async (ports) => {
    for (const session of ended) {
      await endOne(ports, session);
      await ports.audit.record({ event: 'session.ended', which, ...whose(session), ...audit, at: now });
    }
  });
  await needs.tellOfEnd(ended);
}

/** Ends all of these sessions but the kept one, and whatever else the account has open anywhere, sign-ins under way too. */
export async function endOtherSessions(
  needs: EndNeeds,
  live: readonly LiveSession[],
  kept: KeptSession & { readonly accountId: string; readonly organisationId: string },
  { audit, now }: EndedBy,
): Promise<void> {
  const whom = { account: kept.accountId, organisation: kept.organisationId };
  await needs.work(async (ports) => {
    await ports.accounts.raiseStamp(kept.accountId);
    await ports.artifacts.revokeByAccount(kept.accountId, kept);
    await ports.artifacts.endFinished(kept.accountId);
    await ports.sessions.endAll(kept.accountId, kept.uid);
    await ports.audit.record({ event: 'session.ended', which: 'others', ...whom, ...audit, at: now });
  });
  await needs.tellOfEnd(live.filter(({ uid }) => uid !== kept.uid));
}

async function endOne({ sessions, artifacts }: EndPorts, { uid, apps }: LiveSession): Promise<void> {
  await artifacts.endSession(uid);
  for (const { grantId } of apps) if (grantId !== undefined) await revokeGrant(artifacts, grantId);
  await sessions.end(uid);
}

function whose({ accountId, organisationId }: LiveSession) {
  return { account: accountId, organisation: organisationId };
}
