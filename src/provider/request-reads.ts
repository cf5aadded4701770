// A request's reads: the first that asks for something gets what stands behind it along, in one round trip, and the
// others find it here. Lives as long as its request (`records.ts`): what is revoked meanwhile is gone for the next one.

import type { Account } from '../domain/accounts/account.ts';
import type { Accounts } from '../domain/accounts/ports.ts';
import type { ArtifactModel, ArtifactPayload, Artifacts } from '../domain/artifacts/ports.ts';
import type { Journey } from '../domain/journeys/journey.ts';
import type {
  Behind,
  Holder,
  Journeys,
  PresentedToken,
  ProtocolReads,
  ProvedSessions,
  SignInRecord,
  SignInRecords,
  Standing,
} from '../domain/journeys/ports.ts';
import type { Together } from '../domain/ports.ts';
import type { Counters } from '../domain/throttle/ports.ts';
import { artifactKey } from './records.ts';
import { requestScope } from './request-scope.ts';
import { standingResult } from './standing-result.ts';

/** What is read from. */
export interface ReadNeeds {
  readonly protocolReads: ProtocolReads;
  readonly artifacts: Pick<Artifacts, 'find' | 'findSessionByUid'>;
  readonly sessions: Pick<ProvedSessions, 'standing'>;
  readonly journeys: Pick<Journeys, 'find'>;
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly counters: Pick<Counters, 'read'>;
}

/** Reads within the request under way. */
export interface RequestReads {
  artifact(model: ArtifactModel, id: string): Promise<ArtifactPayload | undefined>;
  /** The same for who only looks: the one who comes for it gets this very one. */
  ahead(model: ArtifactModel, id: string): Promise<ArtifactPayload | undefined>;
  sessionByUid(uid: string): Promise<ArtifactPayload | undefined>;
  holder(accountId: string): Promise<Holder | undefined>;
  standing(uid: string): Promise<Standing | undefined>;
  journey(uid: string): Promise<Journey | undefined>;
  account(id: string): Promise<Account | undefined>;
  /** Accounts found by their name are known by their id from then on. */
  noting(records: SignInRecords): SignInRecords;
  /** Reads an interaction and these counters in one round trip, before anybody asks for them. `now` is epoch milliseconds. */
  sheet(uid: string, counters: readonly string[], now: number): Promise<void>;
  readonly counters: Pick<Counters, 'read'>;
}

type Look = (id: string) => Promise<ArtifactPayload | undefined>;

/** The reads on these ports. */
export function requestReads(needs: ReadNeeds, together: Together): RequestReads {
  const lookers: Partial<Record<ArtifactModel, Look>> = {
    ...tokenLookers(needs.protocolReads),
    AuthorizationCode: async (id) => noted(await needs.protocolReads.code(id)),
    Session: (id) => lookForSession(needs, id),
    Interaction: (uid) => lookForInteraction(needs.protocolReads, uid),
  };
  const look = (model: ArtifactModel, id: string) => lookers[model]?.(id) ?? needs.artifacts.find(model, id);
  return {
    artifact: (model, id) => handedOut(artifactKey(model, id)) ?? look(model, id),
    ahead: (model, id) => {
      const found = look(model, id);
      keep(artifactKey(model, id), found);
      return found;
    },
    sessionByUid: (uid) => handedOut(artifactKey('Session by uid', uid)) ?? needs.artifacts.findSessionByUid(uid),
    holder: (accountId) => known(requestScope().records.holders, accountId, needs.protocolReads.holder),
    standing: (uid) => known(requestScope().records.standings, uid, needs.sessions.standing),
    journey: (uid) => known(requestScope().records.journeys, uid, needs.journeys.find),
    account: (id) => known(requestScope().records.accounts, id, needs.accounts.byId),
    noting: (records) => ({
      ...records,
      byUsername: async (organisationId, usernameKey) => {
        const found = await records.byUsername(organisationId, usernameKey);
        if (found) noteRecord(found);
        return found;
      },
    }),
    sheet: (uid, counters, now) => readSheet(together, uid, counters, now),
    counters: {
      read: async (keys, now) => {
        const { counts } = requestScope().records;
        const known = keys.map((key) => counts.get(key));
        return known.every((count) => count !== undefined) ? known : needs.counters.read(keys, now);
      },
    },
  };
}

