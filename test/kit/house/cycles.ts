import { importsOf } from './imports.ts';
import type { Source } from './source.ts';

/** Every way round in a graph of arrows, once: `['a', 'b', 'a']`. Of ways round that share an arrow, at least one. */
export function cyclesIn(arrows: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const walk = (place: string, way: readonly string[]): void => {
    const since = way.indexOf(place);
    if (since >= 0) cycles.push([...way.slice(since), place]);
    if (since >= 0 || done.has(place)) return;
    for (const next of arrows.get(place) ?? []) walk(next, [...way, place]);
    done.add(place);
  };
  for (const place of arrows.keys()) walk(place, []);
  return cycles;
}

/** Files that import each other, directly or round a corner; an import of a type counts, for a reader goes round it too. */
export function cycleFaults(sources: readonly Source[]): string[] {
  const arrows = new Map(
    sources.map((source) => [source.path, importsOf(source).flatMap(({ file }) => (file === undefined ? [] : [file]))] as const),
  );
  return cyclesIn(arrows).map((way) => `${way.join(' → ')} goes round: move what both ends need into a file below them`);
}
