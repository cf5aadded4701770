import { describe, expect, test } from '@jest/globals';
import type { Consent } from '../../../src/domain/consent/ports.ts';
import { client, NOW, resource, signingKey } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Applications, resources, signing keys and consents. */
export function registryContract(makePlace: MakePlace): void {
  describe('clients and resources', () => applications(makePlace));
  describe('signing keys', () => keys(makePlace));
  describe('consents', () => consents(makePlace));
}

function applications(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('a client comes back as it was written, once, and changed', async () => {
    const { clients } = used().store.ports;
    const app = client('app', { portals: ['o1', 'o2'], defaultPortal: 'o1', secretHashes: ['one', 'two'], firstParty: false });
    expect(await clients.insert(app)).toBe('inserted');
    expect(await clients.insert(client('app', { name: 'Thief' }))).toBe('id-taken');
    expect(await clients.byId('app')).toEqual(app);
    const changed = {
      ...app,
      portals: '*' as const,
      defaultPortal: undefined,
      state: 'suspended' as const,
      requirePkce: false,
      updatedAt: NOW + 1,
    };
    expect(await clients.update(changed)).toBe(true);
    expect(await clients.byId('app')).toEqual(changed);
    expect(await clients.update(client('nobody'))).toBe(false);
    expect(await clients.byId('nobody')).toBeUndefined();
  });

  test('clients are listed page by page, in the order of their ids', async () => {
    const { clients } = used().store.ports;
    for (const id of ['x-3', 'x-1', 'x-2', 'X-1']) await clients.insert(client(id));
    expect((await clients.list(2, 'x')).map(({ id }) => id)).toEqual(['x-1', 'x-2']);
    expect((await clients.list(2, 'x-2')).map(({ id }) => id)).toEqual(['x-3']);
    expect((await clients.list(1)).map(({ id }) => id)).toEqual(['X-1']);
  });

  test('a resource comes back as it was written, once, changed, and in the list', async () => {
    const { resources } = used().store.ports;
    const api = resource('https://api.example/', { introspectedBy: 'app', format: 'opaque' });
    expect(await resources.insert(resource('https://b.example/'))).toBe('inserted');
    expect(await resources.insert(api)).toBe('inserted');
    expect(await resources.insert(resource(api.indicator))).toBe('indicator-taken');
    expect(await resources.byIndicator(api.indicator)).toEqual(api);
    const changed = { ...api, scopes: ['a', 'b'], introspectedBy: undefined, updatedAt: NOW + 1 };
    expect(await resources.update(changed)).toBe(true);
    expect((await resources.list()).map(({ indicator }) => indicator)).toEqual([api.indicator, 'https://b.example/']);
    expect(await resources.byIndicator(api.indicator)).toEqual(changed);
    expect(await resources.update(resource('https://nobody.example/'))).toBe(false);
    expect(await resources.byIndicator('https://nobody.example/')).toBeUndefined();
  });
}

function keys(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('of ten processes that make the first signing keys at once, one set is kept, and there never is another first one', async () => {
    const { keys } = used().store.ports;
    const sets = Array.from({ length: 10 }, (_, at) => [signingKey(`${at}-es`), signingKey(`${at}-rs`, { alg: 'RS256' })]);
    const answers = await Promise.all(sets.map((set) => keys.insertFirst(set)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    const winners = sets[answers.indexOf(true)];
    expect(await keys.live(NOW)).toEqual(winners);
    await keys.retire(winners?.map(({ kid }) => kid) ?? [], NOW);
    expect(await keys.live(NOW)).toEqual([]);
    expect(await keys.insertFirst([signingKey('late')])).toBe(false);
  });

  test('settled 63: a key is live until it is retired, the newest first', async () => {
    const { keys } = used().store.ports;
    await keys.insert([signingKey('old', { activeFrom: NOW - 1 }), signingKey('new', { activeFrom: NOW + 1 })]);
    await keys.retire(['old'], NOW + 10);
    await keys.retire([], NOW);
    expect((await keys.live(NOW + 9)).map(({ kid, retireAt }) => [kid, retireAt])).toEqual([
      ['new', undefined],
      ['old', NOW + 10],
    ]);
    expect((await keys.live(NOW + 10)).map(({ kid }) => kid)).toEqual(['new']);
  });

  test('a set of keys comes whole or not at all', async () => {
    const { keys } = used().store.ports;
    await expect(keys.insert([signingKey('half'), signingKey('half')])).rejects.toThrow();
    expect((await keys.live(NOW)).map(({ kid }) => kid)).not.toContain('half');
  });
}

function consents(makePlace: MakePlace): void {
  const used = useStore(makePlace);
  const given = (accountId: string, clientId: string, more: Partial<Consent> = {}): Consent => ({
    ...{ accountId, clientId, scopes: ['openid', 'email'], claims: ['locale'], resources: { 'https://api.example/': ['read'] } },
    ...{ givenAt: NOW, ...more },
  });

  test('settled 10: one consent per person and client, the newest, until it is withdrawn', async () => {
    const { consents } = used().store.ports;
    for (const consent of [given('jan', 'b'), given('jan', 'a'), given('piet', 'a')]) await consents.record(consent);
    const wider = given('jan', 'a', { scopes: ['openid'], claims: [], resources: {}, givenAt: NOW + 1 });
    await consents.record(wider);
    expect(await consents.find('jan', 'a')).toEqual(wider);
    expect(await consents.ofAccount('jan')).toEqual([wider, given('jan', 'b')]);
    expect(await consents.withdraw('jan', 'a')).toBe(true);
    expect(await consents.withdraw('jan', 'a')).toBe(false);
    expect(await consents.find('jan', 'a')).toBeUndefined();
    expect(await consents.find('piet', 'a')).toEqual(given('piet', 'a'));
  });
}
