import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { days, minutes } from '../../src/kernel/duration.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, changed, chooseAt, invited, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { attempt } from '../kit/sign-in.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

const signsIn = async (username: string, password: string) => (await attempt(story.app, 'acme', { username, password })).isIn;
const sheetOf = (page: Answer) => ({
  at: new URL(page.url).pathname.replace(/sign-in\/[^/]+/, 'sign-in/*'),
  name: formOf(page).fields['username'],
});

test('R7.1 who is invited chooses a password by the link and signs in with it', async () => {
  const link = await invited(story.world, story.people.Anna);
  expect(await signsIn('Anna', CHOSEN)).toBe(false);
  const { visitor, form, page } = await chooseAt(link.address);
  expect(wordsOf(form)).toContain('Hello Anna. With this password you sign in to acme BV.');
  expect(formOf(form).fields['username']).toBe('Anna');
  expect(pageAt(page)).toBe('activate/*/done');
  expect(wordsOf(page)).toContain(`${story.world.url}/acme`);
  expect(await signsIn('Anna', CHOSEN)).toBe(true);
  const onward = await visitor.open(`${story.world.url}/acme?login_hint=Anna`);
  expect(sheetOf(onward)).toEqual({ at: '/acme/sign-in/*/password', name: 'Anna' });
});

test('settled 32 the token leaves the address at once, for a page with a handle and a cookie of its own', async () => {
  const link = await invited(story.world, story.people.Anna);
  const visitor = new Visitor();
  const answer = await visitor.send(link.address);
  const token = link.address.split('/').at(-1) ?? '';
  expect(answer.status).toBe(303);
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('location')).toMatch(/^\/acme\/activate\/[\w-]{22}$/);
  const cookies = answer.headers.getSetCookie().filter((line) => line.startsWith('voordeur_note='));
  expect(cookies).toEqual([expect.stringContaining(`path=${answer.headers.get('location')}; `)]);
  expect(cookies[0]).toMatch(/httponly/i);
  const page = await visitor.follow(answer);
  expect([page.status, page.text.includes(token), `${cookies}`.includes(token)]).toEqual([200, false, false]);
  expect(story.world.log.join('\n')).not.toContain(token);
});

test('settled 32 whatever stands behind the token, and wherever it is opened, it leaves the address bar', async () => {
  const { world, people } = story;
  const { address } = await invited(world, people.Anna);
  const token = address.split('/').at(-1) ?? '';
  for (const tail of ['.', '>', '%3E', ')', '=', '!', '%20', '/', '/x', ').', '?utm=1']) {
    const page = await new Visitor().open(address + tail);
    expect([tail, pageAt(page)]).toEqual([tail, 'activate/*']);
  }
  const [cut, more] = [await new Visitor().open(address.slice(0, -1)), await new Visitor().open(`${address}x`)];
  for (const page of [cut, more]) {
    expect([pageAt(page), page.status]).toEqual(['activate/*/dead', 404]);
    expect(wordsOf(page)).toContain('Perhaps a piece of the link is missing.');
  }
  for (const portal of ['unknown', '%2F%2Fevil.example']) {
    const answer = await new Visitor().send(address.replace('/acme/', `/${portal}/`));
    expect(answer.headers.get('location')).toMatch(new RegExp(`^/${portal}/activate/[\\w-]{22}$`));
    expect([answer.status, answer.headers.get('referrer-policy')]).toEqual([303, 'no-referrer']);
  }
  const nowhere = await new Visitor().open(address.replace('/acme/', '/unknown/'));
  expect([nowhere.status, `${nowhere.url}${nowhere.text}`.includes(token)]).toEqual([404, false]);
});

test('R7.4 a scanner that opens the link ten times, in ten browsers, and sends its form without a password uses nothing up', async () => {
  const link = await invited(story.world, story.people.Anna);
  for (let times = 0; times < 10; times += 1) {
    const scanner = new Visitor();
    const page = await scanner.open(link.address);
    expect(pageAt(page)).toBe('activate/*');
    const refused = await scanner.submit(page, { 'new-password': '' });
    expect(wordsOf(refused)).toContain('Fill in a new password.');
    await scanner.send(link.address, { method: 'HEAD' });
  }
  expect(pageAt((await chooseAt(link.address)).page)).toBe('activate/*/done');
});

test('R7.3 the link works for fourteen days from hand-over and not a minute longer, then says so and whom to ask', async () => {
  const { world, people } = story;
  const link = await invited(world, people.Anna);
  world.clock.forward(days(14) - minutes(1));
  expect(pageAt(await new Visitor().open(link.address))).toBe('activate/*');
  world.clock.forward(minutes(2));
  const page = await new Visitor().open(link.address);
  expect([pageAt(page), page.status]).toEqual(['activate/*/dead', 200]);
  expect(wordsOf(page)).toContain('The link worked for 14 days, until');
  expect(wordsOf(page)).toContain('Carla');
  expect(wordsOf(page)).not.toMatch(/Anna|people\.example/);
});

