// The protocol's artifacts in fixed SQL: one statement per call, ids as SHA-256 only, no second copy of a bearer secret
// in the payload (security.md 2.2, `oidc-provider.md` §1).
import { createHash } from 'node:crypto';
import type { ArtifactModel, ArtifactPayload, Artifacts } from '../domain/artifacts/ports.ts';
import { inSeconds } from '../kernel/duration.ts';
import type { Row, Sql } from './connection.ts';
import { json, optionalNumber, orNull } from './sql/rows.ts';

type Table = 'artifact_short' | 'artifact_long';

/** What lives for minutes and what lives for days stand apart: the busy table stays small. */
const TABLES: Readonly<Record<ArtifactModel, Table>> = {
  Interaction: 'artifact_short',
  AuthorizationCode: 'artifact_short',
  PushedAuthorizationRequest: 'artifact_short',
  ReplayDetection: 'artifact_short',
  Session: 'artifact_long',
  Grant: 'artifact_long',
  RefreshToken: 'artifact_long',
  AccessToken: 'artifact_long',
  ClientCredentials: 'artifact_long',
};

const COLUMNS = '(model, id, payload, grant_id, uid, account_id, expires_at)';
const VALUES = '($1, $2, $3, $4, $5, $6, $7)';
const REPLACED = 'grant_id = excluded.grant_id, uid = excluded.uid, account_id = excluded.account_id, expires_at = excluded.expires_at';

/** Artifacts in SQL. */
export function artifacts(sql: Sql): Artifacts {
  const { mergeObjects, setAuthorizations, authorizations } = sql.dialect;
  const merged = setAuthorizations('excluded.payload', mergeObjects(authorizations('artifact_long.payload'), '$8'));
  return {
    find: async (model, id) => {
      const row = await sql.one(`select payload, consumed_at from ${TABLES[model]} where model = $1 and id = $2`, [model, hashed(id)]);
      return row && { ...payloadOf(row), jti: id };
    },
    findSessionByUid: async (uid) => {
      const row = await sql.one(
        `select payload, consumed_at from artifact_long where uid = $1 and model = 'Session' order by expires_at desc limit 1`,
        [uid],
      );
      return row && payloadOf(row);
    },
    upsert: async (model, id, payload, expiresAt) => {
      await sql.run(
        `insert into ${TABLES[model]} ${COLUMNS} values ${VALUES} on conflict (model, id) do update set payload = excluded.payload, ${REPLACED}`,
        parametersOf(model, id, payload, expiresAt),
      );
    },
    upsertSession: async (id, payload, expiresAt, { changed }) => {
      await sql.run(
        `insert into artifact_long ${COLUMNS} values ${VALUES} on conflict (model, id) do update set payload = ${merged}, ${REPLACED}`,
        [...parametersOf('Session', id, payload, expiresAt), JSON.stringify(changed)],
      );
    },
    insertOnce: async (model, id, payload, expiresAt) =>
      (await sql.run(
        `insert into ${TABLES[model]} ${COLUMNS} values ${VALUES} on conflict (model, id) do nothing`,
        parametersOf(model, id, payload, expiresAt),
      )) > 0,
    consume: async (model, id, now, leeway = 0) =>
      (await sql.run(
        `update ${TABLES[model]} set consumed_at = coalesce(consumed_at, $3) where model = $1 and id = $2
          and (consumed_at is null or consumed_at > $4)`,
        [model, hashed(id), now, now - leeway],
      )) > 0,
    destroy: async (model, id) => (await sql.run(`delete from ${TABLES[model]} where model = $1 and id = $2`, [model, hashed(id)])) > 0,
    revokeByGrant: async (model, grantId) => {
      await sql.run(`delete from ${TABLES[model]} where grant_id = $1 and model = $2`, [grantId, model]);
    },
    revokeByAccount: async (accountId) => {
      for (const table of ['artifact_short', 'artifact_long']) await sql.run(`delete from ${table} where account_id = $1`, [accountId]);
    },
    sweep: async (before, limit) => {
      let swept = 0;
      for (const table of ['artifact_short', 'artifact_long']) {
        const expired = `select model, id from ${table} where expires_at < $1 limit $2`;
        swept += await sql.run(`delete from ${table} where (model, id) in (${expired})`, [before, limit - swept]);
      }
      return swept;
    },
  };
}

function hashed(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

function parametersOf(model: ArtifactModel, id: string, payload: ArtifactPayload, expiresAt: number) {
  const { grantId, uid, accountId } = payload as { grantId?: string; uid?: string; accountId?: string };
  return [model, hashed(id), JSON.stringify(kept(model, payload)), orNull(grantId), orNull(uid), orNull(accountId), expiresAt];
}

/** Without the id; an interaction also names its session's id, which the library never reads again. */
function kept(model: ArtifactModel, payload: ArtifactPayload): ArtifactPayload {
  const { jti: _id, ...rest } = payload;
  const { session } = rest as { session?: Record<string, unknown> };
  if (model !== 'Interaction' || !session) return rest;
  const { cookie: _sessionId, ...withoutId } = session;
  return { ...rest, session: withoutId };
}

function payloadOf(row: Row): ArtifactPayload {
  const consumedAt = optionalNumber(row, 'consumed_at');
  return { ...json<ArtifactPayload>(row, 'payload'), ...(consumedAt !== undefined && { consumed: inSeconds(consumedAt) }) };
}
