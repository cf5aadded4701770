import { describe, expect, test } from '@jest/globals';
import { newId, randomToken } from '../../../src/kernel/random.ts';
import { sweepOnce } from '../../../src/store/sweeper.ts';
import { account, NOW } from './builders.ts';
import { connected, identity, visit } from './federation-builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Whose account somebody at a provider is, and visits under way. */
export function federationContract(makePlace: MakePlace): void {
  describe('identities', () => identities(makePlace));
  describe('visits to providers', () => visits(makePlace));
}

function identities(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('security 1.28 somebody is found by connection, issuer and subject together, and by nothing less', async () => {
    const { identities } = used().store.ports;
    const [{ jan, there }, other] = [await connected(used().store), await connected(used().store)];
    const linked = identity(there.id, jan, 'sub-1');
    expect(await identities.insert(linked)).toBe(true);
    expect(await identities.find(linked)).toEqual(linked);
    expect(await identities.ofAccount(jan)).toEqual([linked]);
    const others = [{ subject: 'SUB-1' }, { issuer: 'https://id.acme.example/' }, { connectionId: other.there.id }];
    expect(await Promise.all(others.map((more) => identities.find({ ...linked, ...more })))).toEqual([undefined, undefined, undefined]);
  });

  test('security 1.28 a subject is one person’s, a person has one at a connection, and neither crosses an organisation', async () => {
    const { identities } = used().store.ports;
    const [{ jan, piet, there }, other] = [await connected(used().store), await connected(used().store)];
    expect(await identities.insert(identity(there.id, jan, 'taken'))).toBe(true);
    expect(await identities.insert(identity(there.id, piet, 'taken'))).toBe(false);
    expect(await identities.insert(identity(there.id, jan, 'second'))).toBe(false);
    expect(await identities.insert(identity(there.id, jan, 'second', { issuer: 'https://else.example' }))).toBe(false);
    expect(await identities.insert(identity(there.id, other.jan, 'foreign'))).toBe(false);
    expect(await identities.insert(identity(newId(), piet, 'nowhere'))).toBe(false);
    expect([await identities.count(there.id), await identities.count(other.there.id)]).toEqual([1, 0]);
    const counts = await identities.counts();
    expect([counts.get(there.id), counts.get(other.there.id)]).toEqual([1, undefined]);
  });

  test('security 1.28 of many that are linked to one subject at once one is', async () => {
    const { ports } = used().store;
    const { customer, there } = await connected(used().store);
    const people = Array.from({ length: 8 }, (_, at) => account(customer.id, `racer-${at}`));
    await ports.accounts.insertAll(people);
    const answers = await Promise.all(people.map(({ id }) => ports.identities.insert(identity(there.id, id, 'wanted'))));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  test('people of a connection are listed by subject, page by page, and no others', async () => {
    const { identities } = used().store.ports;
    const [{ jan, piet, there }, other] = [await connected(used().store), await connected(used().store)];
    const [first, second] = [identity(there.id, piet, 'B'), identity(there.id, jan, 'a')];
    for (const each of [second, identity(other.there.id, other.jan, 'A'), first]) await identities.insert(each);
    expect(await identities.people(there.id, 10)).toEqual([
      { username: 'piet', identity: first },
      { username: 'jan', identity: second },
    ]);
    expect((await identities.people(there.id, 1)).map(({ username }) => username)).toEqual(['piet']);
    expect((await identities.people(there.id, 1, 'B')).map(({ username }) => username)).toEqual(['jan']);
  });

  test('R17.1 what a sign-in asks knows the connections of an account that are on, in the reads that there are', async () => {
    const { connections, identities, signInRecords, protocolReads, artifacts } = used().store.ports;
    const { customer, jan, piet, there } = await connected(used().store);
    const [uid, session] = [randomToken(), randomToken()];
    await artifacts.upsert('Interaction', uid, { result: { login: { accountId: jan } } }, NOW);
    await artifacts.upsertSession(session, { uid: newId(), accountId: jan, authorizations: {} }, NOW, { changed: {} });
    const seen = async () => {
      const records = [await signInRecords.factsOf(jan), await signInRecords.byUsername(customer.id, 'jan')];
      const held = [await protocolReads.interaction(uid), await protocolReads.session(session, 'app')].map((found) => found?.holder);
      const asked = [...held, await protocolReads.holder(jan)].map((holder) => holder?.askedBy);
      return [...records, ...asked].map((facts) => facts?.identities);
    };
    expect(await seen()).toEqual(Array(5).fill([]));
    await identities.insert(identity(there.id, jan, 'j'));
    expect(await seen()).toEqual(Array(5).fill([there.id]));
    expect((await signInRecords.factsOf(piet))?.identities).toEqual([]);
    await connections.save({ ...there, state: 'off' });
    expect(await seen()).toEqual(Array(5).fill([]));
  });

  test('a link is taken away from its owner alone, once', async () => {
    const { identities } = used().store.ports;
    const { jan, piet, there } = await connected(used().store);
    await identities.insert(identity(there.id, jan, 'j'));
    expect(await identities.remove(piet, there.id)).toBe(false);
    expect([await identities.remove(jan, there.id), await identities.remove(jan, there.id)]).toEqual([true, false]);
    expect(await identities.insert(identity(there.id, piet, 'j'))).toBe(true);
  });
}

function visits(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('security 1.24 of many that take a visit at once one gets it, whole', async () => {
    const { upstreamVisits } = used().store.ports;
    const begun = visit((await connected(used().store)).there, { freshSince: NOW - 5 });
    await upstreamVisits.begin(begun);
    expect(await upstreamVisits.take(randomToken(), NOW)).toBeUndefined();
    const taken = await Promise.all(Array.from({ length: 8 }, () => upstreamVisits.take(begun.state, NOW)));
    expect(taken.filter((found) => found !== undefined)).toEqual([begun]);
  });

  test('an expired visit is found by nobody, and is swept', async () => {
    const { upstreamVisits } = used().store.ports;
    const { there } = await connected(used().store);
    const [old, older] = [visit(there, { expiresAt: 5 }), visit(there, { expiresAt: 4 })];
    for (const begun of [old, older]) await upstreamVisits.begin(begun);
    expect(await upstreamVisits.take(old.state, 5)).toBeUndefined();
    expect([await upstreamVisits.sweep(5, 10), await upstreamVisits.sweep(6, 10)]).toEqual([1, 1]);
    expect(await upstreamVisits.take(old.state, 1)).toBeUndefined();
    const [gone, fresh] = [visit(there, { expiresAt: NOW - 60_001 }), visit(there, { expiresAt: NOW })];
    for (const begun of [gone, fresh]) await upstreamVisits.begin(begun);
    expect(await sweepOnce({ store: used().store, clock: { now: () => NOW } })).toBe(1);
    expect([await upstreamVisits.take(gone.state, 1), await upstreamVisits.take(fresh.state, 1)]).toEqual([undefined, fresh]);
  });

  test('security 2.2 nothing that a visit is known by can be read in the database', async () => {
    const { store, place } = used();
    const begun = visit((await connected(store)).there);
    await store.ports.upstreamVisits.begin(begun);
    const content = await place.content();
    const { state, uid, browserId, nonce, codeVerifier, connectionId } = begun;
    expect([state, uid, browserId, nonce, codeVerifier].filter((secret) => content.includes(secret))).toEqual([]);
    expect(content).toContain(connectionId);
  });
}
