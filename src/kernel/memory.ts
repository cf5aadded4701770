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
  const remembered = new Map<string, { readonly found: Promise<Value>; readonly until: number }>();
  const look = async (key: string, until: number) => {
    const value = await find(key);
    if (value === undefined) remembered.delete(key);
    else remembered.set(key, { found: Promise.resolve(value), until });
    return value;
  };
  return (key) => {
    const now = clock.now();
    const known = remembered.get(key);
    return known && known.until > now ? known.found : look(key, now + life);
  };
}
