import { describe, expect, test } from '@jest/globals';
import type { LeasedLetter } from '../../../src/domain/mail/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { openStore } from '../../../src/store/store.ts';
import { code, invitation, letter, SEALS } from '../../kit/mail/letters.ts';
import { NOW } from './builders.ts';
import { LEASE, posted, recordOf, takeAll } from './letters-taken.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + LEASE;

/** Letters on their way out, whatever the engine and the number of workers. */
export function outboxContract(makePlace: MakePlace): void {
  describe('outbox: writing and taking', () => taking(makePlace));
  describe('outbox: what becomes of a letter', () => becoming(makePlace));
}

function taking(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('a letter is written with its cause or not at all', async () => {
    const { store } = used();
    const failing = store.work(async (ports) => {
      await ports.outbox.post(letter('anna@acme.example'), NOW);
      throw new Error('the cause did not happen');
    });
    await expect(failing).rejects.toThrow('did not happen');
    expect(await takeAll(store, LATER)).toEqual([]);
    const id = await store.work((ports) => ports.outbox.post(letter('anna@acme.example'), NOW));
    expect((await takeAll(store, NOW)).map((held) => [held.id, held.attempts, held.letter])).toEqual([
      [id, 1, letter('anna@acme.example')],
    ]);
  });

  test('security 2.8 neither the address nor the code or link of a letter can be read in the database', async () => {
    const { store, place } = used();
    await store.ports.outbox.post(letter('geheim@acme.example', { mail: code('314159') }), NOW);
    await store.ports.outbox.post(letter('geheim@acme.example', { mail: invitation() }), NOW);
    const content = await place.content();
    expect(content).toContain('challenge-code');
    expect(content).not.toMatch(/geheim|314159|secret-token|ABCD-EFGH/);
    await takeAll(store, NOW);
  });

  test('R18.3 what somebody waits for goes before what was queued earlier, and nothing before its time', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const invited = await outbox.post(letter('a@acme.example', { mail: invitation() }), NOW - 2000);
    const first = await outbox.post(letter('b@acme.example'), NOW - 1000);
    const second = await outbox.post(letter('c@acme.example'), NOW - 500);
    const planned = await outbox.post(letter('d@acme.example', { notBefore: NOW + 1 }), NOW - 3000);
    expect((await takeAll(store, NOW)).map(({ id }) => id)).toEqual([first, second, invited]);
    expect((await takeAll(store, NOW + 1)).map(({ id }) => id)).toEqual([planned]);
  });

  test('many workers that take at once each get letters of their own', async () => {
    const { store, place } = used();
    await takeAll(store, LATER * 2);
    const other = await openStore(place.options, SEALS);
    const ids: string[] = [];
    for (let at = 0; at < 60; at += 1) ids.push(await store.ports.outbox.post(letter(`p${at}@acme.example`), NOW));
    const workers = [store, other, store, other, store, other];
    const taken = (await Promise.all(workers.map((one) => takeAll(one, NOW)))).flat();
    await other.close();
    expect(taken.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  test('a letter whose keyring is gone is taken and said to be unreadable, so that it stops nobody', async () => {
    const { store, place } = used();
    const others = await openStore(place.options, {
      ...SEALS,
      letters: {
        ...SEALS.letters,
        open: () => {
          throw new Error('gone');
        },
      },
    });
    const id = await store.ports.outbox.post(letter('a@acme.example'), NOW);
    expect((await takeAll(others, NOW)).map((held) => [held.id, held.letter])).toEqual([[id, undefined]]);
    await others.close();
  });
}

function becoming(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('handed over it is due no more, and its words are forgotten', async () => {
    const { store } = used();
    const held = await posted(store, 'a@acme.example');
    expect(await recordOf(store, held.id)).toMatchObject({ state: 'handing-over', dueAt: LATER, changedAt: NOW });
    expect(await store.ports.outbox.handedOver(held, NOW + 5)).toBe(true);
    expect(await recordOf(store, held.id)).toMatchObject({ state: 'handed-over', handedOverAt: NOW + 5, dueAt: undefined, attempts: 1 });
    expect(await takeAll(store, LATER * 2)).toEqual([]);
    expect(await store.ports.outbox.requeue(held.id, NOW)).toBe(false);
  });

  test('a lease that ended belongs to whoever took the letter next; who comes back late changes nothing', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const late = await posted(store, 'a@acme.example');
    expect(await takeAll(store, LATER - 1)).toEqual([]);
    const [next] = await takeAll(store, LATER);
    expect([next?.id, next?.attempts]).toEqual([late.id, 2]);
    expect([
      await outbox.handedOver(late, LATER),
      await outbox.notHandedOver(late, { state: 'failed', reason: 'given-up' }, LATER),
      await outbox.release(late, LATER, LATER),
    ]).toEqual([false, false, false]);
    expect(await recordOf(store, late.id)).toMatchObject({ state: 'handing-over', dueAt: LATER + LEASE });
    expect(await outbox.handedOver(next as LeasedLetter, LATER)).toBe(true);
  });

  test('refused for the time being it comes again at its time; released, as if it had never been taken', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const held = await posted(store, 'a@acme.example');
    await outbox.notHandedOver(held, { state: 'retrying', at: NOW + 30, reason: 'put-off', status: '451 4.7.1' }, NOW);
    expect(await recordOf(store, held.id)).toMatchObject({ state: 'retrying', dueAt: NOW + 30, reason: 'put-off', status: '451 4.7.1' });
    expect(await takeAll(store, NOW + 29)).toEqual([]);
    const [again] = await takeAll(store, NOW + 30);
    expect(again?.attempts).toBe(2);
    await outbox.release(again as LeasedLetter, NOW + 40, NOW + 31);
    expect(await recordOf(store, held.id)).toMatchObject({ state: 'retrying', attempts: 1, dueAt: NOW + 40 });
    await takeAll(store, NOW + 40);
  });

  test('given up it waits for an operator, who can queue it anew with all its attempts', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const held = await posted(store, 'a@acme.example');
    await outbox.notHandedOver(held, { state: 'failed', reason: 'given-up' }, NOW);
    expect((await takeAll(store, LATER * 2)).map(({ id }) => id)).not.toContain(held.id);
    expect(await outbox.requeue(held.id, NOW + 9)).toBe(true);
    expect(await recordOf(store, held.id)).toMatchObject({ state: 'queued', attempts: 0, reason: undefined, dueAt: NOW + 9 });
    expect((await takeAll(store, NOW + 9)).map(({ letter: words }) => words?.to)).toEqual(['a@acme.example']);
    expect(await outbox.requeue(newId(), NOW)).toBe(false);
  });

  test('R7.9 the list is newest first, by organisation, account and state, page after page', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const [organisation, account] = [newId(), newId()];
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1)
      ids.unshift(await outbox.post(letter('a@acme.example', { organisation, ...(at > 0 && { account }) }), NOW + at));
    const page = await outbox.list({ organisation }, 3);
    const rest = await outbox.list({ organisation }, 3, page.at(-1)?.id);
    expect([...page, ...rest].map(({ id }) => id)).toEqual(ids);
    expect(await outbox.list({ account }, 9)).toHaveLength(4);
    expect(await outbox.list({ organisation, state: 'failed' }, 9)).toEqual([]);
    expect((await outbox.list({ account, state: 'queued' }, 1)).map(({ id, kind }) => [id, kind])).toEqual([[ids[0], 'challenge-code']]);
    await takeAll(store, LATER);
  });

  test('R18.3 what waits is counted by state, with since when it is due; what is done is not', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    // Whatever other tests left behind is put where it is not counted.
    for (const held of await takeAll(store, LATER * 4)) await outbox.handedOver(held, LATER * 4);
    const then = LATER * 5;
    const put = (at: number, notBefore?: number) => outbox.post(letter('a@acme.example', { notBefore }), at);
    await put(then - 500);
    const [off] = await takeAll(store, then);
    if (off) await outbox.notHandedOver(off, { state: 'retrying', at: then + 900, reason: 'put-off' }, then);
    await put(then - 300);
    await put(then - 200);
    const [inHand] = [await outbox.take(then, LEASE)];
    await put(then - 900, then - 100);
    await put(then, then + 50);
    const sorted = (await outbox.waiting(then)).toSorted((one, other) => one.state.localeCompare(other.state));
    expect(sorted).toEqual([
      { state: 'handing-over', letters: 1, since: inHand?.postedAt },
      { state: 'queued', letters: 2, since: then - 200 },
      { state: 'retrying', letters: 1, since: then - 500 },
      { state: 'scheduled', letters: 1, since: then + 50 },
    ]);
  });

  test('what is done goes after ninety days; what still waits stays', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const done = await posted(store, 'a@acme.example');
    await outbox.handedOver(done, NOW);
    const waiting = await posted(store, 'b@acme.example');
    const day = 86_400_000;
    expect(await outbox.sweep(NOW + 90 * day, 1000)).toBe(0);
    expect(await outbox.sweep(NOW + 90 * day + 1, 1000)).toBeGreaterThanOrEqual(1);
    expect([await outbox.find(done.id), (await outbox.find(waiting.id))?.state]).toEqual([undefined, 'handing-over']);
  });
}
