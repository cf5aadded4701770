/**
 * What can be wrong with a value that an operator, a contact person or a machine handed in. `taken`: in use by
 * another; `unknown`: refers to something that does not exist, or a name we do not know; `conflict`: right by itself,
 * but not together with the rest or with the present state.
 */
export type FaultCode =
  | 'missing'
  | 'invalid'
  | 'hidden-character'
  | 'too-short'
  | 'too-long'
  | 'reserved'
  | 'taken'
  | 'unknown'
  | 'conflict'
  | 'context-word'
  | 'common'
  | 'unchanged'
  | 'used-before';

/** One thing wrong with one field; `detail` says it in English words, without repeating a secret. */
export interface Fault {
  readonly field: string;
  readonly code: FaultCode;
  readonly detail: string;
}

/** What a use-case that manages returns: its value, or everything that was wrong with what it was given. */
export type Outcome<T> = { readonly done: true; readonly value: T } | { readonly done: false; readonly faults: readonly Fault[] };

/** The outcome of something that was done. */
export function done<T>(value: T): Outcome<T> {
  return { done: true, value };
}

/** The outcome of something that was refused, whole: nothing of it was written. */
export function refused(...faults: readonly Fault[]): { readonly done: false; readonly faults: readonly Fault[] } {
  return { done: false, faults };
}
