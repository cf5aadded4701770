// Requests that nobody would write by hand: made by chance from a seed, over every address and field there is, so that a
// run can be repeated to the byte.
import { otherRoutes, pageRoutes } from '../kit/routes.ts';
import { exchange, requestText } from '../kit/wire.ts';
import { FIELDS, HEADERS, NASTY } from './nasty.ts';

/** A request by its parts; values are encoded already. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly cookie?: string;
}

/** What a sweep may use to get past the doors: values that are good where they belong. */
export interface Loot {
  readonly origin: string;
  /** Cookie headers: of somebody signed in, of a sign-in under way. */
  readonly cookies: readonly string[];
  readonly uids: readonly string[];
  /** Tokens of mailed links, and handles of those that were opened. */
  readonly tickets: readonly string[];
  /** Ids of challenges whose pictures somebody was shown. */
  readonly pictures: readonly string[];
  /** Requests that are good as they stand; values are encoded already. */
  readonly requests: readonly Request[];
  readonly values: readonly string[];
}

/** A request that is good as it stands, of plain fields; without a cookie, from nobody in particular. */
export function goodRequest(method: 'GET' | 'POST', path: string, fields: object, cookie?: string): Request {
  const encoded = Object.entries(fields).map(([name, value]) => [name, encodeURIComponent(String(value))] as const);
  return { method, path, fields: encoded, ...(cookie && { cookie }) };
}

/** A request that was not answered as it should be. */
export interface Mishap {
  readonly request: string;
  readonly status: number;
}

type Chance = <T>(choices: readonly T[]) => T;

const TYPES = [
  ...Array(8).fill('application/x-www-form-urlencoded'),
  'application/json',
  'multipart/form-data',
  'text/plain',
  '\xff',
] as string[];
const METHODS = [...Array(10).fill('GET'), ...Array(8).fill('POST'), 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE'] as string[];

/** Sends `count` requests of a seed, some at a time, and returns those that ended in a 5xx or in silence. */
export async function sweep(loot: Loot, seed: number, count: number): Promise<Mishap[]> {
  const chance = chanceOf(seed);
  const requests = Array.from({ length: count }, () => chance([blind, spoilt])(loot, chance));
  const mishaps: Mishap[] = [];
  while (requests.length > 0) {
    const batch = requests.splice(0, 10);
    const statuses = await Promise.all(batch.map(async (request) => (await exchange(loot.origin, request)).status));
    for (const [at, status] of statuses.entries()) if (status === 0 || status >= 500) mishaps.push({ request: batch[at] ?? '', status });
  }
  return mishaps;
}

/** A good request with one to three of its fields gone, doubled, renamed or filled with something else. */
function spoilt(loot: Loot, chance: Chance): string {
  const { method, path, fields: good, cookie } = chance(loot.requests);
  let pairs = [...good];
  for (let left = chance([1, 2, 3]); left > 0; left -= 1) {
    const [name, value] = chance([...pairs, ['x', 'x'] as const]);
    const others = pairs.filter((pair) => pair[0] !== name);
    const odd = [name, chance([chance(NASTY), chance(loot.values)])] as const;
    pairs = chance([
      [...others, odd],
      [...others, odd],
      others,
      [...pairs, odd],
      [...pairs, [chance(FIELDS), chance(NASTY)], [name, value]],
    ]);
  }
  const text = pairs
    .map((pair) => pair.join('='))
    .join('&')
    .slice(0, 14_000);
  const headers = [cookie ? `Cookie: ${cookie}` : '', chance([...HEADERS, '', '', ''])].filter(
    (header) => header !== '' && header !== undefined,
  );
  if (method === 'GET') return requestText(loot.origin, `GET ${path}?${text}`, headers);
  const entity = ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${text.length}`];
  return requestText(loot.origin, `POST ${path}`, [...headers, ...entity], text);
}

/** Any fields at any address. */
function blind(loot: Loot, chance: Chance): string {
  const method = chance(METHODS);
  const query = fields(loot, chance);
  const target = `${address(loot, chance)}${query && `?${query}`}`;
  const cookie = chance([...loot.cookies, '']);
  const headers = [cookie && `Cookie: ${cookie}`, chance([...HEADERS, '']), chance([...HEADERS, '', ''])].filter((header) => header !== '');
  if (method === 'GET' || method === 'HEAD') return requestText(loot.origin, `${method} ${target}`, headers);
  const body = fields(loot, chance);
  const entity = [`Content-Type: ${chance(TYPES)}`, `Content-Length: ${body.length}`];
  return requestText(loot.origin, `${method} ${target}`, [...headers, ...entity], body);
}

const PATTERNS = [...pageRoutes().map(({ path }) => path), ...otherRoutes()];

function address(loot: Loot, chance: Chance): string {
  const portals = ['acme', 'acme', 'globex', 'nowhere', chance(NASTY).slice(0, 100) || 'x'];
  const uids = [...loot.uids, chance(NASTY).slice(0, 100) || 'x'];
  const tickets = [...loot.tickets, chance(NASTY).slice(0, 100) || 'x'];
  const purposes = ['sign-in', 'sign-in', 'change-password', 'forgot', chance(NASTY).slice(0, 100) || 'x'];
  const pictures = [...loot.pictures, chance(NASTY).slice(0, 100) || 'x'];
  return chance(PATTERNS)
    .replace(':portal', () => chance(portals))
    .replace(':uid', () => chance(uids))
    .replace(':ticket', () => chance(tickets))
    .replace(':purpose', () => chance(purposes))
    .replace(':id', () => chance(pictures));
}

/** Up to five fields of any name; a value is nasty, or a good one in what may be the wrong place. */
function fields(loot: Loot, chance: Chance): string {
  const how = chance([0, 1, 2, 3, 5]);
  const pairs = Array.from({ length: how }, () => `${chance(FIELDS)}=${chance([chance(NASTY), chance(loot.values)])}`);
  return pairs.join('&').slice(0, 12_000);
}

/** Choices by a small generator (mulberry32): what matters is that a seed gives the same ones again. */
function chanceOf(seed: number): Chance {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return <T>(choices: readonly T[]) => {
    const chosen = choices[Math.floor(next() * choices.length)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  };
}
