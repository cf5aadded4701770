// Taking back what an application was allowed (`settled.md` 10): what it holds ends at once, and it must ask again.
import { revokeGrant } from '../artifacts/revoke-grant.ts';
import type { Work } from '../ports.ts';
import type { EndedBy, EndNeeds } from './end-session.ts';
import type { LiveSession } from './ports.ts';

/** Whose access to what is taken back. */
export interface Withdrawing extends EndedBy {
  readonly account: { readonly id: string; readonly organisationId: string };
  readonly clientId: string;
  /** The account's sessions: the application hears of the end in each. */
  readonly live: readonly LiveSession[];
}

/** Takes a consent back with every grant and token under it. Returns whether there was one. */
export async function withdrawAccess(needs: EndNeeds & { readonly work: Work }, withdrawing: Withdrawing): Promise<boolean> {
  const { account, clientId, audit, now } = withdrawing;
  const withdrawn = await needs.work(async ({ consents, artifacts, audit: log }) => {
    if (!(await consents.withdraw(account.id, clientId))) return false;
    const grants = (await artifacts.grantsOf(account.id)).filter((grant) => grant['clientId'] === clientId);
    for (const { jti } of grants) await revokeGrant(artifacts, String(jti));
    const whom = { organisation: account.organisationId, account: account.id, client: clientId };
    await log.record({ event: 'consent.withdrawn', ...whom, ...audit, at: now });
    return true;
  });
  if (withdrawn) await needs.tellOfEnd(withdrawing.live.map((session) => onlyOf(session, clientId)));
  return withdrawn;
}

function onlyOf(session: LiveSession, clientId: string): LiveSession {
  return { ...session, apps: session.apps.filter((app) => app.clientId === clientId) };
}
