// A process of its own on the same database as others: opens the store, does one task of the test, says how it went.

import type { Store } from '../../src/domain/ports.ts';
import { openStore, type StoreOptions } from '../../src/store/store.ts';

/** What such a process may be asked to do, `times` times at once; each answers in its own way. */
export type Task =
  | { readonly name: 'reserve'; readonly keys: readonly string[]; readonly times: number; readonly now: number }
  | { readonly name: 'consume'; readonly id: string; readonly times: number; readonly now: number }
  | { readonly name: 'add-clients'; readonly id: string; readonly clients: readonly string[]; readonly expiresAt: number }
  | { readonly name: 'first-keys'; readonly kid: string; readonly now: number }
  | { readonly name: 'hang'; readonly key: string; readonly now: number };

/** Sent to the process: first where the database is, then, when all are ready, the task. */
export type Order = { readonly open: StoreOptions } | { readonly task: Task };

async function perform(store: Store, task: Task): Promise<unknown> {
  const { counters, artifacts, keys } = store.ports;
  if (task.name === 'reserve') {
    const reservations = task.keys.map((key) => ({ key, remember: 1000 }));
    return Promise.all(Array.from({ length: task.times }, () => counters.reserve(reservations, task.now)));
  }
  if (task.name === 'consume') {
    return Promise.all(Array.from({ length: task.times }, () => artifacts.consume('AuthorizationCode', task.id, task.now)));
  }
  if (task.name === 'add-clients') {
    const loaded = await artifacts.find('Session', task.id);
    const adding = task.clients.map((client) => {
      const changed = { [client]: { grantId: client } };
      return artifacts.upsertSession(task.id, { ...loaded, authorizations: changed }, task.expiresAt, { changed });
    });
    return Promise.all(adding);
  }
  if (task.name === 'first-keys') {
    return keys.insertFirst([{ kid: task.kid, alg: 'ES256', sealed: 's', publishedAt: task.now, activeFrom: task.now }]);
  }
  return hang(store, task);
}

/** Never comes to the end of its transaction. */
async function hang(store: Store, { key, now }: Extract<Task, { name: 'hang' }>): Promise<never> {
  return store.work(async ({ counters }) => {
    await counters.reserve([{ key, remember: 1000 }], now);
    process.send?.('inside');
    return new Promise<never>(() => undefined);
  });
}

let store: Store | undefined;

process.on('message', async (order: Order) => {
  if ('open' in order) {
    store = await openStore(order.open);
    process.send?.('ready');
  } else if (store) {
    const answer = await perform(store, order.task);
    await store.close();
    process.send?.(answer, () => process.disconnect());
  }
});
