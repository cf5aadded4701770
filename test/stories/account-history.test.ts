import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addConnection } from '../../src/domain/administration/connections.ts';
import { linkAccount } from '../../src/domain/administration/identities.ts';
import { days, minutes } from '../../src/kernel/duration.ts';
import { type AccountStory, BROWSERS, openAccountStory, pathOf } from '../kit/account.ts';
import { codeAt } from '../kit/authenticator.ts';
import { changed } from '../kit/recovery.ts';
import { NEXT, setPolicy } from '../kit/renewal.ts';
import { enrolFirstApp } from '../kit/second-step/app.ts';
import { halfway } from '../kit/second-step/halfway.ts';
import { attempt } from '../kit/sign-in.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: AccountStory;

beforeEach(async () => {
  story = await openAccountStory();
});

afterEach(() => story.close());

const fill = async (count: number) => {
  const { audit } = story.world.app.installation.store.ports;
  const row = { event: 'sign-out.done', actor: 'person', account: story.anna.id, at: story.world.clock.now() } as const;
  await audit.recordAll(Array.from({ length: count }, () => row));
};

test('the history says in plain words what happened, newest first: who signed in where and with what, and what was changed', async () => {
  await attempt(story.app, 'acme', { username: 'Anna', password: 'not this one' });
  story.world.clock.forward(minutes(1));
  const { visitor } = await story.signedIn('Anna', BROWSERS.firefox);
  story.world.clock.forward(minutes(1));
  await visitor.submit(await story.open(visitor, '/password'), { 'current-password': PASSWORD, 'new-password': NEXT });
  story.world.clock.forward(minutes(1));
  await changed(story.world, story.anna.id, { familyName: 'de Vries' });
  const words = wordsOf(await story.open(visitor, '/history'));
  expect(words).toMatch(
    /Your organisation changed your account .*Password changed .*Signed in .* App exam · Firefox on Linux · internet address 127\.0\.0\.1 Signing in failed .* Your organisation made your account/,
  );
});

test('R14.6 who may have let another in is seen: two-step verification that was reset, a link to the organisation’s sign-in, browsers that are spared it', async () => {
  const { audit } = story.world.app.installation.store.ports;
  const whom = { account: story.anna.id, at: story.world.clock.now() };
  await audit.recordAll([
    { event: 'two-step.reset', actor: 'operator', ...whom },
    { event: 'account.linked', connection: 'c', because: 'by-hand', actor: 'operator', ...whom },
    { event: 'account.unlinked', connection: 'c', actor: 'operator', ...whom },
    { event: 'trusted-browser.added', browser: 'b', actor: 'person', ...whom },
    { event: 'trusted-browser.revoked', browser: 'b', actor: 'person', ...whom },
  ]);
  const words = wordsOf(await story.open((await story.signedIn('Anna')).visitor, '/history'));
  expect(words).toContain('Your organisation switched off your two-step verification');
  expect(words).toContain('Your account was linked to the sign-in system of your organisation');
  expect(words).toContain('The link to the sign-in system of your organisation was ended');
  expect(words).toContain('A browser is trusted: no code is asked there');
  expect(words).toContain('A browser is no longer trusted');
});

test('the history is one’s own, of ninety days, and leaves out what happens between machines', async () => {
  const { visitor } = await story.signedIn('Anna');
  await story.signedIn('Bert', BROWSERS.firefox);
  expect(wordsOf(await story.open(visitor, '/history'))).not.toMatch(/Firefox|grant/);
  await setPolicy(story.world, { passwordMaxAgeDays: 0 });
  story.world.clock.forward(days(89));
  const later = await story.signedIn('Anna');
  expect(wordsOf(await story.open(later.visitor, '/history'))).toContain('Your organisation made your account');
  story.world.clock.forward(days(1.5));
  const last = await story.signedIn('Anna');
  expect(wordsOf(await story.open(last.visitor, '/history'))).not.toContain('Your organisation made your account');
});

