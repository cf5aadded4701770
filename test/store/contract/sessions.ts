import { describe, expect, test } from '@jest/globals';
import type { ProvedSession } from '../../../src/domain/journeys/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { bearerId, NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;

/** Sessions of the protocol library, which several requests write at once. */
export function sessionsContract(makePlace: MakePlace): void {
  describe('sessions', () => {
    const used = useStore(makePlace);
    const entry = (grantId: string) => ({ sid: `sid-${grantId}`, grantId, persistsLogout: false });
    const load = async (id: string) =>
      ({ ...(await used().store.ports.artifacts.find('Session', id)) }) as { authorizations: Record<string, unknown> };

    test.each([4, 20])('%i sign-ins at once from one loaded session keep all their clients (oidc-provider.md §1.3)', async (count) => {
      const { artifacts } = used().store.ports;
      const [id, uid] = [bearerId(), newId()];
      const before = { uid, accountId: 'jan', authorizations: { before: entry('before') } };
      await artifacts.upsertSession(id, before, LATER, { changed: before.authorizations });
      const loaded = await load(id);
      const clients = Array.from({ length: count }, (_, at) => `client "${at}" \\ ü`);
      await Promise.all(
        clients.map((client) => {
          const changed = { [client]: entry(client) };
          return artifacts.upsertSession(id, { ...loaded, authorizations: { ...loaded.authorizations, ...changed } }, LATER, { changed });
        }),
      );
      const expected = Object.fromEntries(['before', ...clients].map((client) => [client, entry(client)]));
      expect(await load(id)).toEqual({ uid, accountId: 'jan', jti: id, authorizations: expected });
      expect(await artifacts.findSessionByUid(uid)).toEqual({ uid, accountId: 'jan', authorizations: expected });
    });

    test('a stale copy puts nobody’s older grant back; all but the authorizations is as it was last written', async () => {
      const { artifacts } = used().store.ports;
      const [id, uid] = [bearerId(), newId()];
      await artifacts.upsertSession(id, { uid, acr: '1', authorizations: { a: entry('old'), b: entry('b') } }, LATER, { changed: {} });
      const stale = await load(id);
      await artifacts.upsertSession(id, { ...stale, authorizations: { ...stale.authorizations, a: entry('new') } }, LATER, {
        changed: { a: entry('new') },
      });
      await artifacts.upsertSession(id, { ...stale, acr: '2', authorizations: { ...stale.authorizations, c: entry('c') } }, LATER, {
        changed: { c: entry('c') },
      });
      expect(await load(id)).toEqual({ uid, acr: '2', jti: id, authorizations: { a: entry('new'), b: entry('b'), c: entry('c') } });
    });

    test('an entry is replaced whole, and a session without any entry yet gets its first', async () => {
      const { artifacts } = used().store.ports;
      const [id, uid] = [bearerId(), newId()];
      await artifacts.upsertSession(id, { uid }, LATER, { changed: {} });
      expect(await load(id)).toEqual({ uid, jti: id });
      await artifacts.upsertSession(id, { uid, authorizations: { a: { sid: 's', grantId: 'g' } } }, LATER, {
        changed: { a: { sid: 's', grantId: 'g' } },
      });
      await artifacts.upsertSession(id, { uid, authorizations: { a: { sid: 't' } } }, LATER, { changed: { a: { sid: 't' } } });
      expect((await load(id)).authorizations).toEqual({ a: { sid: 't' } });
    });

    test('two rows with one uid, from two resumes at once, live side by side, and the newest is found', async () => {
      const { artifacts } = used().store.ports;
      const uid = newId();
      const [older, newer] = [bearerId(), bearerId()];
      await artifacts.upsertSession(newer, { uid, newest: true }, LATER + 1, { changed: {} });
      await artifacts.upsertSession(older, { uid }, LATER, { changed: {} });
      expect(await artifacts.findSessionByUid(uid)).toEqual({ uid, newest: true });
      expect(await artifacts.destroy('Session', newer)).toBe(true);
      expect(await artifacts.findSessionByUid(uid)).toEqual({ uid });
      await artifacts.upsert('AccessToken', bearerId(), { uid }, LATER + 2);
      expect(await artifacts.findSessionByUid(uid)).toEqual({ uid });
    });

    test('security 2.5 an account’s sessions are those that the library still has, the one used last first; what is beyond so many is told', async () => {
      const { artifacts, sessions } = used().store.ports;
      const accountId = newId();
      const proved = (activeAt: number, more: Partial<ProvedSession> = {}) => {
        const session = { uid: newId(), organisationId: 'o', accountId, proofs: [], signedInAt: NOW, activeAt, expiresAt: LATER };
        return { ...session, ...more };
      };
      const [old, young, gone, over] = [
        proved(NOW),
        proved(NOW + 2, { device: { browser: 'Firefox', system: 'Linux' } }),
        proved(NOW),
        proved(NOW),
      ];
      for (const each of [old, young, gone, { ...over, expiresAt: NOW }, proved(NOW, { accountId: 'somebody else' })])
        await sessions.save(each);
      for (const each of [old, young, over]) {
        const authorizations = { exam: entry(`of ${each.uid}`) };
        // Two rows of one session, from two resumes at once.
        for (const at of [0, 1])
          await artifacts.upsertSession(bearerId(), { uid: each.uid, accountId, authorizations }, LATER + at, { changed: {} });
      }
      const apps = ({ uid }: ProvedSession) => [{ clientId: 'exam', sid: `sid-of ${uid}`, grantId: `of ${uid}` }];
      expect(await sessions.live(accountId, NOW)).toEqual([
        { ...young, apps: apps(young) },
        { ...old, apps: apps(old) },
      ]);
      expect(await sessions.beyond(old, 0, NOW)).toEqual([{ ...young, apps: apps(young) }]);
      expect(await sessions.beyond({ uid: 'new', accountId }, 1, NOW)).toEqual([{ ...old, apps: apps(old) }]);
      expect(await artifacts.endSession(young.uid)).toBe(true);
      expect(await artifacts.endSession(young.uid)).toBe(false);
      await sessions.end(old.uid);
      expect(await sessions.live(accountId, NOW)).toEqual([]);
    });

    test('the grants of an account are found by it, with their ids, and nobody else’s', async () => {
      const { artifacts } = used().store.ports;
      const accountId = newId();
      const [grant, other] = [newId(), newId()];
      await artifacts.upsert('Grant', grant, { accountId, clientId: 'exam' }, LATER);
      await artifacts.upsert('Grant', other, { accountId: 'somebody else', clientId: 'exam' }, LATER);
      await artifacts.upsert('AccessToken', bearerId(), { accountId, clientId: 'exam', grantId: grant }, LATER);
      expect(await artifacts.grantsOf(accountId)).toEqual([{ accountId, clientId: 'exam', jti: grant }]);
    });
  });
}
