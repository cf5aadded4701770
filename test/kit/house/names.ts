import type { Source } from './source.ts';
import { type Plan, roomOf } from './walls.ts';

/** Names that hold anything, and so say nothing (design: names say what it means to a person). */
const EMPTY_NAMES = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc', 'manager', 'managers', 'info', 'data'];

/** Folders and files whose name says nothing about what is in them. `meant` are files where it is the field's own term. */
export function nameFaults(sources: readonly Source[], meant: readonly string[] = []): string[] {
  return sources
    .filter(({ path }) => !meant.includes(path))
    .flatMap(({ path }) => {
      const empty = path.split('/').find((part) => EMPTY_NAMES.includes(part.replace(/\..*$/, '')));
      return empty === undefined ? [] : [`${path}: ${empty} says nothing about what is in it: name it after what it means to a person`];
    });
}

/** Rooms (folders) of which no file opens with what the room owns: `// Store: …`, on two to eight lines, before any code. */
export function openingFaults(plan: Plan, sources: readonly Source[]): string[] {
  return Object.keys(plan).flatMap((room) => {
    const inside = sources.filter(({ path }) => path.startsWith(`${room}/`) && [room, path].includes(roomOf(plan, path) ?? ''));
    const word = room.split('/').at(-1)?.replaceAll('-', '[ -]') ?? '';
    const opening = new RegExp(`^// (?:[\\w’'-]+ ){0,3}${word}\\b[^:\\n]{0,40}: `, 'i');
    if (inside.length === 0 || inside.some(({ text }) => opening.test(text) && commentLines(text) >= 2)) return [];
    return [`${room} does not say what it owns: open its main file with \`// ${wordOf(room)}: …\`, what it owns and what it never does`];
  });
}

function wordOf(room: string): string {
  const word = room.split('/').at(-1) ?? '';
  return word.charAt(0).toUpperCase() + word.slice(1).replaceAll('-', ' ');
}

function commentLines(text: string): number {
  return /^(?:\/\/ .*\n)*/.exec(text)?.[0].split('\n').filter(Boolean).length ?? 0;
}
