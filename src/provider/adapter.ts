// The protocol library's storage contract on our port. Turns «not the first» into the OAuth error it means; owns no SQL.
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { ArtifactModel, ArtifactPayload } from '../domain/artifacts/ports.ts';
import { revokeGrant } from '../domain/artifacts/revoke-grant.ts';
import type { Later } from '../domain/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';
import type { ClientDirectory } from './clients.ts';
import { FIXED_LIFETIMES } from './lifetimes.ts';
import type { SignInResult } from './proved-sessions.ts';
import type { LoadedSession } from './records.ts';
import { requestScope } from './request-scope.ts';
import type { KeptArtifacts } from './request-store.ts';
import { useAtEnd } from './take-up.ts';

/** What the adapter needs. */
export interface AdapterNeeds {
  readonly artifacts: KeptArtifacts;
  readonly later: Later;
  readonly clients: ClientDirectory;
  readonly clock: Clock;
  /** How long a used refresh token is served once more, in milliseconds (`settled.md` 5). */
  readonly refreshLeeway: number;
}

/** An artifact that never expires by itself still leaves with the longest life we give. */
const FALLBACK_LIFE_SECONDS = 31 * 24 * 3600;

/**
 * How long a row stays beyond its life, in milliseconds: a sign-in that began by a pushed request in its last moment uses it at its end,
 * and must find whether another one has.
 */
const KEPT_ON: Partial<Record<ArtifactModel, number>> = { PushedAuthorizationRequest: 2 * FIXED_LIFETIMES.interaction };

/** The storage factory for the library: one adapter per model name. */
export function adapterFactory(needs: AdapterNeeds): (name: string) => Adapter {
  return (name) => (name === 'Client' ? clientAdapter(needs.clients) : artifactAdapter(needs, name as ArtifactModel));
}

function clientAdapter(clients: ClientDirectory): Adapter {
  const refused = async () => {
    throw new Error('clients are registered by the operator, never by the protocol');
  };
  return {
    find: (id) => clients.metadata(id),
    upsert: refused,
    consume: refused,
    destroy: refused,
    revokeByGrantId: refused,
    findByUid: refused,
    findByUserCode: refused,
  };
}

function artifactAdapter(needs: AdapterNeeds, model: ArtifactModel): Adapter {
  const { artifacts, clock } = needs;
  return {
    find: (id) => findArtifact(needs, model, id),
    findByUid: async (uid) => (await artifacts.findSessionByUid(uid)) as AdapterPayload | undefined,
    findByUserCode: async () => undefined,
    upsert: (id, payload, expiresIn) => storeArtifact(needs, model, id, payload as ArtifactPayload, expiresIn),
    destroy: async (id) => {
      const existed = await artifacts.destroy(model, id);
      // Ending an interaction is the claim to it: of two resumes at once one goes on, so a journey finishes at most once.
      if (!existed && model === 'Interaction') throw new errors.SessionNotFound('interaction session not found');
    },
    revokeByGrantId: (grantId) => artifacts.revokeByGrant(model, grantId),
    consume: async (id) => {
      const leeway = model === 'RefreshToken' ? needs.refreshLeeway : 0;
      if (isPushedBefore(model, id)) return;
      if (model === 'PushedAuthorizationRequest' && (await useAtEnd(needs.later, id, clock.now()))) return;
      if (await artifacts.consume(model, id, clock.now(), leeway)) return;
      await revokeFamily(artifacts, model, id);
      throw new errors.InvalidGrant(`${model} already consumed`);
    },
  };
}

async function findArtifact(needs: AdapterNeeds, model: ArtifactModel, id: string): Promise<AdapterPayload | undefined> {
  const found = await needs.artifacts.find(model, id);
  if (!found) return undefined;
  if (model === 'Session') rememberLoaded(id, found);
  if (model === 'Interaction') notePushedBefore(found);
  if (isPushedBefore(model, id)) return { ...found, consumed: undefined };
  if (model === 'RefreshToken' && withinLeeway(found, needs)) return { ...found, consumed: undefined };
  return found as AdapterPayload;
}

