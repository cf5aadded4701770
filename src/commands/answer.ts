import type { Outcome } from '../domain/fault.ts';
import type { Answer, View } from './command.ts';

/** What a use-case returned, as a thing to print with a sentence about it, or as its faults. */
export function answer<T>(outcome: Outcome<T>, view: (value: T) => View, said: (value: T) => string): Answer {
  return outcome.done ? { item: view(outcome.value), said: said(outcome.value) } : { faults: outcome.faults };
}

/** Rows as they are printed, one at a time. */
export async function* viewed<T>(rows: AsyncIterable<T> | Iterable<T>, view: (row: T) => View): AsyncGenerator<View> {
  for await (const row of rows) yield view(row);
}

/** A moment as it is printed: ISO 8601, UTC. `at` is epoch milliseconds. */
export function moment(at: number): string {
  return new Date(at).toISOString();
}
