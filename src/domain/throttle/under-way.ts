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

/** Who waits for a counter, first come first; each is told whether trying again makes sense. */
type Line = ((again: boolean) => void)[];

/** None under way yet. */
export function underWay(): UnderWay {
  /** How many attempts hold a counter, and who waits for it; nobody does for most. */
  const under = new Map<string, number>();
  const lines = new Map<string, Line>();

  function leave(key: string, givenBack: boolean): void {
    const line = lines.get(key);
    // Each that was right makes room for one, first come, first served; after the last there is nothing to wait for.
    if (givenBack) line?.shift()?.(true);
    const left = (under.get(key) ?? 0) - 1;
    if (left > 0) under.set(key, left);
    else {
      under.delete(key);
      lines.delete(key);
      if (line) for (const next of line) next(givenBack);
    }
  }

  function lineOf(key: string): Line {
    const line = lines.get(key) ?? [];
    lines.set(key, line);
    return line;
  }

  return {
    moment: () => new Promise((resolve) => setTimeout(resolve, MOMENT)),
    enter: (keys) => {
      for (const key of keys) under.set(key, (under.get(key) ?? 0) + 1);
      return (givenBack) => {
        for (const key of keys) leave(key, givenBack);
      };
    },
    settled: (keys) => {
      const held = keys.find((key) => under.has(key));
      return held === undefined ? Promise.resolve(false) : turnIn(lineOf(held));
    },
  };
}

/** Waits in line until there is room, until nothing is under way any more, or too long. */
function turnIn(line: Line): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (again: boolean) => {
      clearTimeout(timer);
      resolve(again);
    };
    const timer = setTimeout(() => {
      line.splice(line.indexOf(done), 1);
      resolve(false);
    }, LONGEST);
    line.push(done);
  });
}
