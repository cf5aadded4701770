import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../../src/domain/accounts/account.ts';
import { OvertakenError } from '../../../src/domain/journeys/overtaken.ts';
import type { ProvedSession } from '../../../src/domain/journeys/ports.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { account, bearerId, NOW, organisation } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;

async function people({ ports }: Pick<Store, 'ports'>) {
  const customer = organisation();
  const [jan, piet] = [account(customer.id, 'jan'), account(customer.id, 'piet')];
  await ports.organisations.insert(customer);
  await ports.accounts.insertAll([jan, piet]);
  return { customer, jan, piet };
}

function sessionOf({ id, organisationId }: Account): ProvedSession {
  const proofs = [{ method: 'pwd', at: NOW, accountId: id }] as const;
  return { uid: newId(), organisationId, accountId: id, proofs, signedInAt: NOW, activeAt: NOW, expiresAt: LATER, device: {} };
}

/** Stamps of accounts: which state of one something was proved against. */
export function stampsContract(makePlace: MakePlace): void {
  describe('stamps', () => {
    const used = useStore(makePlace);

    test('security 1.19 a stamp is raised one by one, also by many at once, and read with everything that asks for it', async () => {
      const { accounts, artifacts, protocolReads, signInRecords } = used().store.ports;
      const { customer, jan, piet } = await people(used().store);
      const [uid, session] = [bearerId(), bearerId()];
      await artifacts.upsert('Interaction', uid, { result: { login: { accountId: jan.id } } }, LATER);
      await artifacts.upsertSession(session, { uid: newId(), accountId: jan.id, authorizations: {} }, LATER, { changed: {} });
      await Promise.all(Array.from({ length: 20 }, () => used().store.work((ports) => ports.accounts.raiseStamp(jan.id))));
      // Who writes an account back takes no stamp back with it.
      await accounts.update({ ...jan, givenName: 'Jan' });
      const presented = [await protocolReads.interaction(uid), await protocolReads.session(session, 'app')].map((found) => found?.holder);
      const stamps = [...presented, await protocolReads.holder(jan.id)].map((holder) => holder?.askedBy?.stamp);
      const records = [await signInRecords.byUsername(customer.id, jan.usernameKey), await signInRecords.factsOf(jan.id)];
      expect([...stamps, ...records.map((record) => record?.stamp)]).toEqual([20, 20, 20, 20, 20]);
      expect((await signInRecords.factsOf(piet.id))?.stamp).toBe(0);
    });

    test('security 1.19 of many that change an account as they know it, one does', async () => {
      const { store } = used();
      const { jan } = await people(store);
      const moved = await Promise.all(Array.from({ length: 10 }, () => store.work(({ accounts }) => accounts.raiseStamp(jan.id, 0))));
      expect(moved.filter(Boolean)).toEqual([true]);
      expect((await store.ports.signInRecords.factsOf(jan.id))?.stamp).toBe(1);
    });

    test('security 1.19 a session begins with all else that its sign-in leaves, or nothing of it does once the stamp has moved', async () => {
      const { store } = used();
      const { jan } = await people(store);
      const begin = async (stamp: number) => {
        const [session, code] = [sessionOf(jan), bearerId()];
        const begun = store.together<unknown>(({ artifacts, sessions }) => [
          artifacts.upsert('AuthorizationCode', code, {}, LATER),
          sessions.begin(session, stamp),
        ]);
        const came = await begun.then(
          () => 'begun',
          (error) => error,
        );
        return {
          came,
          kept: await store.ports.sessions.find(session.uid),
          code: await store.ports.artifacts.find('AuthorizationCode', code),
          session,
        };
      };
      const first = await begin(0);
      expect([first.came, first.kept]).toEqual(['begun', first.session]);
      await store.ports.accounts.raiseStamp(jan.id);
      const late = await begin(0);
      expect(late.came).toBeInstanceOf(OvertakenError);
      expect([late.kept, late.code]).toEqual([undefined, undefined]);
      expect((await begin(1)).came).toBe('begun');
    });

    test('security 1.19 of sign-ins that end while everything is ended, no session is left', async () => {
      const { store } = used();
      const { jan } = await people(store);
      for (let round = 0; round < 5; round += 1) {
        const sessions = Array.from({ length: 10 }, () => sessionOf(jan));
        const ending = store.work(async (ports) => {
          await ports.accounts.raiseStamp(jan.id);
          await ports.sessions.endAll(jan.id);
        });
        const begun = sessions.map((session) => store.together((ports) => [ports.sessions.begin(session, round)]).catch(() => undefined));
        await Promise.all([...begun, ending]);
        expect(await Promise.all(sessions.map(({ uid }) => store.ports.sessions.find(uid)))).toEqual(sessions.map(() => undefined));
      }
    });
  });
}
