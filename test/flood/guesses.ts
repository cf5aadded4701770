// Two hundred wrong passwords at once on one account, from as many browsers and networks.
import { expect } from '@jest/globals';
import type { Keyring } from '../../src/crypto/keyring.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { codeOn } from '../kit/challenge.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';
import { CALLBACK, type Health, healthDuring, type Prepared, type Serving } from './serving.ts';

const AT_ONCE = 200;
const MEMORY_MOST = 300e6;

function request(url: string): string {
  const parameters = { client_id: 'flood', redirect_uri: CALLBACK, response_type: 'code', scope: 'openid', portal: 'acme', state: 's' };
  const pkce = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
  return `${url}/oidc/auth?${new URLSearchParams({ ...parameters, ...pkce })}`;
}

const isCallback = (url: string) => url.startsWith(CALLBACK);

/** Somebody at an address, at the sign-in page. */
interface Arrived {
  readonly visitor: Visitor;
  readonly page: Answer;
}

async function arrive(url: string, from: string, browser?: Visitor): Promise<Arrived> {
  const visitor = new Visitor({ 'x-forwarded-for': from });
  const known = (await browser?.jar.getCookies(url))?.find(({ key }) => key === 'voordeur_browser');
  if (known) await visitor.jar.setCookie(known, url);
  return { visitor, page: await visitor.open(request(url), isCallback) };
}

/** A person who signs in well, so that this browser is known, and then stands at the sign-in page at another address. */
async function ownerElsewhere(url: string, username: string, [here, there]: readonly [string, string]): Promise<Arrived> {
  const { visitor, page } = await arrive(url, here);
  expect(isCallback((await visitor.submit(page, { username, password: PASSWORD }, isCallback)).url)).toBe(true);
  return arrive(url, there, visitor);
}

const address = (at: number) => `10.${20 + (at >> 6)}.${at & 63}.9`;

/** What somebody was told: that the password was wrong, to solve a challenge or to wait; else the whole answer. */
function told(answer: Answer): string {
  const words = wordsOf(answer);
  if (answer.status === 200 && words.includes('do not match')) return 'wrong';
  if (answer.status === 200 && /An extra check is needed first|Fill in the code from the picture, or choose another way\./.test(words))
    return 'challenge';
  // A hundred at once look like a hundred in a row for a moment, so some are told to ask instead of how long to wait.
  if (answer.status === 200 && /Too many attempts with this username\. (?:Wait \d+ seconds|Ask your contact)/.test(words)) return 'wait';
  return `${answer.status} ${words}`;
}

/** How many were told that the password was wrong, and what else anybody was told: each in words that a page has for it. */
function tally(answers: readonly Answer[]): { readonly wrong: number; readonly others: readonly string[] } {
  const words = answers.map(told);
  return { wrong: words.filter((word) => word === 'wrong').length, others: [...new Set(words)].filter((word) => word !== 'wrong') };
}

const REFUSALS = ['challenge', 'wait'];

function expectAlive(health: readonly Health[]): void {
  for (const { alive, failures } of health) expect([alive > 0, failures]).toEqual([true, []]);
}

/**
 * Without a challenge three are looked at, with a right one each ten; the others meet a challenge or a wait, and no error. Meanwhile the owners get in from elsewhere, in the browsers that are known for them; every server says that it
 * is alive, and stays small.
 */
export async function guessAtOnce(url: string, servers: readonly Serving[], prepared: Prepared): Promise<void> {
  const anna = await ownerElsewhere(url, 'Anna', ['203.0.113.1', '198.51.100.98']);
  const bert = await ownerElsewhere(url, 'Bert', ['203.0.113.2', '198.51.100.99']);
  const guessers = await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => arrive(url, address(at))));

  const bare = await healthDuring(servers, () =>
    Promise.all(guessers.map(({ visitor, page }) => visitor.submit(page, { username: 'Anna', password: 'not this one' }))),
  );
  const first = tally(bare.done);
  expect([first.wrong, first.others.filter((word) => !REFUSALS.includes(word))]).toEqual([3, []]);
  expectAlive(bare.health);

  const sheets = await Promise.all(guessers.map(({ visitor }, at) => solvedSheet(prepared.keyring, visitor, bare.done[at])));
  const carrying = await healthDuring(servers, () => guessBert(sheets, prepared, anna, bert));
  const second = tally(carrying.done);
  expect([second.wrong, second.others.filter((word) => !REFUSALS.includes(word))]).toEqual([10, []]);
  expectAlive(carrying.health);
  for (const server of servers) expect(await server.process.mostMemory()).toBeLessThan(MEMORY_MOST);
}

/** A sheet with a right challenge, ready to be sent. */
interface SolvedSheet extends Arrived {
  readonly captcha: string;
}

async function solvedSheet(keyring: Keyring, visitor: Visitor, last: Answer | undefined): Promise<SolvedSheet> {
  if (!last) throw new Error('a guesser was told nothing');
  // The three that were looked at first may have been shown none: it comes once the name is looked at again.
  const page = formOf(last).fields['challenge'] === undefined ? await visitor.submit(last, { username: 'Anna', password: '' }) : last;
  return { visitor, page, captcha: await codeOn(keyring, page, visitor) };
}

/**
 * Everybody guesses at Bert, and Anna presses her button as they do. Once all are told, and while the wait that they
 * brought upon his name is in force, Bert gets in too: not before, since who signs in well begins his count anew.
 */
async function guessBert(sheets: readonly SolvedSheet[], prepared: Prepared, anna: Arrived, bert: Arrived): Promise<Answer[]> {
  const enter = async ({ visitor, page }: Arrived, username: string) =>
    isCallback((await visitor.submit(page, { username, password: PASSWORD }, isCallback)).url);
  const [annaIsIn, ...answers] = await Promise.all([
    enter(anna, 'Anna'),
    ...sheets.map(({ visitor, page, captcha }) => visitor.submit(page, { username: 'Bert', password: 'not this one', captcha })),
  ]);
  const { count, openAt } = await prepared.counterOf('Bert');
  expect([count, openAt > systemClock.now()]).toEqual([10, true]);
  expect([annaIsIn, await enter(bert, 'Bert')]).toEqual([true, true]);
  return answers;
}
