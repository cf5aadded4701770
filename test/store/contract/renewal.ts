import { describe, expect, test } from '@jest/globals';
import createBuilder, { type Knex } from 'knex';
import { beginJourney, withWarning } from '../../../src/domain/journeys/journey.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { newId } from '../../../src/kernel/random.ts';
import { foundation } from '../../../src/store/migrations/0001-foundation.ts';
import { throttle } from '../../../src/store/migrations/0002-throttle.ts';
import type { Migration } from '../../../src/store/migrations/migration.ts';
import { openDatabase, openStore } from '../../../src/store/store.ts';
import { bearerId, NOW, organisation, password, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;

/** What a new password is about: its age, its warnings, and all that ends with the old one. */
export function renewalContract(makePlace: MakePlace): void {
  describe('the age of passwords', () => age(makePlace));
  describe('what a new password ends', () => ending(makePlace));
  describe('a database from before', () => upgrading(makePlace));
}

function age(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('R13.2 since when an organisation limits the age of passwords is written, changed and read', async () => {
    const { organisations } = used().store.ports;
    const acme = organisation({ passwordAgeSince: NOW - 5 });
    await organisations.insert(acme);
    expect(await organisations.byId(acme.id)).toEqual(acme);
    await organisations.update({ ...acme, passwordAgeSince: NOW + 7 });
    expect((await organisations.byPortal(acme.portal))?.passwordAgeSince).toBe(NOW + 7);
  });

  test('R13.1 a warning is noted on the password it was about, and a new password knows nothing of it', async () => {
    const { store } = used();
    const { passwords, signInRecords } = store.ports;
    const { customer, people } = await settled(store, 'jan');
    const id = String(people[0]?.id);
    await passwords.set(password(id, 'first'), 4);
    await passwords.warned(id, NOW - 1, 14);
    expect((await passwords.byAccount(id))?.warnedDays).toBeUndefined();
    await passwords.warned(id, NOW, 14);
    expect(await passwords.byAccount(id)).toEqual(password(id, 'first', { warnedDays: 14 }));
    expect((await signInRecords.byUsername(customer.id, 'jan'))?.password?.warnedDays).toBe(14);
    await passwords.set(password(id, 'second', { changedAt: NOW + 1 }), 4);
    expect((await passwords.byAccount(id))?.warnedDays).toBeUndefined();
  });

  test('T1 a password is marked for change until another takes its place; who has none cannot be', async () => {
    const { store } = used();
    const { passwords } = store.ports;
    const { people } = await settled(store, 'jan');
    const id = String(people[0]?.id);
    expect(await passwords.mark(id)).toBe(false);
    await passwords.set(password(id, 'first'), 4);
    expect(await passwords.mark(id)).toBe(true);
    expect((await passwords.byAccount(id))?.mustChange).toBe(true);
    await passwords.set(password(id, 'second', { changedAt: NOW + 1 }), 4);
    expect((await passwords.byAccount(id))?.mustChange).toBe(false);
  });

  test('R13.4 a session is read together with what is known of its password, and without one', async () => {
    const { store } = used();
    const { passwords, sessions } = store.ports;
    const { people } = await settled(store, 'jan');
    const id = String(people[0]?.id);
    const times = { signedInAt: NOW, activeAt: NOW, expiresAt: LATER };
    const [own, federated] = [id, newId()].map((accountId) => ({ uid: newId(), organisationId: 'o', accountId, proofs: [], ...times }));
    if (!own || !federated) throw new Error('there are two sessions');
    for (const session of [own, federated]) await sessions.save(session);
    await passwords.set(password(id, 'first', { mustChange: true }), 4);
    await passwords.warned(id, NOW, 7);
    const facts = { accountId: id, changedAt: NOW, mustChange: true, warnedDays: 7 };
    expect(await sessions.standing(own.uid)).toEqual({ session: own, password: facts });
    expect(await sessions.standing(federated.uid)).toEqual({ session: federated, password: undefined });
    expect(await sessions.standing(newId())).toBeUndefined();
  });

  test('what was answered to a warning is kept with the sign-in', async () => {
    const { journeys } = used().store.ports;
    const begun = beginJourney({ uid: bearerId(), organisationId: 'o', clientId: 'app', expiresAt: LATER });
    await journeys.replace(withWarning(begun, 'later'));
    expect(await journeys.find(begun.uid)).toMatchObject({ warning: 'later' });
  });
}

function ending(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('settled 38 everything of the account ends but the session one is in, and what was given under it', async () => {
    const { artifacts } = used().store.ports;
    const own = { uid: newId(), grantIds: [bearerId(), bearerId()] };
    const other = { uid: newId(), grantIds: [bearerId()] };
    const rows = [own, other].flatMap(({ uid, grantIds }) => [
      { model: 'Session', id: bearerId(), payload: { uid }, mine: uid === own.uid } as const,
      ...grantIds.flatMap((grantId) => [
        { model: 'Grant', id: grantId, payload: {}, mine: uid === own.uid } as const,
        ...(['RefreshToken', 'AccessToken', 'AuthorizationCode'] as const).map((model) => ({
          model,
          id: bearerId(),
          payload: { grantId },
          mine: uid === own.uid,
        })),
      ]),
    ]);
    for (const { model, id, payload } of rows) await artifacts.upsert(model, id, { accountId: 'jan', ...payload }, LATER);
    await artifacts.revokeByAccount('jan', own);
    for (const { model, id, mine } of rows) expect([model, Boolean(await artifacts.find(model, id))]).toEqual([model, mine]);
    await artifacts.revokeByAccount('jan');
    for (const { model, id } of rows) expect(await artifacts.find(model, id)).toBeUndefined();
  });

  test('settled 38 a session from which nothing was given yet stays alone', async () => {
    const { artifacts } = used().store.ports;
    const [own, other, token] = [bearerId(), bearerId(), bearerId()];
    await artifacts.upsert('Session', own, { uid: 'own-uid', accountId: 'piet' }, LATER);
    await artifacts.upsert('Session', other, { uid: 'other-uid', accountId: 'piet' }, LATER);
    await artifacts.upsert('RefreshToken', token, { accountId: 'piet' }, LATER);
    await artifacts.revokeByAccount('piet', { uid: 'own-uid', grantIds: [] });
    const alive = [
      await artifacts.find('Session', own),
      await artifacts.find('Session', other),
      await artifacts.find('RefreshToken', token),
    ];
    expect(alive.map(Boolean)).toEqual([true, false, false]);
  });

  test('security 1.19 a sign-in that is finished and not taken up can be ended; one under way does not belong to anybody', async () => {
    const { artifacts } = used().store.ports;
    const [finished, under, code] = [bearerId(), bearerId(), bearerId()];
    await artifacts.upsert('AuthorizationCode', code, { accountId: 'kees' }, LATER);
    await artifacts.upsert('Interaction', finished, { result: { login: { accountId: 'kees' } } }, LATER);
    await artifacts.upsert('Interaction', under, { session: { accountId: 'kees', uid: 'u' } }, LATER);
    const left = async () =>
      [
        await artifacts.find('Interaction', finished),
        await artifacts.find('Interaction', under),
        await artifacts.find('AuthorizationCode', code),
      ].map(Boolean);
    await artifacts.endFinished('somebody-else');
    expect(await left()).toEqual([true, true, true]);
    await artifacts.endFinished('kees');
    expect(await left()).toEqual([false, true, true]);
    await artifacts.revokeByAccount('kees', { uid: 'u', grantIds: [] });
    expect(await left()).toEqual([false, true, false]);
  });

  test('the proofs of all sessions end but those of the one that is kept', async () => {
    const { sessions } = used().store.ports;
    const times = { signedInAt: NOW, activeAt: NOW, expiresAt: LATER };
    const [own, other] = [newId(), newId()].map((uid) => ({ uid, organisationId: 'o', accountId: 'lies', proofs: [], ...times }));
    if (!own || !other) throw new Error('there are two sessions');
    for (const session of [own, other]) await sessions.save(session);
    await sessions.endAll('lies', own.uid);
    expect([await sessions.find(own.uid), await sessions.find(other.uid)]).toEqual([own, undefined]);
  });
}

function upgrading(makePlace: MakePlace): void {
  test('R13.2 an organisation from before the limit is held to it from the day of the upgrade', async () => {
    const place = await makePlace();
    const database = await openDatabase(place.options);
    const { dialect } = database;
    const before: Knex.MigrationSource<Migration> = {
      getMigrations: async () => [foundation, throttle],
      getMigrationName: ({ name }) => name,
      getMigration: async ({ up }) => ({ up: (knex) => up(knex, dialect), down: async () => undefined }),
    };
    const knex = createBuilder({ ...(await database.schemaBuilder()), migrations: { migrationSource: before, tableName: 'migration' } });
    await knex.migrate.latest();
    const { id, name, state, look, languages, support } = organisation();
    const texts = [look, languages, support, { usernameCase: 'sensitive', passwordLength: 12 }].map((part) => JSON.stringify(part));
    await database.run(
      'insert into organisation (id, name, state, look, languages, support, policy, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, name, state, ...texts, NOW],
    );
    await database.run('insert into portal_name (name, organisation_id, present) values ($1, $2, 1)', ['older', id]);
    await knex.destroy();
    await database.close();
    const began = systemClock.now();
    const store = await openStore(place.options);
    const upgraded = await store.ports.organisations.byPortal('older');
    expect(upgraded?.policy.passwordMaxAgeDays).toBe(90);
    expect(Math.abs((upgraded?.passwordAgeSince ?? 0) - began)).toBeLessThan(60_000);
    await store.close();
    await place.remove();
  });
}
