// The protocol's artifacts in fixed SQL: one statement per call, ids that open something as SHA-256 only, no
// second copy of a bearer secret in the payload (security.md 2.2, `oidc-provider.md` §1).
import type { ArtifactModel, ArtifactPayload, Artifacts, KeptSession } from '../domain/artifacts/ports.ts';
import { inSeconds } from '../kernel/duration.ts';
import type { FrequentAsk, FrequentPut, Row, Sql } from './connection.ts';
import { askedBy, byCount, hashed, optionalNumber, orNull, places, text, tuples } from './sql/rows.ts';

type Table = 'artifact_short' | 'artifact_long';

/** Which table keeps a kind. What lives for minutes and what lives for days stand apart: the busy table stays small. */
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
const BOTH: readonly Table[] = ['artifact_short', 'artifact_long'];

const COLUMNS = '(model, id, payload, grant_id, uid, account_id, session_uid, expires_at)';
const VALUES = '($1, $2, $3, $4, $5, $6, $7, $8)';
const LISTS = `select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int8[])`;
const REPLACED = `grant_id = excluded.grant_id, uid = excluded.uid, account_id = excluded.account_id, session_uid = excluded.session_uid,
  expires_at = excluded.expires_at`;

/** Texts of the busiest statements, each made once: the same text is found again sooner than one that only looks the same. */
const perTable = <T>(make: (table: Table) => T) => ({ artifact_short: make('artifact_short'), artifact_long: make('artifact_long') });
const INSERT = perTable((table) => `insert into ${table} ${COLUMNS} values ${VALUES} on conflict (model, id)`);
const INSERT_ONCE = perTable((table) => `${INSERT[table]} do nothing`);
const UPSERT = perTable((table): FrequentPut => {
  const end = `on conflict (model, id) do update set payload = excluded.payload, ${REPLACED}`;
  const few = byCount((rows) => `insert into ${table} ${COLUMNS} values ${tuples(rows, 8)} ${end}`);
  return { one: few(1), few, many: `insert into ${table} ${COLUMNS} ${LISTS} ${end}` };
});
const REPLACE = perTable(
  (table) => `update ${table} set payload = $3, grant_id = $4, uid = $5, account_id = $6, session_uid = $7, expires_at = $8
    where model = $1 and id = $2`,
);
// Without leeway no time counts: a process whose clock is behind must not see a first use in its future.
const CONSUME = perTable((table): FrequentAsk => {
  const set = `update ${table} set consumed_at = coalesce(consumed_at,`;
  const unused = (since: string) => `(consumed_at is null or consumed_at >= ${since})`;
  return {
    one: `${set} $3) where model = $1 and id = $2 and ${unused('$4')} returning 1 as first`,
    many: `${set} asked.p3) from ${askedBy(['text', 'text', 'int8', 'int8'])}
      where model = asked.p1 and id = asked.p2 and ${unused('asked.p4')} returning asked.asked_at`,
    changes: 2,
  };
});
const DESTROY = perTable((table) => `delete from ${table} where model = $1 and id = $2`);

/** Artifacts in SQL, but for what only the first may do (`first-come.ts`). */
export function artifacts(sql: Sql): Omit<Artifacts, 'end' | 'use'> {
  return { ...finding(sql), ...writing(sql), ...ending(sql) };
}

function finding(sql: Sql): Pick<Artifacts, 'find' | 'findSessionByUid' | 'grantsOf'> {
  return {
    find: async (model, id) => {
      const row = await sql.one(`select payload, consumed_at from ${TABLES[model]} where model = $1 and id = $2`, [
        model,
        keyOf(model, id),
      ]);
      return row && { ...payloadOf(row, id), jti: id };
    },
    findSessionByUid: async (uid) => {
      const row = await sql.one(
        `select payload, consumed_at from artifact_long where uid = $1 and model = 'Session' order by expires_at desc limit 1`,
        [uid],
      );
      return row && payloadOf(row);
    },
    grantsOf: async (accountId) => {
      const rows = await sql.all(`select id, payload, consumed_at from artifact_long where account_id = $1 and model = 'Grant'`, [
        accountId,
      ]);
      return rows.map((row) => ({ ...payloadOf(row), jti: text(row, 'id') }));
    },
  };
}

function writing(sql: Sql): Pick<Artifacts, 'upsert' | 'replace' | 'upsertSession' | 'insertOnce' | 'consume'> {
  const merged = sql.dialect.mergeAuthorizations('artifact_long.payload', 'excluded.payload', '$9');
  const upsertSession = `${INSERT.artifact_long} do update set payload = ${merged}, ${REPLACED}`;
  return {
    upsert: async (model, id, payload, expiresAt) => {
      await sql.put(UPSERT[TABLES[model]], [parametersOf(model, id, payload, expiresAt)]);
    },
    replace: async (model, id, payload, expiresAt) =>
      (await sql.run(REPLACE[TABLES[model]], parametersOf(model, id, payload, expiresAt))) > 0,
    upsertSession: async (id, payload, expiresAt, { changed }) => {
      await sql.write(upsertSession, [...parametersOf('Session', id, payload, expiresAt), JSON.stringify(changed)]);
    },
    insertOnce: async (model, id, payload, expiresAt) =>
      (await sql.run(INSERT_ONCE[TABLES[model]], parametersOf(model, id, payload, expiresAt))) > 0,
    consume: async (model, id, now, leeway = 0) => {
      const since = leeway > 0 ? now - leeway : Number.MAX_SAFE_INTEGER;
      return (await sql.ask(CONSUME[TABLES[model]], [model, keyOf(model, id), now, since])) !== undefined;
    },
  };
}

