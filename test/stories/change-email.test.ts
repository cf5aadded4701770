import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { type AccountStory, BROWSERS, openAccountStory, pathOf } from '../kit/account.ts';
import { returned, userinfo } from '../kit/endpoints.ts';
import { eventually } from '../kit/eventually.ts';
import { linkIn, takeMail } from '../kit/mailbag.ts';
import { changed } from '../kit/recovery.ts';
import { setPolicy } from '../kit/renewal.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const NEW = 'anna@new.example';
const OLD = 'anna@people.example';

let story: AccountStory;

beforeEach(async () => {
  story = await openAccountStory();
});

afterEach(() => story.close());

const stored = () => story.world.app.installation.store.ports.accounts.byId(story.anna.id);
const asking = (visitor: Visitor) => story.open(visitor, '/email');
const silently = async (visitor: Visitor) =>
  returned(await visitor.open((await story.app.begin({ portal: 'acme', prompt: 'none' })).url, story.app.isCallback));

/** Anna asks for another address; what went out, by address. */
async function asked(visitor: Visitor, email = NEW) {
  const page = await visitor.submit(await asking(visitor), { email, do: '' });
  const letters = await takeMail(story.world);
  const links = Object.fromEntries(letters.map((letter) => [letter.to, linkIn(letter).address]));
  return { page, letters, toNew: links[email] ?? '', toOld: links[OLD] ?? '' };
}

async function press(address: string, button: 'confirm' | 'stop', visitor = new Visitor()): Promise<Answer> {
  return visitor.submit(await visitor.open(address), { do: button });
}

test.each([
  ['the new one first', ['toNew', 'toOld']],
  ['the old one first', ['toOld', 'toNew']],
] as const)(
  'the address changes once both have agreed, %s; everything else that was open ends, and both are told',
  async (_order, order) => {
    const lost = await story.signedIn('Anna', BROWSERS.firefox);
    const { visitor } = await story.signedIn('Anna');
    const { page, ...links } = await asked(visitor);
    expect(wordsOf(page)).toMatch(/You want to change to anna@new\.example\. That is possible until \d+ \w+ \d{4}, \d\d:\d\d\./);
    const [first, second] = order;
    expect(wordsOf(await press(links[first], 'confirm'))).toContain('You have confirmed here.');
    expect((await stored())?.email).toBe(OLD);
    expect(wordsOf(await press(links[second], 'confirm', visitor))).toContain('The e-mail address of Anna is anna@new.example now.');
    expect(await stored()).toMatchObject({ email: NEW, emailKey: NEW, emailVerified: true });
    const notices = await takeMail(story.world);
    expect(notices.map(({ to, mail }) => [to, mail.kind]).sort()).toEqual([NEW, OLD].sort().map((to) => [to, 'email-changed']));
    expect(await silently(lost.visitor)).toMatchObject({ error: 'login_required' });
    expect((await userinfo(story.app, lost.tokens['access_token'])).status).toBe(401);
    expect(await silently(visitor)).toHaveProperty('code');
    const [heard] = await eventually(() => story.listener.heard.length > 0 && story.listener.heard);
    expect(decodeJwt(heard?.fields['logout_token'] ?? '')['sid']).toBe(decodeJwt(String(lost.tokens['id_token']))['sid']);
    const events = (await story.world.app.installation.store.ports.audit.list({ account: story.anna.id }, 20)).map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(['email.change-asked', 'email.changed']));
  },
);

test('security 1.18 the mail to the new address names nobody, for it may be a stranger’s', async () => {
  const { visitor } = await story.signedIn('Anna');
  const { letters } = await asked(visitor);
  const stranger = letters.find(({ to }) => to === NEW);
  expect(stranger?.mail.kind).toBe('email-new');
  expect(JSON.stringify(stranger?.mail)).not.toMatch(/Anna|Jansen|people/);
});

test('security 1.16 opening a link ten times changes nothing, and each agrees once', async () => {
  const { visitor } = await story.signedIn('Anna');
  const { toNew } = await asked(visitor);
  for (let at = 0; at < 10; at += 1)
    expect(wordsOf(await new Visitor().open(toNew))).toContain('Do you want to change the e-mail address?');
  await press(toNew, 'confirm');
  const again = await new Visitor().open(toNew);
  expect([wordsOf(again).includes('One more confirmation'), again.text.includes('<form')]).toEqual([true, false]);
  expect((await stored())?.email).toBe(OLD);
});

test('who holds the old address stops it there, and then neither link does anything', async () => {
  const { visitor } = await story.signedIn('Anna');
  const { toNew, toOld } = await asked(visitor);
  const page = await new Visitor().open(toNew);
  expect(page.text).not.toContain('value="stop"');
  expect(wordsOf(await press(toOld, 'stop'))).toContain('The e-mail address stays the same');
  expect(wordsOf(await new Visitor().open(toNew))).toContain('The e-mail address stays the same');
  expect((await stored())?.email).toBe(OLD);
  expect(wordsOf(await asking(visitor))).not.toContain('You want to change to');
});

