import type { Clock } from './clock.ts';

/**
 * A look-up that remembers what it found for `life` milliseconds by `clock`. What is not found is not remembered:
 * anybody can ask for anything, and memory is bounded by what there is.
 */
export function remembering<Value>(
  find: (key: string) => Promise<Value | undefined>,
  clock: Clock,
  life: number,
): (key: string) => Promise<Value | undefined> {
  const remembered = new Map<string, { readonly value: Value; readonly until: number }>();
  return async (key) => {
    const now = clock.now();
    const known = remembered.get(key);
    if (known && known.until > now) return known.value;
    const value = await find(key);
    if (value === undefined) remembered.delete(key);
    else remembered.set(key, { value, until: now + life });
    return value;
  };
}
