// Ends one session of the protocol library and all that stands on it (security.md 1.22). The one place that does it for
// us; the library's own confirmation form ends sessions by itself.
import type Koa from 'koa';
import type { KoaContextWithOIDC, Provider, Session } from 'oidc-provider';
import type { Artifacts } from '../domain/artifacts/ports.ts';
import { revokeGrant } from '../domain/artifacts/revoke-grant.ts';
import { endSessions } from '../domain/journeys/end-session.ts';
import type { LiveSession } from '../domain/journeys/ports.ts';
import type { Later, Work } from '../domain/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { BackchannelClient } from './logout-notices.ts';
import type { SessionCookies } from './session-cookies.ts';

/** What ending a session needs. */
export interface EndSessionNeeds {
  readonly artifacts: Pick<Artifacts, 'revokeByGrant' | 'destroy' | 'endFinished'>;
  readonly cookies: SessionCookies;
}

/**
 * Ends `session`, which must be of the organisation in the request's scope: leaves word for its applications over the
 * back channel (OIDC Back-Channel Logout 1.0), revokes what was bound to it, deletes it and its cookie, and what was answered but not
 * taken up: whoever pressed twice may still hold the way to that.
 */
export async function endSession(needs: EndSessionNeeds, ctx: Koa.Context, provider: Provider, session: Session): Promise<void> {
  const authorizations = Object.entries(session.authorizations ?? {});
  const accountId = session.accountId ?? '';
  await Promise.all(authorizations.map(([clientId, { sid }]) => tellApplication(provider, clientId, accountId, sid ?? '')));
  const bound = authorizations.filter(([, authorization]) => !authorization.persistsLogout);
  await Promise.all(bound.map(([, { grantId }]) => grantId && revokeGrant(needs.artifacts, grantId)));
  await session.destroy();
  await needs.artifacts.endFinished(accountId);
  ctx.cookies.set(needs.cookies.session(), null, needs.cookies.options);
  provider.emit('end_session.success', ctx as KoaContextWithOIDC);
}

async function tellApplication(provider: Provider, clientId: string, accountId: string, sid: string): Promise<void> {
  const client = await provider.Client.find(clientId);
  if (client?.backchannelLogoutUri) await (client as BackchannelClient).backchannelLogout(accountId, sid);
}

/** Leaves word of sessions that are over, for the applications that were signed in to in them. */
export async function tellOfEnd(provider: Provider, ended: readonly LiveSession[]): Promise<void> {
  const words = ended.flatMap(({ accountId, apps }) =>
    apps.map(({ clientId, sid }) => tellApplication(provider, clientId, accountId, sid ?? '')),
  );
  await Promise.all(words);
}

/** Ends the sessions that a sign-in is too many for, the oldest ones. Nobody does it: it follows from that sign-in. */
export function oldestEnded({ work, clock }: { readonly work: Work; readonly clock: Clock }, provider: Provider) {
  const ending = { work, tellOfEnd: (ended: readonly LiveSession[]) => tellOfEnd(provider, ended) };
  return (oldest: readonly LiveSession[]) => endSessions(ending, oldest, 'oldest', { audit: { actor: 'system' }, now: clock.now() });
}

/** The same end of what was answered, where the library's own form ends the session. */
export function endAnswersToo(provider: Provider, later: Later): void {
  provider.on('end_session.success', ({ oidc }) => {
    const accountId = oidc?.session?.accountId;
    if (accountId !== undefined) later('answers ended', ({ artifacts }) => artifacts.endFinished(accountId));
  });
}