test('the history has twenty-five entries on a page, and its pages lead to each other and no further', async () => {
  const { visitor } = await story.signedIn('Anna');
  await fill(45);
  const first = await story.open(visitor, '/history');
  expect([first.text.match(/Logged out/g)?.length, first.text.includes('rel="prev"'), first.text.includes('rel="next"')]).toEqual([
    25,
    false,
    true,
  ]);
  const second = await story.open(visitor, '/history?page=2');
  expect([second.text.match(/Logged out/g)?.length, second.text.includes('rel="next"')]).toEqual([20, false]);
  expect(second.text).toContain('<a href="/acme/account/history" rel="prev">');
  for (const odd of ['0', '-1', '1e9', 'x', '99999'])
    expect((await story.open(visitor, `/history?page=${odd}`)).text.match(/Logged out/g)).toHaveLength(25);
  expect(wordsOf(await story.open(visitor, '/history?page=9'))).toContain('Nothing has happened yet.');
});

test('security 1.21 my data comes as valid JSON after a fresh sign-in, as a file that nobody keeps, with no secret in it', async () => {
  const { visitor, tokens } = await story.signedIn('Anna');
  story.world.clock.forward(minutes(11));
  const page = await story.open(visitor, '/data');
  expect(wordsOf(page)).toContain('We first ask you to sign in once more.');
  const sheet = await story.open(visitor, '/data.json');
  expect(pathOf(sheet)).toMatch(/\/password$/);
  expect(pathOf(await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }))).toBe('/acme/account/data');
  const file = await story.open(visitor, '/data.json');
  expect(
    Object.fromEntries(['content-type', 'content-disposition', 'cache-control'].map((name) => [name, file.headers.get(name)])),
  ).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': expect.stringMatching(/^attachment; filename="acme-\d{4}-\d\d-\d\d\.json"$/),
    'cache-control': 'no-store',
  });
  const data = JSON.parse(file.text);
  expect(data).toMatchObject({
    account: { username: 'Anna', email: 'anna@people.example', givenName: 'Anna', familyName: 'Jansen' },
    organisation: { name: 'acme BV', portal: 'acme' },
    password: { changedAt: expect.stringMatching(/Z$/) },
    sessions: [{ browser: 'Chrome', system: 'Windows', apps: expect.arrayContaining(['App exam']) }],
    history: expect.arrayContaining([expect.objectContaining({ event: 'sign-in.succeeded', browser: 'Chrome' })]),
  });
  const { ports } = story.world.app.installation.store;
  const [session] = await ports.sessions.live(story.anna.id, story.world.clock.now());
  const secrets = [(await ports.passwords.byAccount(story.anna.id))?.phc, session?.uid, session?.apps[0]?.sid, session?.apps[0]?.grantId];
  const values = Object.values(await visitor.cookies(story.world.url)).filter(({ length }) => length > 20);
  for (const secret of [...secrets, tokens['access_token'], tokens['refresh_token'], ...values])
    expect(file.text).not.toContain(String(secret));
  expect(file.text).not.toContain('bert');
});

