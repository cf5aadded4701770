import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What the library remembers, until the process ends; it looks itself at when each thing expires. */
export function memory(): (model: string) => Adapter {
  const kept = new Map<string, AdapterPayload>();
  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    const isOurs = (at: string) => at.startsWith(key(''));
    return {
      upsert: async (id, payload) => void kept.set(key(id), payload),
      find: async (id) => kept.get(key(id)),
      findByUid: async (uid) => [...kept].find(([at, payload]) => isOurs(at) && payload.uid === uid)?.[1],
      // No device asks here.
      findByUserCode: async () => undefined,
      consume: async (id) => void Object.assign(kept.get(key(id)) ?? {}, { consumed: true }),
      destroy: async (id) => void kept.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [at, payload] of kept) if (isOurs(at) && payload.grantId === grantId) kept.delete(at);
      },
    };
  };
}
