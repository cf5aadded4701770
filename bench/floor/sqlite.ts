import { DatabaseSync } from 'node:sqlite';
import { INDEXES, payloadOf, STATEMENTS, type Storage, TABLE, upsertParameters } from './storage.ts';

type Row = { payload: string; consumed_at: unknown };

/** Storage in an SQLite file, its settings as the product's. */
export function openSqlite(path: string): Storage {
  const connection = new DatabaseSync(path);
  connection.exec('pragma page_size = 2048; pragma journal_mode = wal; pragma wal_autocheckpoint = 4000; pragma synchronous = normal');
  for (const statement of [TABLE, ...INDEXES]) connection.exec(statement);
  const prepared = (name: keyof typeof STATEMENTS) => connection.prepare(STATEMENTS[name].replace(/\$(\d+)/g, '?$1'));
  const [find, findByUid, upsert] = [prepared('find'), prepared('findByUid'), prepared('upsert')];
  const [consume, destroy, revoke] = [prepared('consume'), prepared('destroy'), prepared('revoke')];
  return {
    find: async (model, id) => payloadOf(find.get(model, id) as Row | undefined),
    findByUid: async (uid) => payloadOf(findByUid.get(uid) as Row | undefined),
    upsert: async (model, id, payload, expiresAt) => void upsert.run(...upsertParameters(model, id, payload, expiresAt)),
    consume: async (model, id, at) => void consume.run(model, id, at),
    destroy: async (model, id) => void destroy.run(model, id),
    revokeByGrantId: async (model, grantId) => void revoke.run(grantId, model),
  };
}
