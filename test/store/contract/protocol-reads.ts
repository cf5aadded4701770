import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../../src/domain/accounts/account.ts';
import { NO_TWO_STEP } from '../../../src/domain/factors/facts.ts';
import type { Organisation } from '../../../src/domain/organisations/organisation.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { newId, randomToken } from '../../../src/kernel/random.ts';
import { hashed } from '../../../src/store/sql/rows.ts';
import { openDatabase, openStore } from '../../../src/store/store.ts';
import { account, bearerId, NOW, organisation, password } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;

/** What a request of the protocol reads in one round trip. */
export function protocolReadsContract(makePlace: MakePlace): void {
  describe('reads for the protocol', () => {
    reading(makePlace);
    ending(makePlace);
    coming(makePlace);
  });
}

/** A person signed in at one application: everything that stands behind a token of theirs. */
async function signedIn({ ports }: Store) {
  const customer = organisation();
  const person = account(customer.id, 'jan');
  await ports.organisations.insert(customer);
  await ports.accounts.insert(person);
  const [grantId, uid, session, clientId] = [newId(), newId(), bearerId(), `client "${newId()}" ü`];
  await ports.artifacts.upsert('Grant', grantId, { accountId: person.id, clientId, kind: 'Grant' }, LATER);
  const authorizations = { [clientId]: { sid: 's', grantId }, other: { sid: 't', grantId: newId() } };
  await ports.artifacts.upsertSession(session, { uid, accountId: person.id, authorizations }, LATER, { changed: {} });
  const facts = { accountId: person.id, changedAt: NOW, mustChange: true, warnedDays: undefined };
  await ports.passwords.set(password(person.id, 'a hash', { mustChange: true }), 0);
  const proved = { uid, organisationId: customer.id, accountId: person.id, proofs: [], signedInAt: NOW, activeAt: NOW + 5 };
  await ports.sessions.save({ ...proved, expiresAt: LATER });
  return { customer, person, facts, grantId, uid, session, clientId, bound: { accountId: person.id, grantId, sessionUid: uid, clientId } };
}

function holderOf(person: Account, { id, portal, name, state, languages }: Organisation) {
  const { usernameKey: _key, emailKey: _address, role: _role, createdAt: _made, ...told } = person;
  return { account: told, organisation: { id, portal, name, state, languages } };
}

/** What is asked of somebody with nothing but a password. */
const askedBy = { role: 'candidate', twoStep: NO_TWO_STEP, identities: [], stamp: 0 };

function reading(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test.each(['AccessToken', 'RefreshToken', 'AuthorizationCode'] as const)(
    '%s comes with its grant, its session and its holder',
    async (model) => {
      const { artifacts, protocolReads } = used().store.ports;
      const { customer, person, grantId, uid, bound, ...rest } = await signedIn(used().store);
      const id = bearerId();
      await artifacts.upsert(model, id, { ...bound, nonce: 'n\u0000\ud800' }, LATER);
      const found = await (model === 'AuthorizationCode' ? protocolReads.code(id) : protocolReads.token(id));
      expect(found).toEqual({
        model,
        payload: await artifacts.find(model, id),
        session: { uid, payload: await artifacts.findSessionByUid(uid), activeAt: NOW + 5 },
        grant: await artifacts.find('Grant', grantId),
        holder: holderOf(person, customer),
      });
      expect(found?.grant).toMatchObject({ jti: grantId, clientId: rest.clientId });
    },
  );

  test('a token of no session and no person comes alone, and one that was used says when', async () => {
    const { artifacts, protocolReads } = used().store.ports;
    const [machine, rotated] = [bearerId(), bearerId()];
    await artifacts.upsert('ClientCredentials', machine, { clientId: 'm' }, LATER);
    const alone = { session: undefined, grant: undefined, holder: undefined };
    expect(await protocolReads.token(machine)).toEqual({ ...alone, model: 'ClientCredentials', payload: { clientId: 'm', jti: machine } });
    await artifacts.upsert('RefreshToken', rotated, { accountId: 'nobody', grantId: 'none' }, LATER);
    await artifacts.consume('RefreshToken', rotated, NOW);
    expect(await protocolReads.token(rotated)).toMatchObject({ ...alone, payload: { consumed: NOW / 1000 } });
    expect([await protocolReads.token(randomToken()), await protocolReads.code(machine)]).toEqual([undefined, undefined]);
  });

  test('a session comes with the grant of the application that asks, and with no other’s', async () => {
    const { artifacts, protocolReads } = used().store.ports;
    const { customer, person, facts, grantId, uid, session, clientId } = await signedIn(used().store);
    const common = { payload: await artifacts.find('Session', session), holder: { ...holderOf(person, customer), askedBy } };
    const standing = { session: { uid, proofs: [], signedInAt: NOW, activeAt: NOW + 5 }, password: facts };
    expect(await protocolReads.session(session, clientId)).toEqual({ ...common, standing, grant: await artifacts.find('Grant', grantId) });
    for (const stranger of ['nobody', 'other']) expect((await protocolReads.session(session, stranger))?.grant).toBeUndefined();
    expect(await protocolReads.session(randomToken(), clientId)).toBeUndefined();
  });

  test('security 1.34 what a stranger puts into a session, U+0000 or half a character, keeps nobody from reading it', async () => {
    const { artifacts, protocolReads } = used().store.ports;
    const id = bearerId();
    const state = { state: 'a\u0000b\ud800' };
    await artifacts.upsertSession(id, { uid: newId(), state, authorizations: {} }, LATER, { changed: {} });
    await artifacts.upsertSession(id, { uid: newId(), state, authorizations: { app: { sid: 's' } } }, LATER, {
      changed: { app: { sid: 's' } },
    });
    const found = await protocolReads.session(id, 'app');
    expect(found?.payload).toMatchObject({ authorizations: { app: { sid: 's' } }, state: { state: 'a\ufffdb\ufffd' } });
  });

  test('a session that nobody has signed in to yet comes alone', async () => {
    const { artifacts, protocolReads } = used().store.ports;
    const id = bearerId();
    await artifacts.upsertSession(id, { uid: newId(), state: { secret: 'x' } }, LATER, { changed: {} });
    const alone = { holder: undefined, standing: undefined, grant: undefined };
    expect(await protocolReads.session(id, 'app')).toEqual({ payload: await artifacts.find('Session', id), ...alone });
  });

  test('an interaction comes with its journey once that is written down', async () => {
    const { artifacts, journeys, protocolReads } = used().store.ports;
    const uid = bearerId();
    const payload = { returnTo: `https://login.example/oidc/auth/${uid}`, params: { nonce: 'n\u0000' } };
    await artifacts.upsert('Interaction', uid, payload, LATER);
    const alone = { holder: undefined, password: undefined };
    expect(await protocolReads.interaction(uid)).toEqual({ payload: { ...payload, jti: uid }, journey: undefined, ...alone });
    await journeys.replace({ uid, organisationId: 'o', clientId: 'c', version: 0, proofs: [], expiresAt: LATER });
    expect((await protocolReads.interaction(uid))?.journey).toEqual(await journeys.find(uid));
    expect(await protocolReads.interaction(randomToken())).toBeUndefined();
  });

  test('a finished interaction comes with who signed in, and with the password they have now', async () => {
    const { artifacts, protocolReads } = used().store.ports;
    const { customer, person, facts } = await signedIn(used().store);
    const uid = bearerId();
    await artifacts.upsert('Interaction', uid, { result: { login: { accountId: person.id } } }, LATER);
    expect(await protocolReads.interaction(uid)).toMatchObject({ holder: { ...holderOf(person, customer), askedBy }, password: facts });
  });
}