test('GDPR 15 apps, passkeys, recovery codes and trusted browsers are in it by name and date, without anything that opens', async () => {
  const { world, app, anna } = story;
  const { ports } = world.app.installation.store;
  await setPolicy(world, { twoStep: 'optional', trustedBrowserDays: 30 });
  const { visitor } = await story.signedIn('Anna');
  const none = JSON.parse((await story.open(visitor, '/data.json')).text).twoStep;
  expect(none).toEqual({ factors: [], mailCodesSince: null, recoveryCodesLeft: 0, trustedBrowsers: [] });

  const { secret, codes } = await enrolFirstApp(world, app, 'Anna');
  world.clock.forward(minutes(1));
  const half = await halfway(app, 'Anna', {}, new Visitor({ 'user-agent': BROWSERS.firefox }));
  const typed = { code: codeAt(secret, world.clock.now()), trust: 'yes' };
  expect(app.isCallback((await half.visitor.submit(half.page, typed, app.isCallback)).url)).toBe(true);
  const kept = { publicKey: 'hidden-key', transports: [], counter: 0, multiDevice: false, backedUp: false, usedAt: undefined };
  await ports.passkeys.insert({ ...kept, id: 'hidden-id', name: 'Sleutel', accountId: anna.id, createdAt: world.clock.now() }, false);
  const [mine] = await ports.appFactors.byAccount(anna.id);
  await ports.appFactors.rename(anna.id, mine?.id ?? '', 'Telefoon');
  const file = await story.open(half.visitor, '/data.json');
  const { twoStep, history } = JSON.parse(file.text);
  const trusted = history.find(({ event }: { readonly event: string }) => event === 'trusted-browser.added');
  const date = expect.stringMatching(/^\d{4}-.+Z$/);
  expect(twoStep).toEqual({
    factors: [
      { kind: 'app', name: 'Telefoon', since: date, lastUsedAt: date },
      { kind: 'passkey', name: 'Sleutel', since: date, lastUsedAt: null },
    ],
    mailCodesSince: null,
    recoveryCodesLeft: 10,
    trustedBrowsers: [{ id: trusted.browser, browser: 'Firefox', system: 'Linux', since: date, lastUsedAt: date, endsAt: date }],
  });
  const cookies = Object.values(await half.visitor.cookies(world.url)).filter(({ length }) => length > 20);
  const hashed = await Promise.all(codes.map(async (code) => (await ports.recoveryCodes.find(anna.id, code.slice(0, 2)))?.phc ?? code));
  expect(hashed.filter((phc) => phc.startsWith('$argon2'))).toHaveLength(10);
  for (const hidden of [secret, mine?.sealed, mine?.id, 'hidden', ...codes, ...hashed, ...cookies])
    expect(file.text).not.toContain(String(hidden));
});

test('GDPR 15 who the person is at the organisation’s identity provider is in it, and nothing that we are known by there', async () => {
  const { acting } = story.world.app.installation;
  const connection = { name: 'Acme’s own', issuer: 'https://id.acme.example', clientId: 'hidden-id', clientSecret: 'hidden-secret' };
  expect(await addConnection(acting, 'acme', connection)).toMatchObject({ done: true });
  expect(await linkAccount(acting, story.anna.id, 'sub-1')).toMatchObject({ done: true });
  const { text } = await story.open((await story.signedIn('Anna')).visitor, '/data.json');
  const { identities, history } = JSON.parse(text);
  expect(identities).toEqual([{ issuer: 'https://id.acme.example', subject: 'sub-1', since: expect.stringMatching(/^\d{4}-.+Z$/) }]);
  expect(history).toContainEqual(expect.objectContaining({ event: 'account.linked', because: 'by-hand' }));
  expect(text).not.toContain('hidden');
});

test('GDPR 15 of what happened goes out what is named for its kind of event, and nothing else that a row may hold', async () => {
  const { visitor } = await story.signedIn('Anna');
  const { audit } = story.world.app.installation.store.ports;
  const row = { actor: 'person', account: story.anna.id, trace: 'hidden-trace', at: story.world.clock.now() } as const;
  await audit.record({ event: 'token.refused', error: 'invalid_grant', detail: 'hidden-detail', ...row });
  await audit.record({ event: 'client.created', fields: ['hidden-field'], ...row });
  const { text } = await story.open(visitor, '/data.json');
  expect(JSON.parse(text).history).toContainEqual({
    at: new Date(row.at).toISOString(),
    event: 'token.refused',
    actor: 'person',
    error: 'invalid_grant',
  });
  expect(text).not.toContain('hidden');
  expect(text).not.toContain('client.created');
});
