import { afterEach, expect, test } from '@jest/globals';
import { addConnection } from '../../src/domain/administration/connections.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { CROOKED_CLIENT, type CrookedProvider, openCrookedProvider } from '../kit/crooked-provider.ts';
import { type Federated, isIn, linkedJan, openFederated } from '../kit/federated.ts';

let portal: Federated;
let evil: CrookedProvider;
afterEach(async () => {
  await Promise.all([portal.close(), evil.close()]);
});

/** A second customer, whose provider is after the people of the first. */
async function besideEvil(): Promise<void> {
  evil = await openCrookedProvider();
  portal = await openFederated();
  await linkedJan(portal);
  const { acting } = portal.world.app.installation;
  await portal.world.organisation('evil', { preferredLanguage: 'en' });
  await addConnection(acting, 'evil', { name: 'Evil ID', issuer: evil.issuer, ...CROOKED_CLIENT });
  await setOrganisation(acting, 'evil', { policy: { singleSignOn: 'offered' } });
}

/**
 * Mix-up (RFC 9700 §4.4.1): somebody who begins at the evil portal is sent on, by its provider, to the honest one, where they are signed in.
 * The honest one's code comes back in the evil visit; were it sent to the evil provider, that could put it into a sign-in of its own.
 */
test.each([
  ['both say whose answer it is', true, true],
  ['the honest one does not say it', false, true],
  ['the evil one does not say it', true, false],
  ['neither says it', false, false],
])('security 1.28 no code of one provider reaches another one: %s (RFC 9207, RFC 9700 §4.4.2)', async (_what, honestSays, evilSays) => {
  await besideEvil();
  const says = (does: boolean) => ({ authorization_response_iss_parameter_supported: does || undefined });
  portal.provider.behaviour.discovery = says(honestSays);
  evil.behaviour.discovery = says(evilSays);
  // What the honest provider is asked by an honest sign-in: where it answers is registered there, and nowhere else does it.
  const honest = new URL(await portal.depart(await portal.ask()));
  const victim = await portal.ask({ portal: 'evil' });
  const asked = new URL(await portal.depart(victim));
  expect(asked.origin).toBe(evil.issuer);
  for (const name of ['state', 'nonce', 'code_challenge']) honest.searchParams.set(name, asked.searchParams.get(name) ?? '');
  const back = await portal.comeBack(victim, honest.href, honestSays ? {} : { iss: undefined });
  expect([isIn(portal, back), evil.asked.includes('/token')]).toEqual([false, false]);
  // The honest sign-in itself works.
  const jan = await portal.ask();
  expect(isIn(portal, await portal.comeBack(jan, await portal.depart(jan), honestSays ? {} : { iss: undefined }))).toBe(true);
});
