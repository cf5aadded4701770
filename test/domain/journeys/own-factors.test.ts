import { expect, test } from '@jest/globals';
import { appCodes } from '../../../src/crypto/app-codes.ts';
import { type OwnChange, removeApp, renameApp, repairFactorName } from '../../../src/domain/journeys/own-factors.ts';
import { appToSetUp, confirmApp } from '../../../src/domain/journeys/set-up-app.ts';
import { codeAt } from '../../kit/authenticator.ts';
import { takeMail } from '../../kit/mailbag.ts';
import { useRenewal } from '../../kit/renewal.ts';
import { enrolled } from '../../kit/second-step/app.ts';

const { story } = useRenewal();

/** Anna on a page of her account. */
async function onHerPage() {
  const { world, app, anna } = story();
  const { secret } = await enrolled(world, app);
  await takeMail(world);
  const { store, sealer } = world.app.installation;
  const needs = { ...store.ports, work: store.work, appCodes: appCodes(sealer) };
  const account = await store.ports.accounts.byId(anna.id);
  const organisation = await store.ports.organisations.byPortal('acme');
  if (!account || !organisation) throw new Error('Anna is at acme');
  const facts = async () => {
    const found = await store.ports.signInRecords.factsOf(anna.id);
    if (!found) throw new Error('Anna has gone');
    return found.twoStep;
  };
  const change = (): OwnChange => ({ organisation, account, kept: undefined, audit: {}, device: {}, now: world.clock.now() });
  const add = async (place: string) => {
    const whose = { organisation, account, place, now: world.clock.now() };
    const { key } = await appToSetUp(needs, whose);
    const typed = codeAt(key, world.clock.now());
    return confirmApp(needs, { ...change(), facts: await facts(), place, typed, name: 'tablet', first: false });
  };
  const told = async () => (await takeMail(world)).map(({ mail }) => ('change' in mail ? mail.change : mail.kind));
  return { world, needs, secret, facts, change, add, told };
}

test('R14.4 a second app is added in the account and a third is not; each is told, renamed and taken away', async () => {
  const { needs, facts, change, add, told } = await onHerPage();
  expect((await add('session')).kind).toBe('added');
  expect((await add('session')).kind).toBe('full');
  expect(await told()).toEqual(['app-added']);
  const [first = '', second = ''] = (await needs.appFactors.byAccount(change().account.id)).map(({ id }) => id);
  expect([await renameApp(needs, change(), second, 'tablet thuis'), await renameApp(needs, change(), 'nobody’s', 'x')]).toEqual([
    true,
    false,
  ]);
  expect(await removeApp(needs, change(), second, true)).toBe('removed');
  expect(await removeApp(needs, change(), second, true)).toBe('unknown');
  expect(await removeApp(needs, change(), first, true)).toBe('kept');
  expect(await facts()).toMatchObject({ apps: [first], recoveryCodes: 10 });
  expect(await told()).toEqual(['app-removed']);
});

test('R14.7 without the last factor its recovery codes are gone too, and the owner hears that two-step verification is off', async () => {
  const { needs, facts, change, told } = await onHerPage();
  const [id = ''] = (await facts()).apps;
  expect(await removeApp(needs, change(), id, false)).toBe('removed');
  expect(await facts()).toMatchObject({ apps: [], recoveryCodes: 0 });
  expect(await told()).toEqual(['off']);
});

test('security 1.19 recovery codes that were shown and not saved are not those of who changes a factor afterwards', async () => {
  const { world, needs, change, add } = await onHerPage();
  const { recoveryCodes } = needs;
  const [{ id }, now] = [change().account, world.clock.now()];
  await recoveryCodes.show(id, 'seen by a thief', now + 1000, now);
  expect((await add('session')).kind).toBe('added');
  expect(await recoveryCodes.shown(id, now)).toBeUndefined();
  expect(await recoveryCodes.show(id, 'drawn anew', now + 1000, now)).toBe('drawn anew');
});

test('of two apps that are taken away at once where one is required, one stays', async () => {
  const { needs, facts, change, add } = await onHerPage();
  await add('session');
  const { apps } = await facts();
  const removed = await Promise.all(apps.map((id) => removeApp(needs, change(), id, true)));
  expect(removed.toSorted()).toEqual(['kept', 'removed']);
  expect((await facts()).apps).toHaveLength(1);
});

test('a name is kept without what no one sees, and one that is too long is none', () => {
  expect(repairFactorName('  mijn\u200b telefoon ')).toBe('mijn telefoon');
  expect(repairFactorName('a'.repeat(41))).toBeUndefined();
});
