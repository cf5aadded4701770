import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Store } from '../../../src/domain/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Order, Task } from '../process.ts';
import { bearerId, NOW } from './builders.ts';
import type { MakePlace, Place } from './place.ts';

const LATER = NOW + 60_000;

/** Two processes on one database that come at the same moment. */
export function twoProcessesContract(makePlace: MakePlace): void {
  test('two hundred reservations spread over both see two hundred different counts', async () => {
    const keys = [newId(), newId()];
    const { answers, left } = await together<number[][]>(makePlace, [
      { name: 'reserve', keys, times: 100, now: NOW },
      { name: 'reserve', keys: keys.toReversed(), times: 100, now: NOW },
    ]);
    const counts = answers.flat().map(([count]) => Number(count));
    expect(counts.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    expect(await left((store) => store.ports.counters.read(keys, NOW))).toEqual([200, 200]);
  });

  test('one of forty redemptions of a code is the first', async () => {
    const id = bearerId();
    const task: Task = { name: 'consume', id, times: 20, now: NOW };
    const before = (store: Store) => store.ports.artifacts.upsert('AuthorizationCode', id, {}, LATER);
    const { answers, left } = await together<boolean[]>(makePlace, [task, task], before);
    expect(answers.flat().filter(Boolean)).toHaveLength(1);
    expect(await left((store) => store.ports.artifacts.find('AuthorizationCode', id))).toHaveProperty('consumed', NOW / 1000);
  });

  test('forty sign-ins on one session keep all their clients', async () => {
    const id = bearerId();
    const clients = Array.from({ length: 40 }, (_, at) => `app-${at}`);
    const before = (store: Store) => store.ports.artifacts.upsertSession(id, { uid: 'u' }, LATER, { changed: {} });
    const halves = [clients.slice(0, 20), clients.slice(20)];
    const tasks = halves.map((half): Task => ({ name: 'add-clients', id, clients: half, expiresAt: LATER }));
    const { left } = await together(makePlace, tasks, before);
    const session = await left((store) => store.ports.artifacts.find('Session', id));
    expect(session?.['authorizations']).toEqual(Object.fromEntries(clients.map((client) => [client, { grantId: client }])));
  });

  test('an empty database that both open at once is made once, and has one first signing key', async () => {
    const tasks = ['one', 'other'].map((kid): Task => ({ name: 'first-keys', kid, now: NOW }));
    const { answers, left } = await together<boolean>(makePlace, tasks);
    expect(answers.filter(Boolean)).toHaveLength(1);
    const keys = await left((store) => store.ports.keys.live(NOW));
    expect(keys.map(({ kid }) => kid)).toEqual([answers[0] ? 'one' : 'other']);
  });

  test('a process killed in the middle of a transaction leaves nothing of it, and holds nobody up', async () => {
    const place = await makePlace();
    const child = await ready(place);
    const key = newId();
    const inside = answerOf(child);
    order(child, { task: { name: 'hang', key, now: NOW } });
    expect(await inside).toBe('inside');
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    const store = await openStore(place.options);
    expect(await store.ports.counters.reserve([{ key, remember: 1000 }], NOW)).toEqual([1]);
    await store.close();
    await place.remove();
  });
}

/** Looks at what the processes left, then removes the database. */
type Look = <T>(look: (store: Store) => Promise<T>) => Promise<T>;

/** Gives each task to a process of its own and lets them begin together. */
async function together<Answer>(
  makePlace: MakePlace,
  tasks: readonly Task[],
  before?: (store: Store) => Promise<void>,
): Promise<{ answers: Answer[]; left: Look }> {
  const place = await makePlace();
  if (before) await looking(place, before);
  const children = await Promise.all(tasks.map(() => ready(place)));
  const answers = Promise.all(children.map((child) => answerOf(child) as Promise<Answer>));
  const exits = Promise.all(children.map((child) => once(child, 'exit')));
  for (const [at, task] of tasks.entries()) order(children[at] as ChildProcess, { task });
  return { answers: await answers.finally(() => exits), left: (look) => looking(place, look).finally(place.remove) };
}

async function looking<T>(place: Place, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(place.options);
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

async function ready(place: Place): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, '../process.ts'));
  const answer = answerOf(child);
  order(child, { open: place.options });
  await answer;
  return child;
}

function order(child: ChildProcess, message: Order): void {
  child.send(message);
}

/** What the process says next. Throws when it ends without a word. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const end = (code: number | null) => ended.abort(new Error(`the process ended with ${code}`));
  child.once('exit', end);
  try {
    return (await once(child, 'message', { signal: ended.signal }))[0];
  } finally {
    child.off('exit', end);
  }
}
