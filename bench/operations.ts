// The operations that are measured, as one worker of the driver does them, and how many make a round.

import { send } from './driver/http.ts';
import { askToken, post, type SignedIn, signIn, signInSilently, type Tokens } from './driver/person.ts';
import { expectStatus, pathOf, type Target } from './driver/target.ts';
import { API } from './plan.ts';

/** How many requests are under way at once. */
export const WORKERS = 8;

/** The people whom the workers act for at one server: a person of their own each. */
export interface Crew {
  readonly target: Target;
  readonly seats: readonly Seat[];
  /** Name of the next one to sign in. */
  readonly nextName: () => string;
}

interface Seat {
  /** With the newest tokens at the confidential application. */
  person: SignedIn;
  /** Tokens at the public application: new ones at each use. */
  rotating: Tokens;
}

/** An operation. */
export interface Operation {
  readonly name: string;
  /** How many in a turn. */
  readonly count: number;
  /**
   * Turns in a round; one unless said otherwise. A hash outweighs all else in a sign-in, so it takes more of them to see the rest;
   * and what takes a third of a millisecond is over before a disturbance of the machine is.
   */
  readonly turns?: number;
  readonly run: (crew: Crew, worker: number) => Promise<unknown>;
}

/** Signs in a person for each worker. */
export async function seatCrew(target: Target): Promise<Crew> {
  let next = WORKERS;
  const { spa } = target.applications;
  const seats: Seat[] = [];
  for (const name of target.people.slice(0, WORKERS)) {
    const person = await signIn(target, name);
    seats.push({ person, rotating: await signInSilently(target, person, spa) });
  }
  const others = target.people.slice(WORKERS);
  return { target, seats, nextName: () => others[next++ % others.length] ?? '' };
}

/** All of them, in the order of the table. */
export const OPERATIONS: readonly Operation[] = [
  { name: 'sign-in', count: 160, turns: 5, run: ({ target, nextName }) => signIn(target, nextName()) },
  { name: 'silent SSO', count: 320, run: ({ target, seats }, worker) => signInSilently(target, seat(seats, worker).person) },
  {
    name: 'refresh',
    count: 480,
    // The new tokens are kept: on a slow machine a run is longer than the life of an access token.
    run: async ({ target, seats }, worker) => {
      const own = seat(seats, worker);
      const { refresh_token } = own.person.tokens;
      const tokens = await askToken(target, target.applications.app, { grant_type: 'refresh_token', refresh_token });
      own.person = { ...own.person, tokens };
    },
  },
  {
    name: 'refresh, rotating',
    count: 480,
    run: async ({ target, seats }, worker) => {
      const own = seat(seats, worker);
      const { refresh_token } = own.rotating;
      own.rotating = await askToken(target, target.applications.spa, { grant_type: 'refresh_token', refresh_token });
    },
  },
  {
    name: 'client credentials, opaque',
    count: 640,
    turns: 3,
    run: ({ target }) => askToken(target, target.applications.machine, { grant_type: 'client_credentials' }),
  },
  {
    name: 'client credentials, JWT',
    count: 640,
    turns: 3,
    run: ({ target }) =>
      askToken(target, target.applications.machine, { grant_type: 'client_credentials', resource: API, scope: 'results:read' }),
  },
  {
    name: 'userinfo',
    count: 800,
    turns: 3,
    run: async ({ target, seats }, worker) => {
      const headers = { authorization: `Bearer ${seat(seats, worker).person.tokens.access_token}` };
      const path = pathOf(target.endpoints.userinfo_endpoint, target.issuer);
      expectStatus(await send(target.port, { method: 'GET', path, headers }), 200, 'userinfo');
    },
  },
  {
    name: 'introspection',
    count: 800,
    turns: 3,
    run: async ({ target, seats }, worker) => {
      const fields = { token: seat(seats, worker).person.tokens.access_token };
      const reply = await post(target, target.endpoints.introspection_endpoint, target.applications.app, fields);
      const { active } = JSON.parse(expectStatus(reply, 200, 'introspection').text()) as { active?: unknown };
      if (active !== true) throw new Error('introspection of a live token says that it is not active');
    },
  },
  { name: 'discovery', count: 1600, run: ({ target }) => document(target, '/.well-known/openid-configuration') },
  { name: 'JWKS', count: 1600, run: ({ target }) => document(target, target.endpoints.jwks_uri) },
];

async function document(target: Target, address: string): Promise<void> {
  const reply = await send(target.port, { method: 'GET', path: pathOf(address, target.issuer) });
  expectStatus(reply, 200, address);
}

function seat(seats: readonly Seat[], worker: number): Seat {
  const own = seats[worker];
  if (!own) throw new Error('a worker without a seat');
  return own;
}
