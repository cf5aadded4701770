import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { days } from '../../src/kernel/duration.ts';
import { RECORD_MEMORY } from '../../src/provider/remembered-records.ts';
import { takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, changed, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

test('R6.1, R6.2 the user names on an address go to that address; an address of nobody is told only where the organisation wants it', async () => {
  const { world } = story;
  await world.person('acme', 'Bert.2', { email: 'bert@people.example' });
  const { page } = await askFor(world, 'forgot-username', { email: 'Bert <bert@people.example>' });
  expect([pageAt(page), wordsOf(page)]).toEqual(['forgot-username/sent', expect.stringContaining('Your username for acme BV')]);
  const { mail } = await takeOne(world, 'user-names');
  expect(mail).toMatchObject({ accounts: [{ username: 'Bert' }, { username: 'Bert.2' }] });
  const unknown = () => askFor(world, 'forgot-username', { email: 'nobody@people.example' });
  await unknown();
  expect(await takeMail(world)).toEqual([]);
  await setOrganisation(world.app.installation.acting, 'acme', { policy: { unknownAddressMail: true } });
  world.clock.forward(RECORD_MEMORY + 1);
  for (let times = 0; times < 3; times += 1) await unknown();
  expect((await takeOne(world, 'no-account')).to).toBe('nobody@people.example');
});

test('R6.3 user names on a shared address are kept from it where the organisation wants that, from the finder too; one person alone gets the name', async () => {
  const { world } = story;
  await world.person('acme', 'Bert.2', { email: 'bert@people.example' });
  await world.person('acme', 'Dirk', { email: 'dirk@people.example' });
  await setOrganisation(world.app.installation.acting, 'acme', { policy: { sharedAddressNames: 'withheld' } });
  world.clock.forward(RECORD_MEMORY + 1);
  const { page } = await askFor(world, 'forgot-username', { email: 'bert@people.example' });
  expect((await takeOne(world, 'user-names')).mail).toEqual({ kind: 'user-names', accounts: 'withheld' });
  const { page: alone } = await askFor(world, 'forgot-username', { email: 'dirk@people.example' });
  expect((await takeOne(world, 'user-names')).mail).toMatchObject({ accounts: [{ username: 'Dirk' }] });
  const told = (answer: Answer) => wordsOf(answer).replace(/\w+@people\.example|\d\d:\d\d/g, '');
  expect(told(alone)).toBe(told(page));
  await askFor(world, 'which-portal', { email: 'bert@people.example' }, new Visitor(), '/sign-in');
  const { mail } = await takeOne(world, 'portals');
  expect(mail.portals).toEqual([{ organisation: 'acme BV', address: `${world.url}/acme`, usernames: [] }]);
});

test('R6.3 that an address is shared does not depend on who may be mailed at the moment', async () => {
  const { world } = story;
  await world.person('acme', 'Bert.2', { email: 'bert@people.example' });
  await setOrganisation(world.app.installation.acting, 'acme', { policy: { sharedAddressNames: 'withheld' } });
  world.clock.forward(RECORD_MEMORY + 1);
  for (let times = 0; times < 3; times += 1) await askFor(world, 'forgot-password', { username: 'Bert.2' });
  await takeMail(world);
  await askFor(world, 'forgot-username', { email: 'bert@people.example' });
  expect((await takeOne(world, 'user-names')).mail).toEqual({ kind: 'user-names', accounts: 'withheld' });
});

test('R16.1 the portals of an address are mailed to it, over all organisations, and a stranger’s address reads the same', async () => {
  const { world } = story;
  await world.organisation('globex');
  await world.person('globex', 'B.Smit', { email: 'bert@people.example' });
  const finder = await new Visitor().open(world.url);
  expect(finder.text).toContain('href="/sign-in/which-portal"');
  const ask = async (email: string) =>
    wordsOf((await askFor(world, 'which-portal', { email }, new Visitor(), '/sign-in')).page).replace(/\d\d:\d\d/, '');
  const said = await ask('bert@people.example');
  expect(said).toContain('Your sign-in pages');
  const { mail, to, organisation } = await takeOne(world, 'portals');
  expect([to, organisation]).toEqual(['bert@people.example', undefined]);
  expect(mail).toMatchObject({
    portals: expect.arrayContaining([{ organisation: 'globex BV', address: `${world.url}/globex`, usernames: ['B.Smit'] }]),
  });
  expect((await ask('nobody@people.example')).replace('nobody@', 'bert@')).toBe(said);
  expect(await takeMail(world)).toEqual([]);
});

test('security 1.39 the audit log knows whose user names and portals were mailed, and that nobody was meant', async () => {
  const { world, people } = story;
  for (const email of ['bert@people.example', 'nobody@people.example']) {
    await askFor(world, 'forgot-username', { email });
    await askFor(world, 'which-portal', { email }, new Visitor(), '/sign-in');
  }
  const rows = await world.app.installation.store.ports.audit.list({}, 1000);
  const asked = rows.flatMap((row) => (row.event === 'link.asked' ? [[row.purpose, row.account]] : []));
  expect(asked).toHaveLength(4);
  expect(asked).toEqual(
    expect.arrayContaining([
      ['user-names', people.Bert],
      ['portals', people.Bert],
      ['nothing', undefined],
    ]),
  );
});

test('R6.2 the mail says when each of them last signed in', async () => {
  const { world, app } = story;
  await world.person('acme', 'Bert.2', { email: 'bert@people.example' });
  for (let times = 0; times < 2; times += 1) {
    world.clock.forward(days(20));
    await signIn(app, 'Bert', { portal: 'acme' });
  }
  const last = world.clock.now();
  world.clock.forward(days(3));
  await askFor(world, 'forgot-username', { email: 'bert@people.example' });
  const { mail } = await takeOne(world, 'user-names');
  const told = mail.accounts === 'withheld' ? [] : mail.accounts.map(({ username, signedInAt }) => [username, signedInAt]);
  expect(told).toEqual([
    ['Bert', expect.any(Number)],
    ['Bert.2', undefined],
  ]);
  expect(Math.abs(Number(told[0]?.[1]) - last)).toBeLessThan(60_000);
});

test('R6.2 closed accounts take no place from those that are of use, and a mail says that it does not list all', async () => {
  const { world } = story;
  const email = 'family@people.example';
  const people = Array.from({ length: 12 }, (_, at) => `Person-${String(at).padStart(2, '0')}`);
  for (const name of people) {
    const { id } = await world.person('acme', name, { email });
    if (name < 'Person-02') await changed(world, id, { state: 'closed' });
  }
  const mailed = async () => {
    await world.forgetMisses();
    await askFor(world, 'forgot-password', { username: email });
    await askFor(world, 'forgot-username', { email });
    await askFor(world, 'which-portal', { email }, new Visitor(), '/sign-in');
    return (await takeMail(world)).map(({ mail }) => {
      if (mail.kind === 'portals') return [mail.portals.flatMap(({ usernames }) => usernames), mail.more];
      if (mail.kind !== 'password-reset' && mail.kind !== 'user-names') throw new Error(mail.kind);
      return [mail.accounts !== 'withheld' && mail.accounts.map(({ username }) => username), mail.more];
    });
  };
  expect(await mailed()).toEqual(Array(3).fill([people.slice(2), undefined]));
  await world.person('acme', 'Person-12', { email });
  expect(await mailed()).toEqual(Array(3).fill([people.slice(2), true]));
});
