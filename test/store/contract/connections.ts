import { describe, expect, test } from '@jest/globals';
import type { Connection } from '../../../src/domain/federation/connection.ts';
import { newId } from '../../../src/kernel/random.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import { openDatabase } from '../../../src/store/store.ts';
import { NOW } from './builders.ts';
import { connected, connection, identity, visit } from './federation-builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Organisations' own identity providers. */
export function connectionsContract(makePlace: MakePlace): void {
  describe('connections', () => connections(makePlace));
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

  test('R17.1 of many that hold a connection at once each sees what the one before left', async () => {
    const { store } = used();
    const { customer } = await connected(store, { name: '0' });
    const count = () =>
      store.work(async ({ connections }) => {
        const held = await connections.hold(customer.id);
        if (held) await connections.save({ ...held, name: String(Number(held.name) + 1) });
      });
    await Promise.all(Array.from({ length: 20 }, count));
    expect((await store.ports.connections.ofOrganisation(customer.id))?.name).toBe('20');
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
