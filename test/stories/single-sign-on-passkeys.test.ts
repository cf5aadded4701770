import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { linkAccount } from '../../src/domain/administration/identities.ts';
import { type Federated, isIn, openFederated } from '../kit/federated.ts';
import { addOwnPasskey, usePasskey } from '../kit/passkeys.ts';
import { wordsOf } from '../kit/visitor.ts';

let fed: Federated;
let anna: { readonly id: string };

beforeEach(async () => {
  fed = await openFederated({ singleSignOn: 'offered', twoStep: 'optional' });
  anna = await fed.world.person('acme', 'Anna', { email: 'anna@work.example', givenName: 'Anna' });
  expect(await linkAccount(fed.world.app.installation.acting, anna.id, 'person-1')).toMatchObject({ done: true });
});
afterEach(() => fed.close());

test('R17.1 a passkey alone lets nobody in who must use single sign-on: it leads there, and has counted once one is back', async () => {
  const { device } = await addOwnPasskey({ ...fed, anna });
  const usual = await fed.ask();
  expect(isIn(fed, { page: await usePasskey(fed.app, usual.visitor, usual.page, device) })).toBe(true);
  await fed.setPolicy({ singleSignOn: 'required', singleSignOnDomains: ['work.example'] });
  const sheet = await fed.ask();
  const page = await usePasskey(fed.app, sheet.visitor, sheet.page, device);
  expect(new URL(page.url).pathname).toMatch(/^\/acme\/sign-in\/[\w-]+\/sso$/);
  expect(wordsOf(page)).toContain('Sign in through acme BV');
  expect(page.text).not.toContain('id="password"');
  const back = await fed.goThere({ ...sheet, page });
  expect(isIn(fed, back)).toBe(true);
  expect(await fed.told(back)).toMatchObject({ sub: anna.id, amr: expect.arrayContaining(['user']) });
});

test('R17.1 nor does it where somebody else comes back from there', async () => {
  const { device } = await addOwnPasskey({ ...fed, anna });
  await fed.setPolicy({ singleSignOn: 'required', singleSignOnDomains: ['work.example'] });
  const bert = await fed.world.person('acme', 'Bert', { email: 'bert@work.example' });
  expect(await linkAccount(fed.world.app.installation.acting, bert.id, 'person-2')).toMatchObject({ done: true });
  const sheet = await fed.ask();
  const page = await usePasskey(fed.app, sheet.visitor, sheet.page, device);
  fed.provider.behaviour.claims = { sub: 'person-2' };
  const back = await fed.goThere({ ...sheet, page });
  expect(isIn(fed, back)).toBe(false);
  expect(wordsOf(back.page)).toContain('Signing in through acme BV did not work');
});
