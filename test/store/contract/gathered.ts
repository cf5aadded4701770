import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/domain/ports.ts';
import { openStore } from '../../../src/store/store.ts';
import { postgresUrl } from '../../kit/machine.ts';
import { type CountingWire, openCountingWire } from '../../kit/round-trips.ts';
import { bearerId, NOW, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;
const MANY = 40;
/** What a value may be that a statement of several holds beside others. */
const ODD = [
  'NULL',
  '',
  '{}',
  '{"a","b"}',
  '\\',
  '"',
  `'; drop table account; --`,
  '$1',
  '\0',
  '\ud800',
  '\u001b',
  'x'.repeat(100_000),
  '𝄞,"\\',
];
const ids = () => Array.from({ length: MANY }, bearerId);

/** What many requests ask of the store at the same moment. */
export function gatheredContract(makePlace: MakePlace): void {
  describe('many at the same moment', () => {
    const used = useStore(makePlace);

    test('each finds its own token, and who presents none of ours finds none', async () => {
      const { store } = used();
      const { people } = await settled(store, 'jan', 'piet');
      const all = ids();
      const payloadOf = (id: string, at: number) => ({ accountId: people[at % 2]?.id, nonce: `"{}, \\ of ${id}` });
      await Promise.all(all.map((id, at) => store.ports.artifacts.upsert('AccessToken', id, payloadOf(id, at), LATER)));
      const found = await Promise.all(
        all.flatMap((id) => [store.ports.protocolReads.token(id), store.ports.protocolReads.token(bearerId())]),
      );
      for (const [at, id] of all.entries()) {
        expect(found[at * 2]).toMatchObject({
          payload: { ...payloadOf(id, at), jti: id },
          holder: { account: { id: people[at % 2]?.id } },
        });
        expect(found[at * 2 + 1]).toBeUndefined();
      }
    });

    test('whatever stands in what they ask stays with who asked it', async () => {
      const { artifacts, protocolReads } = used().store.ports;
      const all = ODD.map((text, at) => ({
        text,
        id: bearerId(),
        client: `client ${at} ${text.replace(/[\0\ud800]/, '')}`,
        grant: bearerId(),
      }));
      await Promise.all([
        ...all.map(({ text, id }) => artifacts.upsert('AccessToken', id, { nonce: text }, LATER)),
        ...all.map(({ text, grant }) => artifacts.upsert('Grant', grant, { nonce: text }, LATER)),
        ...all.map(({ client, grant, id }) => {
          const changed = { [client]: { grantId: grant } };
          return artifacts.upsertSession(`s${id}`, { uid: id, authorizations: changed }, LATER, { changed });
        }),
      ]);
      const [tokens, sessions, others] = await Promise.all([
        Promise.all(all.map(({ id }) => protocolReads.token(id))),
        Promise.all(all.map(({ id, client }) => protocolReads.session(`s${id}`, client))),
        Promise.all(all.map(({ id, text }) => protocolReads.session(`s${id}`, text))),
      ]);
      expect(tokens.map((found) => found?.payload['nonce'])).toEqual(ODD);
      expect(sessions.map((found) => found?.payload['uid'])).toEqual(all.map(({ id }) => id));
      for (const [at, { grant, text }] of all.entries()) {
        expect(sessions[at]?.grant).toEqual({ nonce: text, jti: grant });
        expect(others[at]?.grant).toBeUndefined();
      }
    });

    test('of one artifact that two write at once the later one counts', async () => {
      const { artifacts } = used().store.ports;
      const id = bearerId();
      await Promise.all([1, 2, 3].map((iat) => artifacts.upsert('Interaction', id, { iat }, LATER)));
      expect(await artifacts.find('Interaction', id)).toEqual({ iat: 3, jti: id });
    });

    test('of twenty who redeem one code one is first, and whoever redeems another one at that moment is too', async () => {
      const { artifacts } = used().store.ports;
      const [same = '', ...others] = ids();
      await Promise.all([same, ...others].map((id) => artifacts.upsert('AuthorizationCode', id, { iat: 1 }, LATER)));
      const consume = (id: string) => artifacts.consume('AuthorizationCode', id, NOW);
      const [ofSame, ofOthers] = await Promise.all([
        Promise.all(Array.from({ length: 20 }, () => consume(same))),
        Promise.all(others.map(consume)),
      ]);
      expect(ofSame.filter(Boolean)).toHaveLength(1);
      expect(ofOthers).toEqual(others.map(() => true));
      expect(await consume(bearerId())).toBe(false);
    });

    test('who sends a refresh token twice at once is served twice within the leeway (settled.md 5)', async () => {
      const { artifacts } = used().store.ports;
      const id = bearerId();
      await artifacts.upsert('RefreshToken', id, { iat: 1 }, LATER);
      const twice = [0, 1].map(() => artifacts.consume('RefreshToken', id, NOW, 10_000));
      expect(await Promise.all(twice)).toEqual([true, true]);
    });
  });
}

/** The same on PostgreSQL, where a round trip is what costs. */
export function gatheredRoundTripsContract(): void {
  describe('many at the same moment, on the wire', () => {
    let database: Awaited<ReturnType<typeof postgresUrl>>;
    let wire: CountingWire;
    let store: Store;

    beforeAll(async () => {
      database = await postgresUrl();
      wire = await openCountingWire(database.url);
      store = await openStore({ url: wire.url, pool: 4 });
    });
    afterAll(async () => {
      await store.close();
      await wire.close();
      await database.drop();
    });

    const tripsOf = async (step: () => Promise<unknown>) => {
      const before = wire.count();
      await step();
      return wire.count() - before;
    };

    test('forty writes, look-ups and first uses are two round trips each', async () => {
      const { artifacts, protocolReads } = store.ports;
      const all = ids();
      expect(await tripsOf(() => Promise.all(all.map((id) => artifacts.upsert('AuthorizationCode', id, {}, LATER))))).toBe(2);
      expect(await tripsOf(() => Promise.all(all.map((id) => protocolReads.code(id))))).toBe(2);
      expect(await tripsOf(() => Promise.all(all.map((id) => artifacts.consume('AuthorizationCode', id, NOW))))).toBe(2);
    });

    test('what one request writes of several kinds stays one transaction, and of one kind one statement', async () => {
      const [token, other, code] = ids();
      const write = (model: 'AccessToken' | 'AuthorizationCode', id = '') =>
        store.together((ports) => [
          ports.artifacts.upsert(model, id, {}, LATER),
          ports.artifacts.upsert('AccessToken', other ?? '', {}, LATER),
        ]);
      expect(await tripsOf(() => write('AccessToken', token))).toBe(1);
      expect(await tripsOf(() => write('AuthorizationCode', code))).toBe(1);
    });

    test('a first use whose answer was lost is told to nobody as a second one, which would revoke what hangs on it', async () => {
      const { artifacts } = store.ports;
      const all = ids().slice(0, 3);
      await Promise.all(all.map((id) => artifacts.upsert('AuthorizationCode', id, {}, LATER)));
      const before = wire.count();
      wire.loseAnswer();
      const used = await Promise.allSettled(all.map((id) => artifacts.consume('AuthorizationCode', id, NOW)));
      expect(used.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      expect(wire.count() - before).toBe(1);
      expect(await Promise.all(all.map((id) => artifacts.consume('AuthorizationCode', id, NOW)))).toEqual([false, false, false]);
    });

    test('a look-up whose answer was lost is asked again, each alone: one connection that breaks fails nobody', async () => {
      const { artifacts, protocolReads } = store.ports;
      const all = ids().slice(0, 3);
      await Promise.all(all.map((id) => artifacts.upsert('AuthorizationCode', id, { nonce: id }, LATER)));
      wire.loseAnswer();
      const found = await Promise.all(all.map((id) => protocolReads.code(id)));
      expect(found.map((code) => code?.payload['nonce'])).toEqual(all);
    });

    test('who asks for what the database cannot keep fails alone', async () => {
      const { artifacts } = store.ports;
      const [good = '', bad = '', fine = ''] = ids();
      const written = await Promise.allSettled([
        artifacts.upsert('Grant', good, {}, LATER),
        artifacts.upsert('Grant', bad, {}, Number.MAX_VALUE),
        artifacts.upsert('Grant', fine, {}, LATER),
      ]);
      expect(written.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await Promise.all([good, bad, fine].map((id) => artifacts.find('Grant', id)))).toEqual([
        { jti: good },
        undefined,
        { jti: fine },
      ]);
    });
  });
}
