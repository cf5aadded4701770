// Attempts under way in this process. Each is counted before it is looked at, so a class of thirty that signs in at once
// looks like thirty misses for a moment: whoever finds a counter full waits for those before to end, and is refused
// only when they were misses indeed.
import { seconds } from '../../kernel/duration.ts';

/** Longest wait for the attempts before. */
const LONGEST = seconds(3);
/** What another process is given, in milliseconds. */
const MOMENT = seconds(0.2);

/** Keeps count of them, by counter. */
export interface UnderWay {
  /** An attempt begins to be looked at. The answer is to be called once, when it ends: was it given back? */
  enter(keys: readonly string[]): (givenBack: boolean) => void;
  /** Gives another process's attempts a moment to end: nothing is known of them here. */
  readonly moment: () => Promise<void>;
  /** Waits while one of these counters holds attempts under way. Says whether trying again makes sense. */
  settled(keys: readonly string[]): Promise<boolean>;
}

interface Queue {
  under: number;
  readonly waiting: ((again: boolean) => void)[];
}

/** None under way yet. */
export function underWay(): UnderWay {
  const queues = new Map<string, Queue>();

  function leave(key: string, givenBack: boolean): void {
    const queue = queues.get(key);
    if (!queue) return;
    queue.under -= 1;
    // Each that was right makes room for one, first come, first served; after the last there is nothing to wait for.
    if (givenBack) queue.waiting.shift()?.(true);
    if (queue.under > 0) return;
    queues.delete(key);
    for (const next of queue.waiting) next(givenBack);
  }

  return {
    moment: () => new Promise((resolve) => setTimeout(resolve, MOMENT)),
    enter: (keys) => {
      for (const key of keys) {
        const queue = queues.get(key) ?? { under: 0, waiting: [] };
        queue.under += 1;
        queues.set(key, queue);
      }
      return (givenBack) => {
        for (const key of keys) leave(key, givenBack);
      };
    },
    settled: (keys) => {
      const queue = keys.map((key) => queues.get(key)).find((each) => each !== undefined);
      return queue ? turnIn(queue) : Promise.resolve(false);
    },
  };
}

/** Waits in line until there is room, until nothing is under way any more, or too long. */
function turnIn(queue: Queue): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (again: boolean) => {
      clearTimeout(timer);
      resolve(again);
    };
    const timer = setTimeout(() => {
      queue.waiting.splice(queue.waiting.indexOf(done), 1);
      resolve(false);
    }, LONGEST);
    queue.waiting.push(done);
  });
}
