/** Asks again until `look` finds something, for what the product does beside its answer. Throws what was found last, after five seconds. */
export async function eventually<T>(look: () => T | undefined | false): Promise<T> {
  const until = performance.now() + 5000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error(`waited five seconds for: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until a line that came into the log after this call holds all the words that are asked for, and returns it. */
export function logFromNow(log: readonly string[]): (...words: string[]) => Promise<string> {
  const from = log.length;
  return (...words) => eventually(() => log.slice(from).find((line) => words.every((word) => line.includes(word))));
}
