// What the product may cost: times the floor on the same engine in the same run. The numbers are those of the project's
// own requirements for this bench, here and nowhere else.
import type { Engine } from './options.ts';
import { LESS_HASH } from './report/cpu.ts';

const POSTGRESQL: Readonly<Record<string, number>> = {
  [LESS_HASH]: 1.4,
  'silent SSO': 1.2,
  refresh: 1.2,
  'refresh, rotating': 1.2,
  'client credentials, opaque': 1.05,
  'client credentials, JWT': 1.05,
  userinfo: 0.8,
  introspection: 0.85,
  discovery: 1.05,
  JWKS: 1.05,
};

/** Targets by operation. */
export const TARGETS: Readonly<Record<Engine, Readonly<Record<string, number>>>> = {
  pg: POSTGRESQL,
  sqlite: Object.fromEntries(Object.keys(POSTGRESQL).map((operation) => [operation, 1.3])),
};

/** Refreshes during the flood: their p95. */
export const FLOOD_TARGET = 1.5;
/** From the start of the process to its first answer. */
export const START_TARGET = 2;
/** Most memory under load, the product's own in the rounds to that of the floor, which hashes no password. */
export const MEMORY_TARGET = 1.3;
/** How much memory may grow from the second to the last third of a soak. */
export const FLAT = 1.05;
