import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hours, minutes, seconds } from '../../src/kernel/duration.ts';
import { codeOn } from '../kit/challenge.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, chooseAt, invited, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

const TOO_SOON = /Wait \d+ more seconds?\. Then you can send a new e-mail\./;
const SENT_AGAIN = 'Your request has been sent again.';

/** Status and text of an answer, with the name, the time and what is drawn for each answer put out of it. */
const told = ({ status, text }: Answer, typed: string) =>
  `${status} ${text
    .replaceAll('<wbr>', '')
    .replaceAll(typed, 'NAME')
    .replace(/(name="(csrf|challenge)" value|data-challenge|src)="[^"]+"/g, '')
    .replace(/data-seconds="\d+"|<time .*?<\/time>|\d+ more seconds?/g, '')}`;

test('ux 1.7 the button sends once more after half a minute, with nothing to type; pressed before, it says how long to wait', async () => {
  const { world } = story;
  const { visitor, page } = await askFor(world, 'forgot-password', { username: 'Bert' });
  expect(wordsOf(page)).toMatch(/You can send again at \d\d:\d\d\./);
  const first = linkIn(await takeOne(world, 'password-reset'));
  const early = await visitor.submit(page, {});
  expect([early.status, pageAt(early), wordsOf(early)]).toEqual([200, 'forgot-password/sent', expect.stringMatching(TOO_SOON)]);
  expect(await takeMail(world)).toEqual([]);
  world.clock.forward(seconds(31));
  const due = await visitor.open(page.url);
  expect(wordsOf(due)).not.toContain('You can send again');
  const again = await visitor.submit(due, {});
  expect([pageAt(again), wordsOf(again)]).toEqual(['forgot-password/sent', expect.stringContaining(SENT_AGAIN)]);
  const second = linkIn(await takeOne(world, 'password-reset'));
  expect(pageAt(await new Visitor().open(first.address))).toBe('reset/*/dead');
  expect(pageAt((await chooseAt(second.address)).page)).toBe('reset/*/done');
});

test('ux 1.7 the second wait is a minute; after three mails it is as long as the mailbox has to wait (settled 37)', async () => {
  const { world } = story;
  const { visitor, page } = await askFor(world, 'forgot-password', { username: 'Bert' });
  world.clock.forward(seconds(31));
  await visitor.submit(page, {});
  world.clock.forward(seconds(31));
  expect(wordsOf(await visitor.submit(page, {}))).toMatch(TOO_SOON);
  world.clock.forward(seconds(31));
  expect(wordsOf(await visitor.submit(page, {}))).not.toMatch(TOO_SOON);
  expect(await takeMail(world)).toHaveLength(3);
  world.clock.forward(minutes(3));
  expect(wordsOf(await visitor.submit(page, {}))).toMatch(/Wait 5\d more minutes\./);
  expect(await takeMail(world)).toEqual([]);
  // In another browser the form is where it was: the extra check guards it, and the mailbox has its own limit.
  expect(pageAt((await askFor(world, 'forgot-password', { username: 'Bert' })).page)).toBe('forgot-password/sent');
  expect(await takeMail(world)).toEqual([]);
});

test.each([
  ['names', ['Bert', 'Anna', 'Nils']],
  ['addresses', ['bert@people.example', 'anna@people.example', 'nils@people.example']],
])('security 1.4 sent, pressed too soon and sent again, the pages are the same for known, invited and unknown %s', async (_what, all) => {
  const { world } = story;
  const seen: string[] = [];
  for (const typed of all) {
    const { visitor, page } = await askFor(world, 'forgot-password', { username: typed });
    const early = await visitor.submit(page, {});
    world.clock.forward(seconds(31));
    const due = await visitor.open(page.url);
    const again = await visitor.submit(due, {});
    const beyond = await visitor.submit(again, {});
    seen.push([page, early, due, again, beyond].map((each) => told(each, typed)).join('\n'));
  }
  expect(new Set(seen).size).toBe(1);
});

test.each([
  ['forgot-username', 'email', 'bert@people.example', 'user-names', '/acme'],
  ['which-portal', 'email', 'bert@people.example', 'portals', '/sign-in'],
  ['activate', 'username', 'Anna', 'activation', '/acme'],
] as const)('ux 1.7 %s can be sent again as well, once it has been waited for', async (place, field, typed, kind, portal) => {
  const { world } = story;
  const { visitor, page } = await askFor(world, place, { [field]: typed }, new Visitor(), portal);
  await takeOne(world, kind);
  expect(wordsOf(await visitor.submit(page, {}))).toMatch(TOO_SOON);
  expect(await takeMail(world)).toEqual([]);
  world.clock.forward(seconds(31));
  expect(wordsOf(await visitor.submit(page, {}))).toContain(SENT_AGAIN);
  await takeOne(world, kind);
});

