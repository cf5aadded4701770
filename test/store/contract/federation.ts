import { describe, expect, test } from '@jest/globals';
import type { Connection, Identity } from '../../../src/domain/federation/connection.ts';
import type { UpstreamVisit } from '../../../src/domain/federation/visit.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { newId, randomToken } from '../../../src/kernel/random.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import { openDatabase } from '../../../src/store/store.ts';
import { account, NOW, organisation } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** A connection with everything filled in. */
export function connection(organisationId: string, more: Partial<Connection> = {}): Connection {
  return {
    ...{ id: newId(), organisationId, kind: 'oidc', state: 'on', name: 'Acme’s own', issuer: 'https://id.acme.example' },
    ...{ clientId: 'voordeur', clientSecret: new Secret('upstream-secret'), links: 'by-hand', newPeople: 'refused' },
    ...{ trustsFactors: false, logOutUrl: undefined, createdAt: NOW, updatedAt: NOW },
    ...more,
  };
}

/** Connections, identities and visits. */
export function federationContract(makePlace: MakePlace): void {
  describe('connections', () => connections(makePlace));
  describe('identities', () => identities(makePlace));
  describe('visits to providers', () => visits(makePlace));
}

async function connected({ ports }: Store, more: Partial<Connection> = {}) {
  const customer = organisation();
  const [jan, piet] = [account(customer.id, 'jan'), account(customer.id, 'piet')];
  const there = connection(customer.id, more);
  await ports.organisations.insert(customer);
  await ports.accounts.insertAll([jan, piet]);
  await ports.connections.save(there);
  return { customer, jan: jan.id, piet: piet.id, there };
}

function identity(connectionId: string, accountId: string, subject: string, more: Partial<Identity> = {}): Identity {
  return { connectionId, issuer: 'https://id.acme.example', subject, accountId, linkedAt: NOW, ...more };
}

function visit({ id, organisationId }: Connection, more: Partial<UpstreamVisit> = {}): UpstreamVisit {
  const secrets = { state: randomToken(), uid: randomToken(), browserId: randomToken(), nonce: randomToken(), codeVerifier: randomToken() };
  return { ...secrets, connectionId: id, organisationId, expiresAt: NOW + 600_000, ...more };
}

function connections(makePlace: MakePlace): void {
  const used = useStore(makePlace);
  const plain = (found: Connection | undefined) => found && { ...found, clientSecret: found.clientSecret.reveal() };

  test('R17.4 a connection comes back as it was written, and changed, by its id and by its organisation', async () => {
    const { connections } = used().store.ports;
    const { customer, there } = await connected(used().store, { logOutUrl: 'https://id.acme.example/out', trustsFactors: true });
    expect(plain(await connections.byId(there.id))).toEqual(plain(there));
    const changed = connection(customer.id, {
      ...{ id: there.id, state: 'off', name: 'New', issuer: 'https://new.example', clientId: 'other', clientSecret: new Secret('n') },
      ...{ links: 'by-email', newPeople: 'made', createdAt: NOW, updatedAt: NOW + 1 },
    });
    await connections.save(changed);
    expect(plain(await connections.ofOrganisation(customer.id))).toEqual(plain(changed));
    expect([await connections.byId(newId()), await connections.ofOrganisation(newId())]).toEqual([undefined, undefined]);
  });

  test('R17.4 an organisation has one at most, and takes none over from another one', async () => {
    const { store } = used();
    const [acme, demo] = [await connected(store), await connected(store)];
    await expect(store.ports.connections.save(connection(acme.customer.id))).rejects.toThrow();
    await store.ports.connections.remove(demo.there.id);
    await expect(store.ports.connections.save({ ...acme.there, organisationId: demo.customer.id })).rejects.toThrow();
    expect(await store.ports.connections.ofOrganisation(demo.customer.id)).toBeUndefined();
    expect((await store.ports.connections.byId(acme.there.id))?.organisationId).toBe(acme.customer.id);
  });

  test('they are listed by their organisations’ portals', async () => {
    const { store } = used();
    const made = [await connected(store), await connected(store), await connected(store)];
    const expected = made.toSorted((a, b) => (a.customer.portal < b.customer.portal ? -1 : 1)).map(({ there }) => there.id);
    const listed = (await store.ports.connections.list()).map(({ id }) => id);
    expect(listed.filter((id) => expected.includes(id))).toEqual(expected);
  });

  test('security 2.8 the secret is in no row, and opens in its own row alone', async () => {
    const { store, place } = used();
    const [acme, demo] = [await connected(store, { clientSecret: new Secret('open sesame') }), await connected(store)];
    expect(await place.content()).not.toContain('open sesame');
    const database = await openDatabase(place.options);
    const swap = 'update connection set client_secret = (select client_secret from connection where id = $1) where id = $2';
    await database.run(swap, [acme.there.id, demo.there.id]);
    await expect(store.ports.connections.byId(demo.there.id)).rejects.toThrow();
    await database.run('delete from connection where id = $1', [demo.there.id]);
    await database.close();
  });

  test('what is removed takes its identities and visits along, and nobody else’s', async () => {
    const { store } = used();
    const { connections, identities, upstreamVisits } = store.ports;
    const [acme, demo] = [await connected(store), await connected(store)];
    for (const { jan, there } of [acme, demo]) await identities.insert(identity(there.id, jan, 'j'));
    const [gone, kept] = [visit(acme.there), visit(demo.there)];
    for (const begun of [gone, kept]) await upstreamVisits.begin(begun);
    await connections.remove(acme.there.id);
    expect([await connections.byId(acme.there.id), await upstreamVisits.take(gone.state, NOW)]).toEqual([undefined, undefined]);
    expect([await identities.ofAccount(acme.jan), (await identities.ofAccount(demo.jan)).length]).toEqual([[], 1]);
    expect(await upstreamVisits.take(kept.state, NOW)).toEqual(kept);
    await connections.remove(acme.there.id);
  });
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
  });

  test('security 1.28 of many that are linked to one subject at once one is', async () => {
    const { ports } = used().store;
    const { customer, there } = await connected(used().store);
    const people = Array.from({ length: 8 }, (_, at) => account(customer.id, `racer-${at}`));
    await ports.accounts.insertAll(people);
    const answers = await Promise.all(people.map(({ id }) => ports.identities.insert(identity(there.id, id, 'wanted'))));
    expect(answers.filter(Boolean)).toHaveLength(1);
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
    const begun = visit((await connected(used().store)).there);
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
