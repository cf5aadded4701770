import type { AdapterPayload } from 'oidc-provider';
import type { Storage } from './storage.ts';

/** Storage in maps: the library's own in memory forgets everything beyond a thousand entries. */
export function openMemory(): Storage {
  const rows = new Map<string, AdapterPayload>();
  const sessions = new Map<string, string>();
  const grants = new Map<string, Set<string>>();
  const key = (model: string, id: string) => `${model} ${id}`;
  return {
    find: async (model, id) => rows.get(key(model, id)),
    findByUid: async (uid) => rows.get(sessions.get(uid) ?? ''),
    upsert: async (model, id, payload) => {
      const at = key(model, id);
      rows.set(at, payload);
      if (model === 'Session' && payload.uid) sessions.set(payload.uid, at);
      if (payload.grantId) grants.set(payload.grantId, (grants.get(payload.grantId) ?? new Set()).add(at));
    },
    consume: async (model, id, at) => {
      const row = rows.get(key(model, id));
      if (row) row.consumed = at;
    },
    destroy: async (model, id) => void rows.delete(key(model, id)),
    revokeByGrantId: async (model, grantId) => {
      for (const at of grants.get(grantId) ?? []) if (at.startsWith(`${model} `)) rows.delete(at);
    },
  };
}
