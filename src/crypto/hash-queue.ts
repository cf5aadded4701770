import { BusyError } from '../domain/credentials/busy.ts';

/** How much may be under way (security.md 2.1, admission control). */
export interface QueueLimits {
  /** Running at once: no more than cores and memory carry. */
  readonly running: number;
  /** Waiting at once. */
  readonly waiting: number;
  /** Longest wait, in milliseconds. */
  readonly wait: number;
}

/** Runs expensive work within the limits. */
export interface HashQueue {
  /** Runs `work` when its turn comes. Throws `BusyError` at once when too many wait, or when the wait is over. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/** A queue that refuses before memory or the thread pool is exhausted. First come, first served. */
export function hashQueue(limits: QueueLimits): HashQueue {
  const waiting: Waiting[] = [];
  let running = 0;

  function turn(): Promise<void> {
    if (running < limits.running) {
      running += 1;
      return Promise.resolve();
    }
    return waiting.length >= limits.waiting ? Promise.reject(busy(limits)) : lineUp(waiting, limits);
  }

  function next(): void {
    const first = waiting.shift();
    // The place under way passes straight to whoever waited longest, so nobody can slip in between.
    if (!first) running -= 1;
    else {
      clearTimeout(first.timer);
      first.start();
    }
  }

  return {
    run: async (work) => {
      await turn();
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}

/** Takes the last place in the line, and gives it up when the wait is over. */
function lineUp(waiting: Waiting[], limits: QueueLimits): Promise<void> {
  return new Promise((start, refuse) => {
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(place), 1);
      refuse(busy(limits));
    }, limits.wait);
    const place: Waiting = { start, timer };
    waiting.push(place);
  });
}

function busy(limits: QueueLimits): BusyError {
  return new BusyError(Math.max(1, Math.ceil(limits.wait / 1000)));
}
