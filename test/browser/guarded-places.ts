// Pages that stand where something is wrong or too much, and how a person gets there: the extra check, waits, closed
// doors, a former password, a form that was too late. Each with a mark that shows that it is the page that was meant.
import { setImmediate as soon } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { minutes } from '../../src/kernel/duration.ts';
import { PASSWORD, type World } from '../kit/world.ts';
import { asAged, fillIn, type Road, type Scene, send, toSignIn } from './places.ts';

const NEXT = 'vijf ezels op de dijk';
const WRONG = 'something else entirely';

/** What was said in the summary of what is wrong. */
const message = (id: string) => `#err [data-message="${id}"]`;

/** Three misses; the last page comes without its script, so that nothing is calculated until the code is sent. */
const checked =
  (bend: (page: Page) => Promise<void>): Road =>
  async (page, scene) => {
    await toSignIn(page, scene);
    await page.route('**/challenge.*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    for (let at = 0; at < 3; at += 1) await fillIn(page, 'nobody-at-all', WRONG);
    await page.unroute('**/challenge.*.js');
    await bend(page);
    await fillIn(page, 'nobody-at-all', WRONG);
  };

/** A code by mail after three misses, and what is typed for it. */
const mailedCode =
  (button: string, typed?: string): Road =>
  async (page, scene) => {
    await toSignIn(page, scene);
    for (let at = 0; at < 3; at += 1) await fillIn(page, 'nobody-at-all', WRONG);
    await page.click(button);
    if (typed === undefined) return;
    // Without the calculation, which would make the code needless.
    await page.route('**/challenge.*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.reload();
    await page.fill('#mailed', typed);
    await fillIn(page, 'nobody-at-all', WRONG);
    await page.unroute('**/challenge.*.js');
  };

/** Fills counters of a name at acme, or of this machine's address. */
async function fill({ app, clock }: World, key: string, misses: number): Promise<void> {
  const { counters, organisations } = app.installation.store.ports;
  const organisation = await organisations.byPortal('acme');
  const full = { key: key.replace('acme', organisation?.id ?? ''), remember: minutes(60) };
  for (let at = 0; at < misses; at += 1) await counters.reserve([full], clock.now());
}

const afterMisses =
  (key: string, misses: number): Road =>
  async (page, scene) => {
    await fill(scene.world, key, misses);
    await toSignIn(page, scene);
    await fillIn(page, 'anna', WRONG);
  };

const slowedDown: Road = async (page, { world, ...scene }) => {
  const { counters, organisations } = world.app.installation.store.ports;
  const organisation = await organisations.byPortal('acme');
  const hold = { from: 1, first: minutes(5), most: minutes(5) };
  await counters.reserve([{ key: `acct|${organisation?.id}|anna`, remember: minutes(60), hold }], world.clock.now());
  await toSignIn(page, { world, ...scene });
  await fillIn(page, 'anna', WRONG);
};

/** So many want their password looked at that nobody else gets a turn. */
const crowded: Road = async (page, scene) => {
  await toSignIn(page, scene);
  const { hasher } = scene.world.app.installation.acting;
  let over = false;
  const crowd = Array.from({ length: 60 }, async () => {
    while (!over) await hasher.hash('x').catch(() => soon());
  });
  await fillIn(page, 'anna', WRONG);
  over = true;
  await Promise.all(crowd);
};

let people = 0;
/** Somebody new of acme, at the page where a password is changed. */
const atChange =
  (act: (page: Page, scene: Scene, username: string) => Promise<unknown>): Road =>
  async (page, scene) => {
    people += 1;
    const username = `changing-${people}`;
    await scene.world.person('acme', username);
    await page.goto(`${scene.world.url}/acme`);
    await fillIn(page, username);
    await page.goto(`${scene.world.url}/acme/account/password`);
    await act(page, scene, username);
  };

async function change(page: Page, current = PASSWORD): Promise<void> {
  await page.fill('#current-password', current);
  await page.fill('#new-password', NEXT);
  await send(page, '#change');
}

const formerPassword = atChange(async (page, { exam }, username) => {
  await change(page);
  await page.route(
    (url) => exam.isCallback(url.href),
    (route) => route.fulfill({ contentType: 'text/html', body: 'the application' }),
  );
  for (const password of [NEXT, PASSWORD]) {
    await page.goto((await exam.begin({ portal: 'acme', prompt: 'login' })).url);
    await fillIn(page, username, password);
  }
});

const challengedChange = atChange(async (page) => {
  for (let at = 0; at < 3; at += 1) await change(page, WRONG);
});

const tooLate: Road = async (page, scene) => {
  await toSignIn(page, scene);
  await page.evaluate(() => document.querySelector('#signin')?.setAttribute('action', '/acme/sign-in/long-gone/password'));
  await fillIn(page, 'anna');
};

const typedLongAgo: Road = async (page, scene) => {
  await asAged('expired')(page, scene);
  scene.world.clock.forward(minutes(11));
  await page.reload();
  scene.world.clock.release();
};

/** Roads, each with what is only on the page that it leads to. */
export const GUARDED: Readonly<Record<string, { readonly road: Road; readonly mark: string }>> = {
  'extra check, no code typed': { road: checked(async () => undefined), mark: message('challenge-missing') },
  'extra check, wrong code': { road: checked((page) => page.fill('#captcha', 'AAAAAA')), mark: message('challenge-wrong') },
  'extra check, old picture': {
    road: checked(async (page) => {
      await page.fill('#captcha', 'AAAAAA');
      await page.evaluate(() => document.querySelector('[name=challenge]')?.setAttribute('value', 'long-gone'));
    }),
    mark: message('challenge-old'),
  },
  'extra check, a code by mail': { road: mailedCode('[value=mail]'), mark: '.challenge .note[role=status]' },
  'extra check, wrong mailed code': { road: mailedCode('[value=mail]', '000'), mark: message('challenge-mailed-wrong') },
  'a wait for this name': { road: slowedDown, mark: message('throttled') },
  'a name that only its contact person can help': { road: afterMisses('run|acme|anna', 100), mark: message('throttled-closed') },
  'too many attempts from an address': {
    road: afterMisses('addr|127.0.0.1', 100),
    mark: 'h1:text-matches("^(Te veel pogingen|Too many attempts)$")',
  },
  'many people at once': { road: crowded, mark: 'h1:text-matches("^(Het is nu erg druk|It is very busy)")' },
  'a former password': { road: formerPassword, mark: message('former-password') },
  'a form that was too late': {
    road: tooLate,
    mark: '.note p:text-matches("Vul je wachtwoord nog een keer in|Fill in your password once more")',
  },
  'password changed': { road: atChange((page) => change(page)), mark: '.note[role=status]' },
  'change of a password, the present one wrong': { road: atChange((page) => change(page, WRONG)), mark: message('current-wrong') },
  'change of a password under the extra check': { road: challengedChange, mark: '#change .challenge' },
  'new password, the present one asked again': { road: typedLongAgo, mark: '#renewal #current-password' },
};
