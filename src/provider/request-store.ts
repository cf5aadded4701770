// The store as one request of the protocol sees it. Reads come with what stands behind them (`request-reads.ts`). What
// is only to be kept is written at the request's end, all together and before the answer leaves; what decides something
// (a first use, an end) is done at once, after what waits.
import type Koa from 'koa';
import type { InteractionResults } from 'oidc-provider';
import type { ArtifactModel, ArtifactPayload, Artifacts } from '../domain/artifacts/ports.ts';
import type { ProvedSessions, Standing } from '../domain/journeys/ports.ts';
import type { Afterwards, Later, Ports, Together } from '../domain/ports.ts';
import type { OnceAnswered } from './once-answered.ts';
import { artifactKey } from './records.ts';
import { type RequestReads, requestReads } from './request-reads.ts';
import { requestScope } from './request-scope.ts';

/** What the library has kept. What only the first may do is part of a request's writes (`take-up.ts`). */
export type KeptArtifacts = Omit<Artifacts, 'end' | 'use'>;

/** The store within the request under way. */
export interface RequestStore {
  readonly reads: RequestReads;
  readonly artifacts: KeptArtifacts;
  readonly sessions: Pick<ProvedSessions, 'begin' | 'touch'> & { standing(uid: string): Promise<Standing | undefined> };
  readonly later: Later;
  /** As `later`, but written in place of all else where this request comes second to end a sign-in. */
  readonly otherwise: Later;
  readonly afterwards: Afterwards;
  readonly together: Together;
  /** Writes what waits. Returns the keys of what was to be replaced and was no longer there. */
  readonly writeNow: () => Promise<readonly string[]>;
}

/** The store of requests on these ports. */
export function requestStore(ports: Ports, together: Together): RequestStore {
  const reads = requestReads(ports, together);
  const later: Later = (key, write) => {
    const { writes } = requestScope().records;
    // Deleted first, so that it stands where it was asked for last.
    writes.delete(key);
    writes.set(key, write);
  };
  const otherwise: Later = (key, write) => void requestScope().records.otherwise.set(key, write);
  const writeNow = () => writeAll(together);
  return {
    reads,
    artifacts: artifactsOf(ports.artifacts, { reads, later, writeNow }),
    sessions: sessionsOf(reads, later),
    later,
    otherwise,
    afterwards: (step) => void requestScope().records.afterwards.push(step),
    together: (step) => together((all) => step({ ...all, signInRecords: reads.noting(all.signInRecords) })),
    writeNow,
  };
}

/** One after the other, so that who comes second finds written what the first is still writing. */
async function writeAll(together: Together): Promise<readonly string[]> {
  const { records } = requestScope();
  // Who waits for it only wants it to be over: its failure is for who asked.
  if (records.writing) await records.writing.catch(() => undefined);
  if (records.writes.size === 0) return [];
  const keys = [...records.writes.keys()];
  const waiting = [...records.writes.values()];
  records.writes.clear();
  const written = together((ports) => waiting.map((write) => write(ports)));
  records.writing = written;
  const done = await written;
  return done.includes('gone') ? keys.filter((_key, at) => done[at] === 'gone') : [];
}

type Deferring = Pick<RequestStore, 'reads' | 'later' | 'writeNow'>;

function artifactsOf(artifacts: Artifacts, deferring: Deferring): KeptArtifacts {
  return {
    ...finding(deferring),
    ...keeping(deferring),
    ...deciding(artifacts, deferring),
    grantsOf: artifacts.grantsOf,
    sweep: artifacts.sweep,
  };
}

/** What waits to be written is written before it is looked for. */
function finding({ reads, writeNow }: Deferring): Pick<Artifacts, 'find' | 'findSessionByUid'> {
  return {
    find: async (model, id) => {
      const wanted = artifactKey(model, id);
      const { writes, artifacts } = requestScope().records;
      if (writes.has(wanted) && !artifacts.has(wanted)) await writeNow();
      return reads.artifact(model, id);
    },
    findSessionByUid: async (uid) => {
      const { writes } = requestScope().records;
      if (writes.keys().some((key) => key.startsWith('Session '))) await writeNow();
      return reads.sessionByUid(uid);
    },
  };
}

