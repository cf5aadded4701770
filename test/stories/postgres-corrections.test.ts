import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { CHOSEN, invited } from '../kit/recovery.ts';
import { Visitor } from '../kit/visitor.ts';
import { openPostgresWorld, type World } from '../kit/world.ts';

let world: World;

beforeAll(async () => {
  world = await openPostgresWorld(10);
  await world.organisation('acme', { preferredLanguage: 'en' });
});
afterAll(() => world.close());

test('R2.2 a correction at the moment of activation takes nothing of it away, and is not lost itself', async () => {
  const { installation } = world.app;
  const names = Array.from({ length: 12 }, (_, at) => `anna-${at}`);
  for (const name of names) {
    const { id } = await world.person('acme', name, { password: undefined, email: `${name}@people.example`, givenName: 'Old' });
    const visitor = new Visitor();
    const form = await visitor.open((await invited(world, id)).address);
    const corrections = [{ givenName: 'New' }, { familyName: 'Jansen' }, { locale: 'nl' }, { role: 'contact' }];
    await Promise.all([
      visitor.post(form, { 'new-password': CHOSEN }),
      ...corrections.map((change) => setAccount(installation.acting, id, change)),
    ]);
    expect(await installation.store.ports.accounts.byId(id)).toMatchObject({
      ...{ state: 'active', emailVerified: true },
      ...{ givenName: 'New', familyName: 'Jansen', locale: 'nl', role: 'contact' },
    });
  }
});
