import { setTimeout as wait } from 'node:timers/promises';

/** How often something that met another writer is tried. */
const ATTEMPTS = 10;
/** Longest pause before the second attempt, in milliseconds; doubled for each further one. */
const FIRST_PAUSE = 20;
/** Longest pause of all, in milliseconds. */
const LAST_PAUSE = 500;

/** Runs `attempt` again while it fails with a conflict, after a growing random pause. Throws the last conflict. */
export function retryConflicts<T>(isConflict: (error: unknown) => boolean, attempt: () => Promise<T>, tried = 1): Promise<T> {
  return attempt().catch(async (error) => {
    if (tried >= ATTEMPTS || !isConflict(error)) throw error;
    await wait(Math.random() * Math.min(FIRST_PAUSE * 2 ** (tried - 1), LAST_PAUSE));
    return retryConflicts(isConflict, attempt, tried + 1);
  });
}
