import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, changed, invited, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

// Here requests count for the network they come from too.
beforeEach(async () => {
  story = await openRecovery({ VOORDEUR_UNCOUNTED_NETWORKS: '' });
});
afterEach(() => story.world.close());

test('settled 37 from one network twenty mails an hour go out, whoever they are for; the pages say the same', async () => {
  const { world } = story;
  const names = Array.from({ length: 23 }, (_, at) => `Person-${at}`);
  for (const name of names) await world.person('acme', name, { email: `${name}@people.example` });
  const said = new Set<string>();
  for (const name of names) said.add(wordsOf((await askFor(world, 'forgot-password', { username: name })).page).replace(name, 'NAME'));
  expect([said.size, (await takeMail(world)).length]).toEqual([1, 20]);
  world.clock.forward(hours(1) + minutes(1));
  await askFor(world, 'forgot-password', { username: 'Person-22' });
  expect(await takeMail(world)).toHaveLength(1);
});

test('settled 37 an address gets five mails an hour over all its accounts', async () => {
  const { world } = story;
  for (let at = 0; at < 7; at += 1) await world.person('acme', `Shared-${at}`, { email: 'shared@people.example' });
  for (let at = 0; at < 7; at += 1) await askFor(world, 'forgot-password', { username: `Shared-${at}` });
  expect(await takeMail(world)).toHaveLength(5);
});

test('settled 31 from one network twenty wrong codes an hour are looked at, whoever they are for', async () => {
  const { world } = story;
  world.clock.hold();
  const enter = async (at: number) => (await askFor(world, 'code', { username: `Nobody-${at}`, code: '0000-0000' })).page;
  const statuses: number[] = [];
  for (let at = 0; at < 22; at += 1) statuses.push((await enter(at)).status);
  expect(statuses).toEqual([...Array(20).fill(200), 429, 429]);
  expect((await enter(23)).headers.get('retry-after')).toBe('3600');
  world.clock.forward(minutes(20));
  expect((await enter(24)).headers.get('retry-after')).toBe('2400');
});

test('settled 31 codes from a network that is full are not looked at, and cost the code none of its five tries', async () => {
  const { world, people } = story;
  const { code } = await invited(world, people.Anna);
  const enter = async (username: string, typed: string) => (await askFor(world, 'code', { username, code: typed })).page;
  for (let at = 0; at < 20; at += 1) await enter(`Nobody-${at}`, '0000-0000');
  for (let at = 0; at < 6; at += 1) expect((await enter('Anna', '0000-0000')).status).toBe(429);
  world.clock.forward(hours(1) + minutes(1));
  expect(pageAt(await enter('Anna', code))).toBe('activate/*');
});

test('security 1.39 the audit log hears of typed codes, right or wrong, and of the account; never of the code', async () => {
  const { world, people } = story;
  await askFor(world, 'forgot-password', { username: 'Bert' });
  const { code } = linkIn(await takeOne(world, 'password-reset'));
  for (const typed of ['0000-0000', code]) await askFor(world, 'code', { username: 'Bert', code: typed });
  await askFor(world, 'code', { username: 'Nobody', code });
  const rows = await world.app.installation.store.ports.audit.list({}, 1000);
  const tries = rows.filter(({ event }) => event.startsWith('link.code')).map(({ event, account }) => [event, account]);
  expect(tries).toHaveLength(3);
  expect(tries).toEqual(
    expect.arrayContaining([
      ['link.code-wrong', people.Bert],
      ['link.code-right', people.Bert],
      ['link.code-wrong', undefined],
    ]),
  );
  expect(JSON.stringify(rows)).not.toContain(code);
});

test('security 1.5 who asks for somebody from a network that is full uses up nothing of what that person may ask', async () => {
  const { world } = story;
  const forgot = (username: string) => askFor(world, 'forgot-password', { username });
  for (let at = 0; at < 20; at += 1) await forgot(`Nobody-${at}`);
  world.clock.forward(minutes(50));
  for (let at = 0; at < 11; at += 1) await forgot('Bert');
  expect(await takeMail(world)).toEqual([]);
  world.clock.forward(minutes(11));
  for (let at = 0; at < 4; at += 1) await forgot('Bert');
  expect(await takeMail(world)).toHaveLength(3);
});

test('settled 35, 37 requests that send nothing use up nothing of the address that others share', async () => {
  const { world, people } = story;
  await world.person('acme', 'Bert.2', { email: 'bert@people.example' });
  await world.person('acme', 'Bert.3', { email: 'bert@people.example' });
  await changed(world, people.Bert, { state: 'closed' });
  for (let at = 0; at < 7; at += 1) await askFor(world, 'forgot-password', { username: 'Bert' });
  for (let at = 0; at < 7; at += 1) await askFor(world, 'forgot-password', { username: 'Bert.2' });
  await askFor(world, 'forgot-password', { username: 'Bert.3' });
  expect((await takeMail(world)).map(({ mail }) => mail.kind)).toEqual(['account-closed', ...Array(4).fill('password-reset')]);
});

test('settled 34, 37 strangers who are told that nobody has their address count for the network as well', async () => {
  const { world } = story;
  await setOrganisation(world.app.installation.acting, 'acme', { policy: { unknownAddressMail: true } });
  for (let at = 0; at < 23; at += 1) await askFor(world, 'forgot-password', { username: `stranger-${at}@elsewhere.example` });
  expect((await takeMail(world)).map(({ mail }) => mail.kind)).toEqual(Array(20).fill('no-account'));
});

test('settled 37 one request counts each of its mails to an address, and says once that it is closed', async () => {
  const { world } = story;
  const ids: string[] = [];
  for (let at = 0; at < 7; at += 1)
    ids.push((await world.person('acme', `School-${at}`, { password: undefined, email: 'school@people.example' })).id);
  const mailed = async () => {
    await askFor(world, 'forgot-password', { username: 'school@people.example' });
    return (await takeMail(world)).map(({ mail }) => mail.kind);
  };
  expect([await mailed(), await mailed()]).toEqual([Array(5).fill('activation'), []]);
  world.clock.forward(hours(1) + minutes(1));
  for (const id of ids) await changed(world, id, { state: 'closed' });
  expect([await mailed(), await mailed()]).toEqual([['account-closed'], []]);
});
