// What the operating system says of processes: time on a processor and memory. Linux only, like the figures.
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in `/proc/<pid>/stat`: fixed at 100 for programs on every Linux. */
const TICKS = 100;
const RUN_TIME = /^se\.sum_exec_runtime\s*:\s*([\d.]+)/m;

/** Processor time so far, in milliseconds, by process. */
export type CpuTimes = ReadonlyMap<number, number>;

/** Processor time of these processes and all their children. Those that end meanwhile are left out. */
export function cpuTimes(roots: readonly number[]): CpuTimes {
  return new Map(withChildren(roots).flatMap((pid) => entry(pid)));
}

/** Milliseconds of processor time between two readings; of processes that came meanwhile, all of it. */
export function cpuBetween(before: CpuTimes, after: CpuTimes): number {
  return [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0);
}

/** Memory that a process holds, in MiB: now, and the most it ever held. */
export function memoryOf(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: of('VmRSS'), most: of('VmHWM') };
}

function entry(pid: number): [number, number][] {
  try {
    return [[pid, exactly(pid) ?? inTicks(pid)]];
  } catch {
    return [];
  }
}

/** The scheduler's own count of each thread, exact to the microsecond, where the kernel shows it. */
function exactly(pid: number): number | undefined {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const time = RUN_TIME.exec(readIfThere(`/proc/${pid}/task/${thread}/sched`))?.[1];
    if (time === undefined) return undefined;
    sum += Number(time);
  }
  return sum;
}

function inTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(user) + Number(system)) * 1000) / TICKS;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The processes themselves, their children, and theirs. */
function withChildren(roots: readonly number[]): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readIfThere(`/proc/${name}/stat`) : '';
    if (stat !== '') parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found = new Set(roots);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}
