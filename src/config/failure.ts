/** Mistakes of ours by their kind: here alone the place where it happened says more than the sentence. */
const MISTAKES = [TypeError, ReferenceError, RangeError];

/** What ended a program, for the person who started it: a sentence, and never a value of a secret. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A host with several addresses refuses once for each, and the whole has no words of its own.
  if (error instanceof AggregateError && error.errors.length > 0) return [...new Set(error.errors.map(failureText))].join('\n');
  return MISTAKES.some((mistake) => error instanceof mistake) ? (error.stack ?? error.message) : error.message;
}
