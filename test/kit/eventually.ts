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
