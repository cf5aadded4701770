import { expect, test } from '@jest/globals';
import { Provider } from 'oidc-provider';
import { systemClock } from '../../src/kernel/clock.ts';
import { writePayloadsByName } from '../../src/provider/kept-payloads.ts';

const MODELS = ['Session', 'Grant', 'Interaction', 'AuthorizationCode', 'AccessToken', 'RefreshToken', 'ClientCredentials'] as const;
type Name = (typeof MODELS)[number];
interface Artifact extends Record<string, unknown> {
  getValueAndPayload(): Promise<{ readonly value: string; readonly payload: Readonly<Record<string, unknown>> }>;
}

const lives = Object.fromEntries(MODELS.map((name) => [name, 600]));
const bare = () => new Provider('https://login.example', { ttl: lives, cookies: { keys: ['one'] } });
const [byLibrary, byName] = [bare(), bare()];
writePayloadsByName(byName, systemClock);

const make = (provider: Provider, name: Name, fields: object): Artifact => {
  const Model = provider[name] as unknown as new (...given: unknown[]) => Artifact;
  const artifact = name === 'Interaction' ? new Model('id', fields) : new Model(fields);
  return Object.assign(artifact, { jti: 'id' }, /Access|ClientC/.test(name) && { format: 'opaque' });
};

/** `extra` is asked of the configuration at each token, and ours gives none. */
const namesOf = (name: Name) =>
  (byLibrary[name] as unknown as { readonly IN_PAYLOAD: readonly string[] }).IN_PAYLOAD.filter((field) => field !== 'extra');

for (const name of MODELS) {
  const full = Object.fromEntries(namesOf(name).map((field, at) => [field, /iat|exp|loginTs/.test(field) ? 2_000_000_000 + at : `v${at}`]));
  for (const [what, fields] of Object.entries({
    'with all it can hold': full,
    'with next to nothing in it': { exp: 2_000_000_000, iat: 1, uid: 'u' },
  })) {
    test(`of a ${name} ${what} the library keeps what it keeps by itself`, async () => {
      const given = () => ({ ...fields, kind: name, aBystander: 'not to be kept', state: undefined });
      const [theirs, ours] = [make(byLibrary, name, given()), make(byName, name, given())];
      for (const artifact of [theirs, ours]) Object.assign(artifact, { ofTheProgram: 'not to be kept' });
      const [wanted, kept] = [await theirs.getValueAndPayload(), await ours.getValueAndPayload()];
      expect(kept).toEqual({ value: wanted.value, payload: JSON.parse(JSON.stringify(wanted.payload)) });
      expect(kept.payload).not.toHaveProperty('ofTheProgram');
    });
  }
}

test('a token that was not given an end yet ends after the life of its kind', async () => {
  const { payload } = await make(byName, 'AuthorizationCode', { accountId: 'a' }).getValueAndPayload();
  expect(Number(payload['exp']) - Number(payload['iat'])).toBe(600);
});

test('a token of a format that nobody knows is refused, as the library refuses it', async () => {
  const token = Object.assign(make(byName, 'AccessToken', { exp: 2_000_000_000 }), { format: 'other' });
  await expect(token.getValueAndPayload()).rejects.toThrow('invalid format');
});