test('what was typed is known on the page for a quarter of an hour; then its button leads to the form, and sends nothing', async () => {
  const { world } = story;
  const { visitor, page } = await askFor(world, 'forgot-password', { username: 'Bert' });
  await takeMail(world);
  world.clock.forward(minutes(16));
  expect(pageAt(await visitor.submit(page, {}))).toBe('forgot-password');
  // A browser that never passed the extra check has no name to send to.
  const other = new Visitor();
  await other.open(`${world.url}/acme/forgot-password`);
  const form = await other.open(`${world.url}/acme/forgot-password`);
  expect(pageAt(await other.submit({ ...form, text: form.text.replace('forgot-password"', 'forgot-password/sent"') }, {}))).toBe(
    'forgot-password',
  );
  expect(await takeMail(world)).toEqual([]);
});

test('R7.6 a fresh link for a dead one can be sent again from the browser that asked for it, and from no other', async () => {
  const { world, people } = story;
  const link = await invited(world, people.Anna);
  world.clock.forward(hours(24 * 15));
  const visitor = new Visitor();
  const page = await visitor.submit(await visitor.open(link.address), {});
  expect(pageAt(page)).toBe('activate/*/sent');
  const fresh = linkIn(await takeOne(world, 'activation'));
  expect(wordsOf(await visitor.submit(page, {}))).toMatch(TOO_SOON);
  world.clock.forward(seconds(31));
  // Such as a scanner of mail, which presses whatever button there is.
  const scanner = new Visitor();
  const dead = await scanner.open(link.address);
  const pressed = await scanner.submit(await scanner.open(dead.url.replace('/dead', '/sent')), {});
  expect(pageAt(pressed)).toBe('activate/*/dead');
  expect(await takeMail(world)).toEqual([]);
  expect(pageAt(await new Visitor().open(fresh.address))).toBe('activate/*');
  expect(wordsOf(await visitor.submit(page, {}))).toContain(SENT_AGAIN);
  const freshest = linkIn(await takeOne(world, 'activation'));
  expect(pageAt((await chooseAt(freshest.address, CHOSEN)).page)).toBe('activate/*/done');
});

test('R6.6 the page after it has a form for another address open, which asks for that one', async () => {
  const { world } = story;
  await world.person('acme', 'Dirk', { email: 'dirk@people.example' });
  const { visitor, page } = await askFor(world, 'forgot-username', { email: 'bert@people.example' });
  await takeMail(world);
  expect(wordsOf(page)).toContain('No e-mail in five minutes? Try your other address');
  const other = page.text.slice(page.text.indexOf('id="other"'));
  const form = { ...page, text: other };
  const wrong = await visitor.submit(form, { email: 'dirk', captcha: '' });
  expect([pageAt(wrong), wordsOf(wrong)]).toEqual(['forgot-username', expect.stringContaining('Fill in an e-mail address like')]);
  const captcha = await codeOn(world.app.installation.keyring, form, visitor, 'forgot');
  const asked = await visitor.submit(form, { email: 'dirk@people.example', captcha });
  expect([pageAt(asked), wordsOf(asked)]).toEqual(['forgot-username/sent', expect.stringContaining('Is dirk@people.example the address')]);
  expect((await takeOne(world, 'user-names')).to).toBe('dirk@people.example');
});

test('R9.6 the page names sender and subjects to copy, and opens searches for the sender in webmails, in a window of their own', async () => {
  const { page } = await askFor(story.world, 'forgot-password', { username: 'Nobody' });
  for (const subject of ['Make a new password for acme BV', 'Activate your account at acme BV'])
    expect(page.text).toContain(`data-copy="${subject}"`);
  const links = [...page.text.matchAll(/<a href="([^"]+)" target="_blank" rel="noopener noreferrer">([^<]+)</g)].map(([, href, name]) => [
    name,
    href?.replaceAll('&#x3D;', '='),
  ]);
  expect(links).toEqual([
    ['Gmail', 'https://mail.google.com/mail/u/0/#search/from%3Ainloggen%40voordeur.example+in%3Aanywhere'],
    ['Outlook', 'https://outlook.live.com/mail/'],
    ['Yahoo Mail', 'https://mail.yahoo.com/d/search/keyword=from%253Ainloggen%2540voordeur.example'],
    ['Proton Mail', 'https://mail.proton.me/u/0/all-mail#from=inloggen%40voordeur.example'],
  ]);
});
