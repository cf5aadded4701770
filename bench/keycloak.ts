// Keycloak 26.7 for scale, on the same measure and on PostgreSQL. Its figures are printed in this project's requirements
// for this bench; nothing here runs it or measures it.
import { LESS_HASH } from './report/cpu.ts';

/** Whose figures they are, as the tables say it. */
export const KEYCLOAK = 'Keycloak 26.7';

/** How many times the floor's processor time an operation takes there: from, and to where two figures are printed. */
export type Printed = readonly [least: number, most?: number];

/** By operation; those without a figure there are not named. */
export const KEYCLOAK_TIMES: Readonly<Record<string, Printed>> = {
  [LESS_HASH]: [1.6, 1.8],
  'silent SSO': [2.1],
  refresh: [2.1],
  'refresh, rotating': [2.1],
  'client credentials, opaque': [5.5],
  'client credentials, JWT': [5.5],
  userinfo: [0.83],
  introspection: [0.9],
};

/** From the start to the first answer, in milliseconds. */
export const KEYCLOAK_START = 11_000;
/** Memory before any request, in MiB. */
export const KEYCLOAK_IDLE = 475;
