import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addConnection, findConnection, setConnection } from '../../../src/domain/administration/connections.ts';
import { addOrganisation, setOrganisation } from '../../../src/domain/administration/organisations.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { openStore } from '../../../src/store/store.ts';
import { postgresUrl } from '../../kit/machine.ts';
import { SEALS } from '../../kit/mail/letters.ts';
import { made } from './world.ts';

let store: Store;
let drop: () => Promise<void>;

beforeAll(async () => {
  const place = await postgresUrl();
  drop = place.drop;
  store = await openStore({ url: place.url, pool: 8 }, SEALS);
});

afterAll(async () => {
  await store.close();
  await drop();
});

test('R17.1 of who requires single sign-on and who switches its connection off at once one is refused', async () => {
  const acting = { work: store.work, clock: { now: () => 1 }, by: { actor: 'operator' }, production: false } as const;
  const input = { name: 'Own', issuer: 'https://id.example', clientId: 'voordeur', clientSecret: 'secret' };
  const portals = Array.from({ length: 24 }, (_, at) => `race-${at}`);
  for (const portal of portals) {
    made(await addOrganisation(acting, { portal, name: portal }));
    made(await addConnection(acting, portal, input));
  }
  const outcomes = await Promise.all(
    portals.map(async (portal, at) => {
      const require = () => setOrganisation(acting, portal, { policy: { singleSignOn: 'required' } });
      const switchOff = () => setConnection(acting, portal, { state: 'off' });
      const both = await Promise.all(at % 2 === 0 ? [require(), switchOff()] : [switchOff(), require()]);
      const { connection, organisation } = made(await findConnection(store.ports, portal));
      return [both.filter(({ done }) => done).length, connection.state === 'on' || organisation.policy.singleSignOn === 'off'];
    }),
  );
  expect(outcomes).toEqual(portals.map(() => [1, true]));
});
