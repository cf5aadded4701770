// The picture of a challenge (ux.md 1.2): six bent and shaken signs with lines across, as a raster, never as outlines
// that a script could match. White plate in dark mode too. The same code and seed always give the same picture.
import { hash } from 'node:crypto';
import type { Pictures } from '../../domain/challenge/ports.ts';
import { type Stroke, strokesOf } from './glyphs.ts';
import { greyPng } from './png.ts';

const WIDTH = 240;
const HEIGHT = 80;
const PAPER = 255;
const INK = 30;
const SIGN = { width: 24, height: 42, step: 36, left: 18, top: 19 };
const LINES = 3;
const SPECKS = 45;

/** Draws pictures. */
export const pictures: Pictures = { draw };

function draw(code: string, seed: string): Buffer {
  const chance = chances(seed);
  const pixels = new Uint8Array(WIDTH * HEIGHT).fill(PAPER);
  const bend = bending(chance);
  for (const [at, sign] of [...code].entries()) {
    const place = placing(chance, at);
    const thick = chance(1.5, 2.1);
    for (const stroke of strokesOf(sign)) ink(pixels, stroke.map(place).map(bend), thick, INK);
  }
  for (let line = 0; line < LINES; line += 1) ink(pixels, across(chance).map(bend), chance(0.7, 1.1), 90);
  for (let speck = 0; speck < SPECKS; speck += 1) {
    const [x, y] = [chance(2, WIDTH - 2), chance(2, HEIGHT - 2)];
    ink(
      pixels,
      [
        [x, y],
        [x + chance(-2, 2), y + chance(-2, 2)],
      ],
      0.7,
      120,
    );
  }
  return greyPng(WIDTH, HEIGHT, pixels);
}

type Point = readonly [number, number];
type Chance = (least: number, most: number) => number;

/** Numbers between two bounds that follow from the seed. */
function chances(seed: string): Chance {
  let round = 0;
  let pool: number[] = [];
  return (least, most) => {
    if (pool.length === 0) {
      const bytes = hash('sha512', `${seed} ${round}`, 'buffer');
      pool = Array.from({ length: 16 }, (_, at) => bytes.readUInt32BE(4 * at) / 2 ** 32);
      round += 1;
    }
    return least + (pool.pop() ?? 0) * (most - least);
  };
}

/** Where a sign stands: turned, leaning, larger or smaller, higher or lower than its neighbours. */
function placing(chance: Chance, at: number): (point: Point) => Point {
  const [turn, lean, size] = [chance(-0.24, 0.24), chance(-0.18, 0.18), chance(0.86, 1.1)];
  const [left, top] = [SIGN.left + at * SIGN.step + chance(-4, 4), SIGN.top + chance(-8, 8)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return ([x, y]) => {
    const [across, down] = [(x - 0.5) * SIGN.width * size - lean * (y - 0.5) * SIGN.height, (y - 0.5) * SIGN.height * size];
    return [left + SIGN.width / 2 + across * cos - down * sin, top + SIGN.height / 2 + across * sin + down * cos];
  };
}

/** The whole plate is bent in waves. */
function bending(chance: Chance): (point: Point) => Point {
  const [alongX, alongY] = [chance(0, 7), chance(0, 7)];
  const [wideX, wideY] = [chance(2, 4), chance(2, 3.5)];
  const [longX, longY] = [chance(28, 44), chance(16, 26)];
  return ([x, y]) => [x + wideX * Math.sin(y / longY + alongX), y + wideY * Math.sin(x / longX + alongY)];
}

/** A line from side to side, through the signs. */
function across(chance: Chance): Point[] {
  const [from, to, middle] = [chance(10, HEIGHT - 10), chance(10, HEIGHT - 10), chance(0, HEIGHT)];
  return Array.from({ length: 13 }, (_, at) => {
    const t = at / 12;
    return [t * WIDTH, (1 - t) ** 2 * from + 2 * t * (1 - t) * middle + t ** 2 * to];
  });
}

/** Draws a stroke with soft edges, `radius` pixels thick to either side; darker wins where strokes cross. */
function ink(pixels: Uint8Array, stroke: Stroke, radius: number, grey: number): void {
  for (let at = 1; at < stroke.length; at += 1) {
    const [from, to] = [stroke[at - 1], stroke[at]];
    if (from && to) inkLine(pixels, from, to, radius, grey);
  }
}

function inkLine(pixels: Uint8Array, [ax, ay]: Point, [bx, by]: Point, radius: number, grey: number): void {
  const reach = radius + 1;
  const [left, right] = [Math.max(0, Math.floor(Math.min(ax, bx) - reach)), Math.min(WIDTH - 1, Math.ceil(Math.max(ax, bx) + reach))];
  const [top, bottom] = [Math.max(0, Math.floor(Math.min(ay, by) - reach)), Math.min(HEIGHT - 1, Math.ceil(Math.max(ay, by) + reach))];
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy || 1;
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
      const far = Math.hypot(x - ax - t * dx, y - ay - t * dy);
      const cover = Math.min(1, Math.max(0, reach - far));
      const at = y * WIDTH + x;
      pixels[at] = Math.min(pixels[at] ?? PAPER, Math.round(PAPER - cover * (PAPER - grey)));
    }
  }
}