/** Whose answer was lost has it taken up once more; the request that was pushed for it was used by the first time. */
function notePushedBefore({ result, parJti }: ArtifactPayload): void {
  const { usedRequest } = (result ?? {}) as Partial<SignInResult>;
  if (usedRequest !== undefined && usedRequest === parJti) requestScope().pushedBefore = usedRequest;
}

function isPushedBefore(model: ArtifactModel, id: string): boolean {
  return model === 'PushedAuthorizationRequest' && id === requestScope().pushedBefore;
}

/** A browser that refreshed twice at once, or lost the first answer, is served again for a moment (`settled.md` 5). */
function withinLeeway(payload: ArtifactPayload, needs: AdapterNeeds): boolean {
  const consumed = payload['consumed'];
  return typeof consumed === 'number' && needs.clock.now() < seconds(consumed) + needs.refreshLeeway;
}

async function storeArtifact(
  needs: AdapterNeeds,
  model: ArtifactModel,
  id: string,
  payload: ArtifactPayload,
  expiresIn: number | undefined,
): Promise<void> {
  const expiresAt = needs.clock.now() + seconds(expiresIn ?? FALLBACK_LIFE_SECONDS) + (KEPT_ON[model] ?? 0);
  if (model === 'Session') return storeSession(needs, id, payload, expiresAt);
  if (model !== 'ReplayDetection') return needs.artifacts.upsert(model, id, payload, expiresAt);
  const first = await needs.artifacts.insertOnce(model, id, payload, expiresAt);
  if (!first) throw new errors.InvalidRequest('this proof was used before');
}

/** A second redemption revokes what the first one gave, as a later reuse does (RFC 6749 §4.1.2, `settled.md` 69). */
async function revokeFamily(artifacts: KeptArtifacts, model: ArtifactModel, id: string): Promise<void> {
  const grantId = (await artifacts.find(model, id))?.['grantId'];
  if (typeof grantId === 'string') await revokeGrant(artifacts, grantId);
}

function authorizationsOf(payload: ArtifactPayload): Record<string, unknown> {
  return (payload['authorizations'] ?? {}) as Record<string, unknown>;
}

function rememberLoaded(id: string, payload: ArtifactPayload): void {
  const byClient = Object.entries(authorizationsOf(payload)).map(([client, entry]) => [client, JSON.stringify(entry)] as const);
  const loaded = { authorizations: new Map(byClient), rest: withoutTimes(payload), exp: Number(payload['exp']) };
  requestScope().records.loadedSessions.set(id, loaded);
}

/** Every authorization request stores its session, though most change nothing in it but the moment. */
async function storeSession(needs: AdapterNeeds, id: string, payload: ArtifactPayload, expiresAt: number): Promise<void> {
  const loaded = requestScope().records.loadedSessions.get(id);
  const changed = changedClients(id, payload);
  const same = loaded && Object.keys(changed).length === 0 && loaded.rest === withoutTimes(payload) && livesOn(loaded, payload);
  const none = loaded && [...loaded.authorizations.keys()].every((client) => client in authorizationsOf(payload));
  if (!same || !none) await needs.artifacts.upsertSession(id, payload, expiresAt, { changed });
}

function withoutTimes(payload: ArtifactPayload): string {
  const { iat: _iat, exp: _exp, jti: _id, authorizations: _authorizations, ...rest } = payload;
  // In one order: PostgreSQL's JSON has one of its own.
  return JSON.stringify(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Whether the row lives nearly as long as it now should: nine tenths are enough for the next request to do it. */
function livesOn({ exp }: LoadedSession, payload: ArtifactPayload): boolean {
  const [iat, wanted] = [Number(payload['iat']), Number(payload['exp'])];
  return wanted - exp <= (wanted - iat) / 10;
}

/** The clients whose entry this request changed since it loaded the session (`oidc-provider.md` §1.3, second race). */
function changedClients(id: string, payload: ArtifactPayload): Record<string, unknown> {
  const loaded = requestScope().records.loadedSessions.get(id)?.authorizations;
  const entries = Object.entries(authorizationsOf(payload));
  return Object.fromEntries(entries.filter(([client, entry]) => loaded?.get(client) !== JSON.stringify(entry)));
}
