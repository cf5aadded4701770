import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { account, bearerId, NOW, organisation } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;

/** Stamps of accounts: which state of one something was proved against. */
export function stampsContract(makePlace: MakePlace): void {
  describe('stamps', () => {
    const used = useStore(makePlace);

    test('security 1.19 a stamp is raised one by one, also by many at once, and read with everything that asks for it', async () => {
      const { accounts, artifacts, organisations, protocolReads, signInRecords } = used().store.ports;
      const customer = organisation();
      const [jan, piet] = [account(customer.id, 'jan'), account(customer.id, 'piet')];
      await organisations.insert(customer);
      await accounts.insertAll([jan, piet]);
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
  });
}
