import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { setConnection } from '../../src/domain/administration/connections.ts';
import { linkAccount } from '../../src/domain/administration/identities.ts';
import { type Federated, failureOn, isIn, linkedJan, openFederated } from '../kit/federated.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let portal: Federated;
beforeEach(async () => {
  portal = await openFederated();
});
afterEach(() => portal.close());

const acting = () => portal.world.app.installation.acting;
const failed = (reference: string) => {
  const rows = portal.world.app.installation.store.ports.audit.list({ event: 'sign-in.sso-failed' }, 10);
  return rows.then((found) => found.flatMap((row) => (row.event === 'sign-in.sso-failed' && row.reference === reference ? [row] : [])));
};
const referenceOn = (words: string) => /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(words)?.[0] ?? '';

describe('Who runs the installation (R17.3, R17.4)', () => {
  test('finds under the reference of the page what a person is known by there, and lets them in by it', async () => {
    const { id } = await portal.world.person('acme', 'jan');
    const refused = await portal.goThere(await portal.ask());
    const reference = referenceOn(wordsOf(refused.page));
    const [row] = await failed(reference);
    expect(row).toMatchObject({ failure: 'no-account', subject: 'person-1', actor: 'person' });
    expect(refused.page.text).not.toContain('person-1');
    expect(await linkAccount(acting(), id, String(row?.subject))).toMatchObject({ done: true });
    expect(await portal.told(await portal.goThere(await portal.ask()))).toMatchObject({ sub: id });
  });

  test('finds nothing of who a person is there where somebody here is meant', async () => {
    const id = await linkedJan(portal);
    expect(await setAccount(acting(), id, { state: 'suspended' })).toMatchObject({ done: true });
    const refused = await portal.goThere(await portal.ask());
    expect(failureOn(refused)).toContain('Your account here is not active');
    const [row] = await failed(referenceOn(wordsOf(refused.page)));
    expect([row?.failure, row?.account, row?.subject]).toEqual(['blocked', id, undefined]);
  });

  test('who was forgotten is signed in by nothing that was proved before, also once they are linked anew', async () => {
    const id = await linkedJan(portal);
    const visitor = new Visitor();
    const silently = async () => isIn(portal, await portal.ask({ prompt: 'none' }, visitor));
    expect(isIn(portal, await portal.goThere(await portal.ask({}, visitor)))).toBe(true);
    expect(await silently()).toBe(true);
    expect(await setConnection(acting(), 'acme', { forgetPeople: true })).toMatchObject({ value: { people: 0 } });
    expect(await silently()).toBe(false);
    expect(await linkAccount(acting(), id, 'person-1')).toMatchObject({ done: true });
    expect(await silently()).toBe(false);
    expect(isIn(portal, await portal.goThere(await portal.ask({}, visitor)))).toBe(true);
    expect(await silently()).toBe(true);
  });

  test('can switch a connection off, and who came by it signs in by a password, which is all that applications are told', async () => {
    expect(await setConnection(acting(), 'acme', { trustsFactors: true })).toMatchObject({ done: true });
    await linkedJan(portal);
    portal.provider.behaviour.claims = { amr: ['face'] };
    const back = await portal.goThere(await portal.ask());
    expect(await portal.told(back)).toMatchObject({ acr: 'urn:voordeur:acr:fed', amr: ['face'] });
    await portal.setPolicy({ singleSignOn: 'off' });
    expect(await setConnection(acting(), 'acme', { state: 'off' })).toMatchObject({ done: true });
    const asked = await portal.ask({}, back.visitor);
    const page = await back.visitor.submit(asked.page, { username: 'jan', password: PASSWORD }, portal.app.isCallback);
    expect(await portal.told({ ...asked, page })).toMatchObject({ acr: 'urn:voordeur:acr:1', amr: ['pwd'] });
  });

  test('who came by a connection is signed in no longer while it is off', async () => {
    await linkedJan(portal);
    const visitor = new Visitor();
    const silently = async () => isIn(portal, await portal.ask({ prompt: 'none' }, visitor));
    await portal.goThere(await portal.ask({}, visitor));
    await portal.setPolicy({ singleSignOn: 'off' });
    expect(await setConnection(acting(), 'acme', { state: 'off' })).toMatchObject({ done: true });
    expect(await silently()).toBe(false);
  });
});