function ending(sql: Sql): Pick<Artifacts, 'destroy' | 'endSession' | 'revokeByGrant' | 'revokeByAccount' | 'endFinished' | 'sweep'> {
  return {
    destroy: async (model, id) => (await sql.run(DESTROY[TABLES[model]], [model, keyOf(model, id)])) > 0,
    endSession: async (uid) => (await sql.run(`delete from artifact_long where uid = $1 and model = 'Session'`, [uid])) > 0,
    revokeByGrant: async (model, grantId) => {
      await sql.write(`delete from ${TABLES[model]} where grant_id = $1 and model = $2`, [grantId, model]);
    },
    revokeByAccount: (accountId, kept) =>
      sql.transaction(async (inside) => {
        for (const table of BOTH) await revokeIn(inside, table, accountId, kept);
      }),
    endFinished: async (accountId) => {
      await sql.write(`delete from artifact_short where account_id = $1 and model = 'Interaction'`, [accountId]);
    },
    sweep: async (before, limit) => {
      let swept = 0;
      for (const table of BOTH) {
        const expired = `select model, id from ${table} where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows}`;
        swept += await sql.run(`delete from ${table} where (model, id) in (${expired})`, [before, limit - swept]);
      }
      return swept;
    },
  };
}

/** A session's row has a uid and no grant, a token's a grant and no uid, and a grant's own row neither. */
async function revokeIn(sql: Sql, table: Table, accountId: string, kept: KeptSession | undefined): Promise<void> {
  const { uid, grantIds = [] } = kept ?? {};
  const clauses = ['account_id = $1', `model <> 'Interaction'`];
  if (uid !== undefined) clauses.push('(uid is null or uid <> $2)');
  if (grantIds.length > 0) {
    clauses.push(`(grant_id is null or grant_id not in (${places(grantIds.length, 2)}))`);
    clauses.push(`(model <> 'Grant' or id not in (${places(grantIds.length, 2)}))`);
  }
  const parameters = uid === undefined ? [accountId] : [accountId, uid, ...grantIds];
  await sql.write(`delete from ${table} where ${clauses.join(' and ')}`, parameters);
}

/** Stands for the row's own id wherever the payload names it (an interaction's `returnTo` does): as it is, no JSON text can hold it. */
const OWN_ID = '\u001a';

/** Parameters of a statement that writes a row: model, id, payload, grant, uid, account, session, end. */
export function parametersOf(model: ArtifactModel, id: string, payload: ArtifactPayload, expiresAt: number) {
  const {
    grantId,
    uid,
    accountId = finishedBy(payload),
    sessionUid,
  } = payload as Readonly<Record<'grantId' | 'uid' | 'accountId' | 'sessionUid', string | undefined>>;
  const payloadToKeep = kept(model, payload);
  // A session names its id nowhere else, and the engine reads its JSON.
  const content = model === 'Session' ? JSON.stringify(payloadToKeep, readable) : JSON.stringify(payloadToKeep).replaceAll(id, OWN_ID);
  return [model, keyOf(model, id), content, orNull(grantId), orNull(uid), orNull(accountId), orNull(sessionUid), expiresAt];
}

/** PostgreSQL cannot read JSON that holds U+0000 or half a character, and a stranger's `state` may (security.md 1.34). */
function readable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd').toWellFormed() : value;
}

/** How an id goes in: hashed, unless it opens nothing. */
export function keyOf(model: ArtifactModel, id: string): string {
  return model === 'Grant' ? id : hashed(id);
}

/** Whose sign-in an interaction holds the end of, until it is taken up. */
function finishedBy(payload: ArtifactPayload): string | undefined {
  const { result } = payload as { result?: { login?: { accountId?: string } } };
  return result?.login?.accountId;
}

/** Without the id; an interaction also names its session's id, which the library never reads again. */
function kept(model: ArtifactModel, payload: ArtifactPayload): ArtifactPayload {
  const { jti: _id, ...rest } = payload;
  const { session } = rest as { session?: Record<string, unknown> };
  if (model !== 'Interaction' || !session) return rest;
  const { cookie: _sessionId, ...withoutId } = session;
  return { ...rest, session: withoutId };
}

/** The payload of a row, with the presented id wherever it names its own, and when it was used. */
export function payloadOf(row: Row, id = ''): ArtifactPayload {
  const content = JSON.parse(text(row, 'payload').replaceAll(OWN_ID, id)) as ArtifactPayload;
  const consumedAt = optionalNumber(row, 'consumed_at');
  return consumedAt === undefined ? content : { ...content, consumed: inSeconds(consumedAt) };
}
