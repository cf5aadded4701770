import pg from 'pg';
import { INDEXES, payloadOf, STATEMENTS, type Storage, TABLE, upsertParameters } from './storage.ts';

/** Storage in PostgreSQL: named statements on a pool as large as the product's, whose connections are kept as long (in milliseconds). */
export async function openPostgres(url: string): Promise<Storage> {
  const pool = new pg.Pool({ connectionString: url, max: 10, idleTimeoutMillis: 5 * 60 * 1000 });
  for (const statement of [TABLE, ...INDEXES]) await pool.query(statement);
  const query = (name: keyof typeof STATEMENTS, values: (string | number | null)[]) => pool.query({ name, text: STATEMENTS[name], values });
  return {
    find: async (model, id) => payloadOf((await query('find', [model, id])).rows[0]),
    findByUid: async (uid) => payloadOf((await query('findByUid', [uid])).rows[0]),
    upsert: async (model, id, payload, expiresAt) => void (await query('upsert', upsertParameters(model, id, payload, expiresAt))),
    consume: async (model, id, at) => void (await query('consume', [model, id, at])),
    destroy: async (model, id) => void (await query('destroy', [model, id])),
    revokeByGrantId: async (model, grantId) => void (await query('revoke', [grantId, model])),
  };
}
