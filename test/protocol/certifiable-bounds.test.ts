import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { VARIABLES, type Variable } from '../../src/config/variables.ts';
import { faultsOf, PRODUCTION } from '../config/environment.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt } from '../kit/sign-in.ts';
import { formOf, Visitor } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

/** Every variable with a least and a most, as the code has them. */
const BOUNDED = Object.values<Variable>(VARIABLES).flatMap(({ name, range }) => {
  const [, least, most] = /^(\d+)–(\d+)$/.exec(range) ?? [];
  return least === undefined || most === undefined ? [] : [{ name, least: Number(least), most: Number(most) }];
});

const ENVIRONMENTS = [
  ['in production', PRODUCTION],
  ['elsewhere', {}],
] as const;

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld({ VOORDEUR_TRUSTED_PROXY_HOPS: '1', VOORDEUR_UNCOUNTED_NETWORKS: '198.51.100.0/24, 2001:db8:5::/48' });
  await world.organisation('acme');
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

test.each(ENVIRONMENTS)(
  '§10.11 no variable turns a limit off: each takes its least and its most, and nothing beyond, %s',
  (_where, environment) => {
    expect(BOUNDED.length).toBeGreaterThan(15);
    for (const { name, least, most } of BOUNDED) {
      const taken = [least, most].map((value) => faultsOf({ ...environment, [name]: String(value) }));
      expect([name, taken.flat()]).toEqual([name, []]);
      for (const beyond of [least - 1, most + 1, 'off', 'none', 'false', 'Infinity', '1e9'])
        expect([name, beyond, faultsOf({ ...environment, [name]: String(beyond) })]).toEqual([
          name,
          beyond,
          [expect.stringContaining(`${name} must be `)],
        ]);
    }
  },
);

test('§10.11 a variable takes 0 only where that is none of something, never where it is no limit', () => {
  expect(BOUNDED.filter(({ least }) => least === 0).map(({ name }) => name)).toEqual([
    'VOORDEUR_PRIVATE_PORT',
    'VOORDEUR_TRUSTED_PROXY_HOPS',
    'VOORDEUR_REFRESH_LEEWAY_SECONDS',
  ]);
});

test.each(ENVIRONMENTS)(
  '§10.11 the networks that are not counted may not be everybody’s: too wide a range is refused, %s',
  (_where, environment) => {
    const name = 'VOORDEUR_UNCOUNTED_NETWORKS';
    for (const wide of ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/15', '::/0', '2001:db8::/32', '2001:db8::/47', '::/64', '::ffff:0:0/96', '*'])
      expect([wide, faultsOf({ ...environment, [name]: `192.0.2.0/24, ${wide}` })]).toEqual([wide, [expect.stringContaining(name)]]);
    expect(faultsOf({ ...environment, [name]: '192.0.2.0/24, 10.0.0.0/16, 2001:db8::/48' })).toEqual([]);
  },
);

test.each([
  ['198.51.100.7', false],
  ['2001:db8:5:9::7', false],
  ['203.0.113.7', true],
  ['2001:db8:6:9::7', true],
])(
  '§10.11, security 2.4 VOORDEUR_UNCOUNTED_NETWORKS widens the networks that are not counted: ten misses from %s, challenge for the next: %s',
  async (address, challenged) => {
    const somebody = () => new Visitor({ 'x-forwarded-for': address });
    for (let at = 0; at < 10; at += 1)
      await attempt(app, 'acme', { username: `nobody-${at}-${address}`, password: 'something else entirely' }, somebody());
    const { answer } = await attempt(app, 'acme', { username: `nobody-else-${address}`, password: 'something else entirely' }, somebody());
    expect('challenge' in formOf(answer).fields).toBe(challenged);
  },
);
