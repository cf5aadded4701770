/** Keeps things by key in memory; when it is full, the one put there first goes. */
export class Shelf<Thing> {
  readonly #things = new Map<string, Thing>();
  readonly #most: number;

  /** `most`: how many it holds. */
  constructor(most: number) {
    this.#most = most;
  }

  put(key: string, thing: Thing): void {
    this.#things.set(key, thing);
    const first = this.#things.keys().next();
    if (this.#things.size > this.#most && !first.done) this.#things.delete(first.value);
  }

  get(key: string): Thing | undefined {
    return this.#things.get(key);
  }

  /** Takes a thing off the shelf: the second to ask gets nothing. */
  take(key: string): Thing | undefined {
    const thing = this.#things.get(key);
    this.#things.delete(key);
    return thing;
  }

  /** Takes everything off that is meant, and returns how many that were. */
  clear(meant: (thing: Thing) => boolean): number {
    const keys = [...this.#things].flatMap(([key, thing]) => (meant(thing) ? [key] : []));
    for (const key of keys) this.#things.delete(key);
    return keys.length;
  }
}
