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

/** A thing for people to read, a value a line: parts of a part by both names, lists with commas, and a dash for what is not there. */
export function lines(shown: View): string {
  return leaves(shown, '').join('\n');
}

function leaves(shown: View, before: string): string[] {
  return Object.entries(shown).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return leaves(value as View, `${before}${name}.`);
    const said = Array.isArray(value) ? value.join(',') : String(value ?? '-');
    return `${before}${name}: ${said || '-'}`;
  });
}