const TOKENS = ['AccessToken', 'ClientCredentials', 'RefreshToken'] as const;

/** Introspection asks for all three kinds at once: whoever is first looks for all of them. */
function tokenLookers({ token }: ProtocolReads): Record<(typeof TOKENS)[number], Look> {
  const lookFor = (wanted: (typeof TOKENS)[number]) => (id: string) => {
    const found = token(id);
    const ofKind = (model: string) => found.then((presented) => (presented?.model === model ? noted(presented) : undefined));
    for (const model of TOKENS) if (model !== wanted) keep(artifactKey(model, id), ofKind(model));
    return ofKind(wanted);
  };
  return { AccessToken: lookFor('AccessToken'), ClientCredentials: lookFor('ClientCredentials'), RefreshToken: lookFor('RefreshToken') };
}

async function lookForSession(needs: ReadNeeds, id: string): Promise<ArtifactPayload | undefined> {
  const { clientId } = requestScope();
  if (clientId === undefined) return needs.artifacts.find('Session', id);
  const found = await needs.protocolReads.session(id, clientId);
  if (!found) return undefined;
  const { payload } = found;
  const authorizations = payload['authorizations'] as Readonly<Record<string, { readonly grantId?: string }>> | undefined;
  noteBehind(found, payload['accountId'], authorizations?.[clientId]?.grantId);
  if (typeof payload['uid'] === 'string') requestScope().records.standings.set(payload['uid'], found.standing);
  return payload;
}

async function readSheet(together: Together, uid: string, counters: readonly string[], now: number): Promise<void> {
  const { counts } = requestScope().records;
  await together((ports) => [
    ports.counters.read(counters, now).then((read) => {
      for (const [at, key] of counters.entries()) counts.set(key, read[at] ?? 0);
    }),
    lookForInteraction(ports.protocolReads, uid).then((payload) => keep(artifactKey('Interaction', uid), Promise.resolve(payload))),
  ]);
}

async function lookForInteraction(reads: ProtocolReads, uid: string): Promise<ArtifactPayload | undefined> {
  const found = await reads.interaction(uid);
  if (!found) return undefined;
  const { interactions, journeys, holders } = requestScope().records;
  interactions.add(uid);
  journeys.set(uid, found.journey);
  if (found.holder) holders.set(found.holder.account.id, found.holder);
  return standingResult(found);
}

/** Keeps what came along with a token or code; its own payload goes to who asked. */
function noted(presented: PresentedToken | undefined): ArtifactPayload | undefined {
  if (!presented) return undefined;
  const { payload, session } = presented;
  noteBehind(presented, payload['accountId'], payload['grantId']);
  if (session) {
    keep(artifactKey('Session by uid', session.uid), Promise.resolve(session.payload));
    if (session.activeAt !== undefined) requestScope().records.activeAt.set(session.uid, session.activeAt);
  }
  return payload;
}

function noteBehind({ holder, grant }: Behind, accountId: unknown, grantId: unknown): void {
  if (typeof accountId === 'string') requestScope().records.holders.set(accountId, holder);
  if (typeof grantId === 'string') keep(artifactKey('Grant', grantId), Promise.resolve(grant));
}

/** Whose password is looked at is known with all that it takes to let them in; the end of the sign-in sees whether it has changed. */
function noteRecord({ account, organisation, twoStep, identities, stamp }: SignInRecord): void {
  const { accounts, holders } = requestScope().records;
  accounts.set(account.id, account);
  holders.set(account.id, { account, organisation, askedBy: { role: account.role, twoStep, identities, stamp } });
}

function keep(key: string, artifact: Promise<ArtifactPayload | undefined>): void {
  // Nobody may come for it, and then nobody hears of its failure but who asked first.
  artifact.catch(() => undefined);
  requestScope().records.artifacts.set(key, artifact);
}

function handedOut(key: string): Promise<ArtifactPayload | undefined> | undefined {
  const { artifacts } = requestScope().records;
  const artifact = artifacts.get(key);
  artifacts.delete(key);
  return artifact;
}

async function known<T>(
  those: Map<string, T | undefined>,
  key: string,
  find: (key: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  if (!those.has(key)) those.set(key, await find(key));
  return those.get(key);
}
