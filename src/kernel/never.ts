/** Marks a place that cannot be reached; a new member of a union makes it a compile error. Throws when reached all the same. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