function ending(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('security 1.19, 1.20 what was revoked, signed out or suspended is not behind a token any more', async () => {
    const { artifacts, accounts, sessions, protocolReads } = used().store.ports;
    const { customer, person, grantId, uid, session, bound } = await signedIn(used().store);
    const id = bearerId();
    await artifacts.upsert('AccessToken', id, bound, LATER);
    await accounts.update({ ...person, state: 'suspended' });
    expect((await protocolReads.token(id))?.holder).toEqual(holderOf({ ...person, state: 'suspended' }, customer));
    await artifacts.destroy('Grant', grantId);
    await artifacts.destroy('Session', session);
    await sessions.endAll(person.id);
    expect(await protocolReads.token(id)).toMatchObject({ grant: undefined, session: { uid, payload: undefined, activeAt: undefined } });
    expect(await protocolReads.holder(person.id)).toMatchObject({ account: { state: 'suspended' } });
    expect(await protocolReads.holder(newId())).toBeUndefined();
  });

  test('an interaction that has ended is not brought back by a late answer', async () => {
    const { artifacts } = used().store.ports;
    const uid = bearerId();
    await artifacts.upsert('Interaction', uid, { iat: 1 }, LATER);
    expect(await artifacts.replace('Interaction', uid, { iat: 2 }, LATER)).toBe(true);
    expect(await artifacts.find('Interaction', uid)).toEqual({ iat: 2, jti: uid });
    await artifacts.destroy('Interaction', uid);
    expect(await artifacts.replace('Interaction', uid, { iat: 3 }, LATER)).toBe(false);
    expect(await artifacts.find('Interaction', uid)).toBeUndefined();
  });
}

function coming(makePlace: MakePlace): void {
  test('a database from before keeps its grants, and its tokens find them', async () => {
    const place = await makePlace();
    const before = await openStore(place.options);
    const { grantId, bound } = await signedIn(before);
    const id = bearerId();
    await before.ports.artifacts.upsert('RefreshToken', id, bound, LATER);
    await before.close();
    const database = await openDatabase(place.options);
    await database.run(`update artifact_long set id = $1 where model = 'Grant' and id = $2`, [hashed(grantId), grantId]);
    for (const table of ['artifact_short', 'artifact_long']) await database.run(`alter table ${table} drop column session_uid`);
    await database.run('drop index artifact_long_session');
    await database.run('create index artifact_long_uid on artifact_long (uid) where uid is not null');
    await database.run(`delete from migration where name = '0004-one-round-trip'`);
    await database.close();
    const after = await openStore(place.options);
    try {
      expect(await after.ports.protocolReads.token(id)).toMatchObject({ grant: { jti: grantId }, session: undefined });
    } finally {
      await after.close();
      await place.remove();
    }
  });
}
