// What a browser is told of sessions that were ended in it: that one may be signed in still at the organisation's own identity
// provider (ux.md 1.12), and that its portal is not to send one there at once (1.10).
import type Koa from 'koa';
import type { Connections } from '../domain/federation/ports.ts';
import type { ProvedSessions } from '../domain/journeys/ports.ts';
import type { Organisation } from '../domain/organisations/organisation.ts';
import type { PageModels } from '../views/models.ts';

/** A session that was ended. */
export interface Parting {
  readonly sessionUid: string;
  readonly organisation: Pick<Organisation, 'portal' | 'policy'>;
}

/** How word of it is left in the browser: wired by the application, since cookies are not ours to make. */
export interface PartingNotes {
  leave(ctx: Koa.Context, partings: readonly Parting[]): void;
  /** Uids of the sessions that were ended in this browser just before. */
  left(ctx: Koa.Context): readonly string[];
}

/** Leaves word of those at organisations with single sign-on; of others there is nothing to say. */
export function leaveWord(notes: PartingNotes, ctx: Koa.Context, partings: readonly Parting[]): void {
  const meant = partings.filter(({ organisation }) => organisation.policy.singleSignOn !== 'off');
  if (meant.length > 0) notes.leave(ctx, meant);
}

/** What finding the provider needs. */
export interface LeftThroughNeeds {
  readonly partings: PartingNotes;
  readonly sessions: Pick<ProvedSessions, 'find'>;
  readonly connections: Pick<Connections, 'byId'>;
}

/** The identity provider by which one had signed in to the session that was ended; undefined where it was by none. */
export async function leftThrough(
  { partings, sessions, connections }: LeftThroughNeeds,
  ctx: Koa.Context,
): Promise<PageModels['sign-out/done']['singleSignOn']> {
  for (const uid of partings.left(ctx)) {
    const proof = (await sessions.find(uid))?.proofs.find(({ method }) => method === 'fed');
    const connection = proof?.factorId === undefined ? undefined : await connections.byId(proof.factorId);
    const href = connection?.logOutUrl;
    if (connection) return { idpName: connection.name, ...(href !== undefined && { logOutHref: href }) };
  }
  return undefined;
}
