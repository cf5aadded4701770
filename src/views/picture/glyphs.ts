// The signs of the picture as strokes in a unit box, capitals from 0 to 1 and small letters on the same base line. Drawn
// by us, so that no font file is needed and no outline is served that a script could match (ux.md 1.2).

/** A stroke: points that are joined by straight lines. */
export type Stroke = readonly (readonly [number, number])[];

/** Paths as SVG writes them: M begins a stroke, L is a line, Q a quadratic curve. */
const PATHS: Readonly<Record<string, string>> = {
  A: 'M0 1 L.5 0 L1 1 M.2 .62 L.8 .62',
  B: 'M0 0 L0 1 L.55 1 Q1 1 1 .74 Q1 .5 .55 .48 L0 .48 M.5 .48 Q.92 .46 .9 .24 Q.88 0 .5 0 L0 0',
  D: 'M0 0 L0 1 L.4 1 Q1 1 1 .5 Q1 0 .4 0 L0 0',
  E: 'M1 0 L0 0 L0 1 L1 1 M0 .48 L.75 .48',
  F: 'M1 0 L0 0 L0 1 M0 .48 L.75 .48',
  G: 'M.95 .2 Q.8 0 .52 0 Q0 0 0 .5 Q0 1 .52 1 Q.95 1 .95 .62 L.95 .55 L.55 .55',
  H: 'M0 0 L0 1 M1 0 L1 1 M0 .48 L1 .48',
  J: 'M.35 0 L.95 0 M.75 0 L.75 .72 Q.75 1 .4 1 Q.08 1 .05 .72',
  L: 'M0 0 L0 1 L.9 1',
  M: 'M0 1 L.05 0 L.5 .65 L.95 0 L1 1',
  N: 'M0 1 L0 0 L1 1 L1 0',
  Q: 'M.5 0 Q1 0 1 .5 Q1 1 .5 1 Q0 1 0 .5 Q0 0 .5 0 M.6 .7 L1 1.1',
  R: 'M0 1 L0 0 L.5 0 Q.95 0 .95 .26 Q.95 .52 .5 .52 L0 .52 M.5 .52 L1 1',
  T: 'M0 0 L1 0 M.5 0 L.5 1',
  Y: 'M0 0 L.5 .5 L1 0 M.5 .5 L.5 1',
  a: 'M.9 .42 L.9 1 M.9 .62 Q.75 .4 .48 .4 Q.05 .4 .05 .7 Q.05 1 .48 1 Q.75 1 .9 .8',
  b: 'M.1 0 L.1 1 M.1 .62 Q.25 .4 .52 .4 Q.95 .4 .95 .7 Q.95 1 .52 1 Q.25 1 .1 .8',
  d: 'M.9 0 L.9 1 M.9 .62 Q.75 .4 .48 .4 Q.05 .4 .05 .7 Q.05 1 .48 1 Q.75 1 .9 .8',
  e: 'M.08 .68 L.92 .68 Q.92 .4 .5 .4 Q.06 .4 .06 .7 Q.06 1 .52 1 Q.8 1 .92 .86',
  h: 'M.1 0 L.1 1 M.1 .64 Q.3 .4 .55 .4 Q.9 .4 .9 .68 L.9 1',
  r: 'M.25 .4 L.25 1 M.25 .68 Q.42 .4 .85 .43',
  2: 'M.05 .22 Q.1 0 .5 0 Q.92 0 .92 .28 Q.92 .45 .6 .66 L.05 1 L.98 1',
  3: 'M.08 .1 Q.3 0 .5 0 Q.9 0 .9 .24 Q.9 .46 .45 .48 M.45 .48 Q.96 .5 .96 .74 Q.96 1 .5 1 Q.2 1 .04 .86',
  4: 'M.25 0 L.05 .6 L1 .6 M.74 .14 L.74 1',
  5: 'M.9 0 L.15 0 L.1 .46 Q.3 .36 .5 .36 Q.96 .36 .96 .68 Q.96 1 .48 1 Q.2 1 .04 .88',
  7: 'M0 0 L1 0 L.38 1',
  9: 'M.92 .3 Q.92 .6 .5 .6 Q.06 .6 .06 .3 Q.06 0 .5 0 Q.92 0 .92 .3 Q.95 .75 .6 1',
};

/** How many straight lines stand for a curve: at the size of the picture nobody sees a corner. */
const CURVE_STEPS = 8;

/** The strokes of a sign. Throws for one that is not in the alphabet. */
export function strokesOf(sign: string): readonly Stroke[] {
  const path = PATHS[sign];
  if (path === undefined) throw new Error(`no strokes for the sign ${sign}`);
  const strokes: [number, number][][] = [];
  for (const [, kind, numbers] of path.matchAll(/([MLQ])([^MLQ]*)/g)) {
    const [x = 0, y = 0, toX = 0, toY = 0] = (numbers ?? '').trim().split(' ').map(Number);
    if (kind === 'M') strokes.push([[x, y]]);
    else if (kind === 'L') strokes.at(-1)?.push([x, y]);
    else strokes.at(-1)?.push(...curve(strokes.at(-1)?.at(-1) ?? [0, 0], [x, y], [toX, toY]));
  }
  return strokes;
}

function curve(from: readonly [number, number], over: readonly [number, number], to: readonly [number, number]): [number, number][] {
  return Array.from({ length: CURVE_STEPS }, (_, at) => {
    const t = (at + 1) / CURVE_STEPS;
    const mix = (axis: 0 | 1) => (1 - t) ** 2 * from[axis] + 2 * t * (1 - t) * over[axis] + t ** 2 * to[axis];
    return [mix(0), mix(1)];
  });
}