test('who asked can stop it too, and a newer wish makes the older links useless', async () => {
  const { visitor } = await story.signedIn('Anna');
  const older = await asked(visitor, 'typo@new.example');
  const newer = await asked(visitor);
  for (const address of [older.toNew, older.toOld])
    expect(wordsOf(await new Visitor().open(address))).toContain('This link does not work any more');
  const done = await visitor.submit(await asking(visitor), { do: 'stop' });
  expect([pathOf(done), wordsOf(done)]).toEqual(['/acme/account', expect.stringContaining('Your e-mail address stays the same.')]);
  expect(wordsOf(await new Visitor().open(newer.toNew))).toContain('The e-mail address stays the same');
});

test('security 2.2 a link works for 24 hours', async () => {
  const { visitor } = await story.signedIn('Anna');
  const { toNew, toOld } = await asked(visitor);
  await press(toNew, 'confirm');
  story.world.clock.forward(hours(24) + 1000);
  expect(wordsOf(await new Visitor().open(toOld))).toContain('This link does not work any more');
  expect((await stored())?.email).toBe(OLD);
});

test.each([
  ['password', { password: 'zes kamelen in de tuin' }],
  ['address', { email: 'elsewhere@people.example' }],
  ['state', { state: 'suspended' }],
] as const)('security 1.16 after another change of the %s the links do nothing', async (_what, change) => {
  const { visitor } = await story.signedIn('Anna');
  const { toNew, toOld } = await asked(visitor);
  const open = new Visitor();
  const page = await open.open(toNew);
  await changed(story.world, story.anna.id, change);
  expect(wordsOf(await open.submit(page, { do: 'confirm' }))).toContain('This link does not work any more');
  expect(wordsOf(await new Visitor().open(toOld))).toContain('This link does not work any more');
});

test('security 1.21 even the form wants a fresh sign-in, and leads back to itself', async () => {
  const { visitor } = await story.signedIn('Anna');
  const open = await asking(visitor);
  story.world.clock.forward(minutes(10) + 1000);
  const sheet = await visitor.submit(open, { email: NEW });
  expect(pathOf(sheet)).toMatch(/\/sign-in\/[^/]+\/password$/);
  expect(await takeMail(story.world)).toEqual([]);
  expect(pathOf(await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }))).toBe('/acme/account/email');
});

test('an address that others have is answered like any other, and one that is none is said to be so', async () => {
  const { visitor } = await story.signedIn('Anna');
  const taken = await asked(visitor, 'bert@people.example');
  const free = await asked(visitor);
  const plain = ({ page }: { page: Answer }, email: string) => wordsOf(page).replaceAll(email, '…');
  expect(plain(taken, 'bert@people.example')).toBe(plain(free, NEW));
  expect(wordsOf(await visitor.submit(await asking(visitor), { email: 'no address' }))).toContain(
    'Fill in an e-mail address like name@example.com.',
  );
  expect(wordsOf(await visitor.submit(await asking(visitor), { email: OLD }))).toContain('This is your e-mail address already.');
});

test('settled 37 three times an hour is enough, and the address that has had enough gets nothing and is told of to nobody', async () => {
  const { visitor } = await story.signedIn('Anna');
  for (let at = 0; at < 3; at += 1) await asked(visitor, `anna${at}@new.example`);
  expect(wordsOf((await asked(visitor)).page)).toContain('You have asked for too many e-mails.');
  const { counters } = story.world.app.installation.store.ports;
  for (let at = 0; at < 5; at += 1)
    await counters.reserve([{ key: 'mail|address|bert@new.example', remember: hours(1) }], story.world.clock.now());
  const bert = (await story.signedIn('Bert')).visitor;
  const page = await bert.submit(await asking(bert), { email: 'bert@new.example' });
  expect(wordsOf(page)).toContain('You want to change to bert@new.example');
  expect((await takeMail(story.world)).map(({ to }) => to)).toEqual(['bert@people.example']);
});

test('an organisation keeps addresses to itself', async () => {
  const { visitor } = await story.signedIn('Anna');
  await setPolicy(story.world, { ownEmail: false });
  expect(pathOf(await asking(visitor))).toBe('/acme/account');
  expect((await story.open(visitor)).text).not.toContain('/account/email');
});

test('who has no address yet gets one by agreeing there', async () => {
  await changed(story.world, story.anna.id, { email: '' });
  const { visitor } = await story.signedIn('Anna');
  const { letters, toNew } = await asked(visitor);
  expect(letters.map(({ to }) => to)).toEqual([NEW]);
  expect(wordsOf(await press(toNew, 'confirm', visitor))).toContain('The e-mail address has been changed');
  expect(await stored()).toMatchObject({ email: NEW, emailVerified: true });
});

test('security 1.30 the link of another organisation’s portal, or of another purpose, opens nothing', async () => {
  await story.world.organisation('globex', { preferredLanguage: 'en' });
  const { visitor } = await story.signedIn('Anna');
  const { toNew, toOld } = await asked(visitor);
  for (const address of [
    toNew.replace('/acme/', '/globex/'),
    toNew.replace('/new-address/', '/old-address/'),
    toOld.replace('/old-address/', '/reset/'),
  ])
    expect(wordsOf(await new Visitor().open(address))).not.toMatch(/Do you want to change|Make a new password/);
});