function keeping({ later }: Deferring): Pick<Artifacts, 'upsert' | 'upsertSession'> {
  return {
    upsert: async (model, id, payload, expiresAt) => {
      const key = artifactKey(model, id);
      const { artifacts, interactions } = requestScope().records;
      // A copy that was read ahead is of the past now.
      artifacts.delete(key);
      if (isTakenUp(model, id)) artifacts.set(key, Promise.resolve(payload));
      if (endsSignIn(model, id, payload)) return later(key, (ports) => ports.artifacts.end(id, payload, expiresAt));
      if (model !== 'Interaction' || !interactions.has(id))
        return later(key, (ports) => ports.artifacts.upsert(model, id, payload, expiresAt));
      later(key, async (ports) => ((await ports.artifacts.replace(model, id, payload, expiresAt)) ? undefined : 'gone'));
    },
    upsertSession: async (id, payload, expiresAt, change) =>
      later(artifactKey('Session', id), (ports) => ports.artifacts.upsertSession(id, payload, expiresAt, change)),
  };
}

function deciding(
  artifacts: Artifacts,
  { writeNow }: Deferring,
): Omit<KeptArtifacts, 'find' | 'findSessionByUid' | 'grantsOf' | 'upsert' | 'upsertSession' | 'sweep'> {
  const afterWrites = async <T>(step: () => Promise<T>) => {
    await writeNow();
    // What was read ahead may be what ends now.
    requestScope().records.artifacts.clear();
    return step();
  };
  return {
    replace: (...given) => afterWrites(() => artifacts.replace(...given)),
    insertOnce: (...given) => afterWrites(() => artifacts.insertOnce(...given)),
    // A first use ends nothing of what stands behind it, so what was read ahead stays.
    consume: async (...given) => {
      await writeNow();
      return artifacts.consume(...given);
    },
    destroy: async (...given) => isTakenUp(...given) || afterWrites(() => artifacts.destroy(...given)),
    endSession: (...given) => afterWrites(() => artifacts.endSession(...given)),
    revokeByGrant: (...given) => afterWrites(() => artifacts.revokeByGrant(...given)),
    revokeByAccount: (...given) => afterWrites(() => artifacts.revokeByAccount(...given)),
    endFinished: (...given) => afterWrites(() => artifacts.endFinished(...given)),
  };
}

/** The interaction of this request, in which it is proved by now who somebody is; the library puts an ended one back while it asks who goes on. */
function endsSignIn(model: ArtifactModel, id: string, { result }: ArtifactPayload): boolean {
  const isOpened = model === 'Interaction' && id === requestScope().opened?.uid;
  return isOpened && (result as InteractionResults | undefined)?.login !== undefined;
}

/** What this request answered stays for a moment, and is what the request goes on with. */
function isTakenUp(model: ArtifactModel, id: string): boolean {
  return model === 'Interaction' && id === requestScope().takenUp;
}

function sessionsOf(reads: RequestReads, later: RequestStore['later']): RequestStore['sessions'] {
  return {
    standing: reads.standing,
    begin: async (session, stamp) => later(`proved ${session.uid}`, ({ sessions }) => sessions.begin(session, stamp)),
    touch: async (uid, now, step) => {
      const { standings, activeAt } = requestScope().records;
      const last = standings.get(uid)?.session.activeAt ?? activeAt.get(uid);
      if (last !== undefined && last > now - step) return;
      later(`used ${uid}`, ({ sessions }) => sessions.touch(uid, now, step));
    },
  };
}

/** Where somebody goes on with whom somebody else was faster, as the error says; undefined where it says no such thing. */
export type TooLate = (ctx: Koa.Context, error: unknown) => Promise<string> | undefined;

/**
 * Writes what a request leaves before its answer does; a request that throws leaves nothing. Who comes too late with it is led on
 * (`too-late.ts`). `looks` go first, in their order.
 */
export function writeAtEnd(store: Pick<RequestStore, 'writeNow'>, looks: readonly OnceAnswered[], tooLate: TooLate): Koa.Middleware {
  return async (ctx, next) => {
    try {
      await next();
      for (const look of looks) {
        const looked = look(ctx);
        if (looked) await looked;
      }
      await store.writeNow();
    } catch (error) {
      const leadsOn = tooLate(ctx, error);
      if (!leadsOn) throw error;
      ctx.redirect(await leadsOn);
      ctx.status = 303;
    } finally {
      for (const step of requestScope().records.afterwards) step();
    }
  };
}