test('R7.5 what is sent after the link has died is not stored, and the page says why', async () => {
  const { world, people } = story;
  const link = await invited(world, people.Anna);
  const visitor = new Visitor();
  const form = await visitor.open(link.address);
  await changed(world, people.Anna, { state: 'suspended' });
  const page = await visitor.submit(form, { 'new-password': CHOSEN });
  expect(wordsOf(page)).toContain('This link has been withdrawn');
  await changed(world, people.Anna, { state: 'invited' });
  expect(wordsOf(await new Visitor().open(link.address))).toContain('This link has been withdrawn');
  expect(await signsIn('Anna', CHOSEN)).toBe(false);
});

test('security 1.16 of twenty browsers that send a password at once one is the one, and only its password is right', async () => {
  const { world, people } = story;
  const link = await invited(world, people.Anna);
  const opened = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const visitor = new Visitor();
      return { visitor, form: await visitor.open(link.address) };
    }),
  );
  const sent = await Promise.all(
    opened.map(async ({ visitor, form }, at) => ({
      password: `${CHOSEN} ${at}`,
      page: await visitor.submit(form, { 'new-password': `${CHOSEN} ${at}` }),
    })),
  );
  const won = sent.filter(({ page }) => pageAt(page) === 'activate/*/done');
  expect(won).toHaveLength(1);
  expect(await signsIn('Anna', won[0]?.password ?? '')).toBe(true);
});

test('R7.7 pressed again after activation it is the sign-in with the name filled in, and no error', async () => {
  const link = await invited(story.world, story.people.Anna);
  await chooseAt(link.address);
  const again = await new Visitor().open(link.address);
  expect(sheetOf(again)).toEqual({ at: '/acme/sign-in/*/password', name: 'Anna' });
  expect(again.text).not.toContain('id="err"');
});

test('R7.8 who is signed in as somebody else in this browser is told so, and is not any more afterwards', async () => {
  const link = await invited(story.world, story.people.Anna);
  const { visitor } = await attempt(story.app, 'acme', { username: 'Bert', password: 'vier paarden in de wei' });
  const form = await visitor.open(link.address);
  expect(wordsOf(form)).toContain('In this browser Bert is signed in. When you go on, Bert is logged out here.');
  await visitor.submit(form, { 'new-password': CHOSEN });
  const onward = await visitor.open(`${story.world.url}/acme?login_hint=Anna`);
  expect(sheetOf(onward)).toEqual({ at: '/acme/sign-in/*/password', name: 'Anna' });
});

test('a link of another purpose, another portal, or cut short is none of ours', async () => {
  const { world, people } = story;
  await world.organisation('globex');
  const link = await invited(world, people.Anna);
  const wrong = [
    link.address.replace('/activate/', '/reset/'),
    link.address.replace('/acme/', '/globex/'),
    link.address.slice(0, -1),
    `${world.url}/acme/activate/${'A'.repeat(43)}`,
  ];
  for (const address of wrong) {
    const page = await new Visitor().open(address);
    expect([page.status, wordsOf(page)]).toEqual([404, expect.stringContaining('This link is not right')]);
  }
  expect(await takeMail(world)).toEqual([]);
});

test.each(['activation', 'password-reset'] as const)(
  'settled 30 nobody is signed in by a %s link: a sign-in that was planted in the browser before stays without a proof',
  async (purpose) => {
    const { world, app, people } = story;
    const computer = new Visitor();
    const sheet = await computer.open((await app.begin({ portal: 'acme' })).url);
    await computer.send(`${world.url}/acme/forgot-password`, { headers: { referer: sheet.url } });
    const atHome = await computer.cutOff();
    if (purpose === 'password-reset') await askFor(world, 'forgot-password', { username: 'Bert' });
    const name = purpose === 'activation' ? 'Anna' : 'Bert';
    const link = purpose === 'activation' ? await invited(world, people.Anna) : linkIn(await takeOne(world, purpose));
    const { page } = await chooseAt(link.address, CHOSEN, computer);
    const uid = new URL(sheet.url).pathname.split('/')[3];
    const onward = parse(page.text).querySelector('main a.button')?.getAttribute('href') ?? '';
    expect(onward).toBe(`/acme/sign-in/${uid}/afresh?login_hint=${name}`);
    const own = await computer.open(new URL(onward, world.url).href);
    expect([sheetOf(own), own.url === sheet.url]).toEqual([{ at: '/acme/sign-in/*/password', name }, false]);
    for (const visitor of [atHome, computer]) {
      const planted = await visitor.open(sheet.url, app.isCallback);
      expect([app.isCallback(planted.url), planted.url]).toEqual([false, sheet.url]);
    }
    const fresh = sheetOf(await computer.follow(await computer.send(`${world.url}/acme?login_hint=${name}`)));
    expect(fresh).toEqual({ at: '/acme/sign-in/*/password', name });
  },
);
