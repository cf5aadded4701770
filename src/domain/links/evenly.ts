/**
 * How long it takes at least to look for who is meant and to write to them, in milliseconds: twice what it takes for ten accounts
 * on a slow machine, and less than anybody notices.
 */
const LEAST = 25;

/**
 * Takes as long for a stranger as for a friend, and for one account as for ten (`settled.md` 42): whoever waits for `step` cannot tell
 * from the time what it found, as long as it takes less than that. What it returns or throws is what comes of it.
 */
export async function evenly<T>(step: () => Promise<T>): Promise<T> {
  const time = new Promise((resolve) => setTimeout(resolve, LEAST));
  try {
    return await step();
  } finally {
    await time;
  }
}
