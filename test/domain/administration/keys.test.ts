import { expect, test } from '@jest/globals';
import { ensureSigningKeys, listKeys, type MakeKeys, rotateKeys } from '../../../src/domain/administration/keys.ts';
import { orderForSigning } from '../../../src/domain/keys/rotation.ts';
import { hours, minutes } from '../../../src/kernel/duration.ts';
import { faultsOf, made, useWorld } from './world.ts';

const world = useWorld();
const lives = { token: minutes(10), session: hours(12) };

/** Key sets that are told apart by a letter; making real ones is shown where they are made. */
function sets(): MakeKeys {
  const letters = 'abcdef'[Symbol.iterator]();
  return async () => {
    const letter = String(letters.next().value);
    return (['RS256', 'ES256'] as const).map((alg) => ({ kid: `${letter}-${alg}`, alg, sealed: `sealed ${letter}` }));
  };
}

/** What signs now, by algorithm, as the protocol library picks it: the first in the array (oidc-provider.md §4.5). */
async function signing(): Promise<string[]> {
  const { acting, store } = world();
  const now = acting.clock.now();
  const ordered = orderForSigning(await store.ports.keys.live(now), now);
  return ['RS256', 'ES256'].map((alg) => String(ordered.find((key) => key.alg === alg)?.kid));
}

async function states(): Promise<string[]> {
  const { acting, store } = world();
  return (await listKeys(store.ports.keys, acting.clock.now())).map(({ key, state }) => `${key.kid} ${state}`);
}

test('the first start makes one key of each algorithm, which signs at once; the next start makes none', async () => {
  const { acting, store } = world();
  const make = sets();
  await ensureSigningKeys(acting, store.ports.keys, make);
  await ensureSigningKeys(acting, store.ports.keys, make);
  expect(await signing()).toEqual(['a-RS256', 'a-ES256']);
  expect(await states()).toHaveLength(2);
});

test('two processes that start at once make one set of keys, and say so once', async () => {
  const { acting, store } = world();
  const make = sets();
  await Promise.all([1, 2, 3].map(() => ensureSigningKeys(acting, store.ports.keys, make)));
  expect(await store.ports.keys.live(acting.clock.now())).toHaveLength(2);
  expect(await store.ports.audit.list({}, 10)).toHaveLength(1);
});

test('new keys are published a day before they sign, and the old ones stay until nothing they signed can come back (security.md 2.8)', async () => {
  const { acting, store, wind } = world();
  const make = sets();
  await ensureSigningKeys(acting, store.ports.keys, make);
  wind(hours(1));
  made(await rotateKeys(acting, { lives }, make));
  expect(await signing()).toEqual(['a-RS256', 'a-ES256']);
  expect(await states()).toEqual(['a-ES256 signing', 'a-RS256 signing', 'b-ES256 pending', 'b-RS256 pending']);
  wind(hours(24) - 1);
  expect(await signing()).toEqual(['a-RS256', 'a-ES256']);
  wind(1);
  expect(await signing()).toEqual(['b-RS256', 'b-ES256']);
  expect(await states()).toEqual(['b-ES256 signing', 'b-RS256 signing', 'a-ES256 retiring', 'a-RS256 retiring']);
  wind(lives.token + lives.session - 1);
  expect(await states()).toHaveLength(4);
  wind(1);
  expect(await states()).toEqual(['b-ES256 signing', 'b-RS256 signing']);
});

test('a second rotation waits for the first, unless it is forced', async () => {
  const { acting, store, wind } = world();
  const make = sets();
  await ensureSigningKeys(acting, store.ports.keys, make);
  made(await rotateKeys(acting, { lives }, make));
  wind(hours(2));
  expect(faultsOf(await rotateKeys(acting, { lives }, make))).toEqual(['force conflict']);
  expect(await states()).toHaveLength(4);
  made(await rotateKeys(acting, { lives, force: true }, make));
  expect(await signing()).toEqual(['a-RS256', 'a-ES256']);
  wind(hours(24));
  expect(await signing()).toEqual(['d-RS256', 'd-ES256']);
});

test('a rotation before the first start makes keys that sign at once', async () => {
  const { acting } = world();
  made(await rotateKeys(acting, { lives }, sets()));
  expect(await states()).toEqual(['a-ES256 signing', 'a-RS256 signing']);
});

test('in an emergency the new keys sign at once, also past keys that were to sign tomorrow', async () => {
  const { acting, store, wind } = world();
  const make = sets();
  await ensureSigningKeys(acting, store.ports.keys, make);
  made(await rotateKeys(acting, { lives }, make));
  wind(hours(1));
  made(await rotateKeys(acting, { lives, now: true, force: true }, make));
  expect(await signing()).toEqual(['c-RS256', 'c-ES256']);
  wind(hours(23));
  expect(await signing()).toEqual(['c-RS256', 'c-ES256']);
});

test('a rotation stands in the audit log with the new key ids and nothing of the keys', async () => {
  const { acting, store } = world();
  made(await rotateKeys(acting, { lives }, sets()));
  expect(await store.ports.audit.list({}, 10)).toEqual([
    { event: 'keys.rotated', kids: ['a-RS256', 'a-ES256'], actor: 'operator', at: acting.clock.now() },
  ]);
});
