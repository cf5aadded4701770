// How the contract of the outbox works with letters.
import type { LeasedLetter, LetterRecord } from '../../../src/domain/mail/ports.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { letter } from '../../kit/mail/letters.ts';
import { NOW } from './builders.ts';

/** How long letters are leased here, in milliseconds. */
export const LEASE = 300_000;

/** Takes everything that is due. */
export async function takeAll(store: Store, now: number): Promise<LeasedLetter[]> {
  const all: LeasedLetter[] = [];
  for (let one = await store.ports.outbox.take(now, LEASE); one; one = await store.ports.outbox.take(now, LEASE)) all.push(one);
  return all;
}

/** A letter that was posted and taken. */
export async function posted(store: Store, to: string): Promise<LeasedLetter> {
  const id = await store.ports.outbox.post(letter(to), NOW);
  const held = (await takeAll(store, NOW)).find((one) => one.id === id);
  if (!held) throw new Error('the letter was not due');
  return held;
}

/** What is known of a letter that there is. */
export const recordOf = async (store: Store, id: string) => (await store.ports.outbox.find(id)) as LetterRecord;
