// Walls: which room may know which. An arrow that the plan does not have is a fault, whether it brings code or a type.
import { cyclesIn } from './cycles.ts';
import { type Import, importsOf } from './imports.ts';
import type { Source } from './source.ts';

/** What a room may import. */
export interface Room {
  /** Other rooms, or single files of other rooms. `*` is every room. */
  readonly uses: readonly string[];
  /** npm packages by name and Node's own modules as `node:…`; `node:*` is all of those, `*` is everything. */
  readonly packages: readonly string[];
}

/** The house: its rooms by path. A room may be a folder or one file; a file belongs to the innermost. */
export type Plan = Readonly<Record<string, Room>>;

/** The room that a file stands in. */
export function roomOf(plan: Plan, file: string): string | undefined {
  const around = Object.keys(plan).filter((room) => file === room || file.startsWith(`${room}/`));
  return around.toSorted((a, b) => b.length - a.length)[0];
}

/** Every import through a wall, every package that is not for its room, every file outside all rooms. */
export function wallFaults(plan: Plan, sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const room = roomOf(plan, source.path);
    if (room === undefined) return [`${source.path} is in no room: put it in one, or give its room a line in PLAN`];
    return importsOf(source).flatMap((one) => {
      const fault = faultOf(plan, room, one);
      return fault === undefined ? [] : [`${source.path}:${one.line} ${fault}`];
    });
  });
}

function faultOf(plan: Plan, name: string, { file, package: brought }: Import): string | undefined {
  const room = plan[name] ?? { uses: [], packages: [] };
  if (brought !== undefined) return packageAllowed(room, brought) ? undefined : packageFault(name, room, brought);
  if (file === undefined) return 'imports an address that is computed: write it out, so that everyone can see where it leads';
  const target = roomOf(plan, file);
  if (target === undefined) return `imports ${file}, which is in no room: give its room a line in PLAN`;
  if (target === name || room.uses.includes(target) || room.uses.includes(file) || room.uses.includes('*')) return undefined;
  return `imports ${file} through a wall: ${name} may not use ${target}. Pass what is needed as a value, or ask for a port`;
}

function packageAllowed(room: Room, brought: string): boolean {
  const all = brought.startsWith('node:') ? ['node:*', '*'] : ['*'];
  return [brought, ...all].some((name) => room.packages.includes(name));
}

function packageFault(name: string, room: Room, brought: string): string {
  const allowed = room.packages.length > 0 ? room.packages.join(', ') : 'none';
  return `imports ${brought}: of packages, ${name} may use ${allowed}. Keep libraries in the room that is about them`;
}

/** What is wrong with a plan by itself: it names a room that it does not have, or its arrows go round. */
export function planFaults(plan: Plan): string[] {
  const unknown = Object.entries(plan).flatMap(([name, { uses }]) =>
    uses
      .filter((used) => used !== '*' && roomOf(plan, used) === undefined)
      .map((used) => `${name} may use ${used}, which is in no room: correct the name, or give it a line`),
  );
  const around = cyclesIn(arrowsOf(plan)).map((way) => `${way.join(' → ')} goes round: arrows of the plan only go down`);
  return [...unknown, ...around];
}

/**
 * The arrows between rooms. Leave to use every room says nothing about order and makes no arrow, nor does a door for a
 * single file: whether those go round is seen file by file.
 */
function arrowsOf(plan: Plan): Map<string, string[]> {
  return new Map(Object.entries(plan).map(([name, { uses }]) => [name, uses.filter((used) => used in plan)]));
}
