// The plainest storage that is right: a table of JSON, one statement a call. `consume` is a plain update, as in the
// library's own examples; the product's safeguards are what it has on top.
import type { Adapter } from 'oidc-provider';
import { openMemory } from './memory.ts';
import type { Storage } from './storage.ts';

/** The library's adapter on `memory`, `sqlite:<path>` or `postgres://…`. Makes the table. */
export async function openAdapter(database: string): Promise<(model: string) => Adapter> {
  const storage = await openStorage(database);
  return (model) => ({
    find: (id) => storage.find(model, id),
    findByUid: (uid) => storage.findByUid(uid),
    findByUserCode: async () => undefined,
    upsert: (id, payload, expiresIn) => storage.upsert(model, id, payload, now() + (expiresIn ?? 0)),
    consume: (id) => storage.consume(model, id, now()),
    destroy: (id) => storage.destroy(model, id),
    revokeByGrantId: (grantId) => storage.revokeByGrantId(model, grantId),
  });
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** Each engine is loaded only where it is used: none pays for another at its start. */
async function openStorage(database: string): Promise<Storage> {
  if (database === 'memory') return openMemory();
  if (database.startsWith('sqlite:')) return (await import('./sqlite.ts')).openSqlite(database.slice('sqlite:'.length));
  return (await import('./postgres.ts')).openPostgres(database);
}
