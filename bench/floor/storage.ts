// What every storage of the floor is: a handful of statements on one table, the same text in both engines.
import type { AdapterPayload } from 'oidc-provider';

/** The few statements of a storage. `expiresAt` and `at` are epoch seconds. */
export interface Storage {
  find(model: string, id: string): Promise<AdapterPayload | undefined>;
  findByUid(uid: string): Promise<AdapterPayload | undefined>;
  upsert(model: string, id: string, payload: AdapterPayload, expiresAt: number): Promise<void>;
  consume(model: string, id: string, at: number): Promise<void>;
  destroy(model: string, id: string): Promise<void>;
  revokeByGrantId(model: string, grantId: string): Promise<void>;
}

/** The table, in both engines. */
export const TABLE = `create table if not exists oidc (model text not null, id text not null, payload text not null, grant_id text, uid text,
  consumed_at bigint, expires_at bigint not null, primary key (model, id))`;
/** Its indexes. */
export const INDEXES = ['grant_id', 'uid'].map(
  (column) => `create index if not exists oidc_${column} on oidc (${column}) where ${column} is not null`,
);

/** The statements, in both engines. */
export const STATEMENTS = {
  find: 'select payload, consumed_at from oidc where model = $1 and id = $2',
  findByUid: "select payload, consumed_at from oidc where uid = $1 and model = 'Session' order by expires_at desc limit 1",
  upsert: `insert into oidc (model, id, payload, grant_id, uid, expires_at) values ($1, $2, $3, $4, $5, $6) on conflict (model, id) do update
    set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at`,
  consume: 'update oidc set consumed_at = $3 where model = $1 and id = $2',
  destroy: 'delete from oidc where model = $1 and id = $2',
  revoke: 'delete from oidc where grant_id = $1 and model = $2',
} as const;

/** Parameters of `upsert`. */
export function upsertParameters(model: string, id: string, payload: AdapterPayload, expiresAt: number): (string | number | null)[] {
  return [model, id, JSON.stringify(payload), payload.grantId ?? null, payload.uid ?? null, expiresAt];
}

/** The payload of a row. */
export function payloadOf(row: { readonly payload: string; readonly consumed_at: unknown } | undefined): AdapterPayload | undefined {
  if (!row) return undefined;
  const payload = JSON.parse(row.payload) as AdapterPayload;
  return row.consumed_at === null ? payload : { ...payload, consumed: Number(row.consumed_at) };
}
