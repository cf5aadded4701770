import { describe, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../../src/domain/audit/events.ts';
import type { Consent } from '../../../src/domain/consent/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { client, NOW, resource, signingKey } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Applications, resources, signing keys, consents and the audit log. */
export function registryContract(makePlace: MakePlace): void {
  describe('clients and resources', () => applications(makePlace));
  describe('signing keys', () => keys(makePlace));
  describe('consents', () => consents(makePlace));
  describe('audit log', () => audit(makePlace));
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

function audit(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('the log gives back what happened, newest first, of one organisation or one account', async () => {
    const { audit } = used().store.ports;
    const [organisation, account] = [newId(), newId()];
    const records: AuditRecord[] = [
      {
        event: 'sign-in.refused',
        reason: 'wrong-password',
        organisation,
        account,
        actor: 'person',
        trace: 't',
        address: '192.0.2.1',
        at: NOW,
      },
      {
        event: 'token.refused',
        error: 'invalid_grant',
        detail: 'a\u0000b\ud800',
        client: 'app',
        organisation,
        actor: 'person',
        at: NOW + 1,
      },
      { event: 'keys.rotated', kids: ['k1'], actor: 'operator', at: NOW + 2 },
      { event: 'password.set', organisation, account, actor: 'operator', at: NOW + 3 },
    ];
    for (const record of records) await audit.record(record);
    expect(await audit.list({}, 1000)).toEqual(records.toReversed());
    expect((await audit.list({ organisation }, 2)).map(({ event }) => event)).toEqual(['password.set', 'token.refused']);
    expect((await audit.list({ account }, 10)).map(({ event }) => event)).toEqual(['password.set', 'sign-in.refused']);
    expect(await audit.list({ organisation: newId(), account }, 10)).toEqual([]);
    expect((await audit.list({ organisation, event: 'sign-in.refused' }, 10)).map(({ event }) => event)).toEqual(['sign-in.refused']);
  });

  test('an account’s history is its own, since a moment, in parts, and of some events where they are named', async () => {
    const { audit } = used().store.ports;
    const [organisation, account] = [newId(), newId()];
    const row = (at: number, event: 'sign-out.done' | 'password.set', of = account): AuditRecord => {
      return { event, organisation, account: of, actor: 'person', at };
    };
    const [old, first, second, third] = [
      row(NOW - 1, 'sign-out.done'),
      row(NOW, 'sign-out.done'),
      row(NOW, 'password.set'),
      row(NOW + 1, 'sign-out.done'),
    ];
    await audit.recordAll([old, first, second, third, row(NOW, 'password.set', newId())]);
    expect(await audit.history(account, { since: NOW, skip: 0, limit: 10 })).toEqual([third, second, first]);
    expect(await audit.history(account, { since: NOW, skip: 1, limit: 1 })).toEqual([second]);
    expect(await audit.history(account, { since: 0, skip: 0, limit: 10, events: ['sign-out.done', 'keys.rotated'] })).toEqual([
      third,
      first,
      old,
    ]);
  });

  test('R6.2 the log knows when each account last signed in, and nothing of those that never did', async () => {
    const { audit } = used().store.ports;
    const [often, refused, other] = [newId(), newId(), newId()];
    const signIn = { event: 'sign-in.succeeded', amr: ['pwd'], acr: 'pwd', actor: 'person' } as const;
    for (const at of [NOW + 5, NOW]) await audit.record({ ...signIn, account: often, at });
    await audit.record({ event: 'sign-in.refused', reason: 'wrong-password', account: refused, actor: 'person', at: NOW });
    await audit.record({ ...signIn, account: other, at: NOW });
    expect(await audit.lastSignIns([often, refused])).toEqual(new Map([[often, NOW + 5]]));
    expect(await audit.lastSignIns([])).toEqual(new Map());
  });

  test('what happened in the same millisecond stays in the order in which it was recorded', async () => {
    const { audit } = used().store.ports;
    const organisation = newId();
    for (let at = 0; at < 20; at += 1)
      await audit.record({ event: 'sign-out.done', organisation, trace: String(at), actor: 'person', at: NOW });
    const traces = (await audit.list({ organisation }, 20)).map(({ trace }) => Number(trace));
    expect(traces).toEqual(Array.from({ length: 20 }, (_, at) => 19 - at));
  });
}
