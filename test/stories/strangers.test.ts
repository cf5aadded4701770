import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  // Names of one length, so that the length of an answer says nothing either.
  await world.person('acme', 'Active');
  // Invited is who has no password yet; with one, the account is active.
  await world.person('acme', 'Invite', { password: undefined });
  for (const [username, state] of [
    ['Suspen', 'suspended'],
    ['Closed', 'closed'],
  ] as const) {
    const { id } = await world.person('acme', username);
    expect(await setAccount(world.app.installation.acting, id, { state })).toMatchObject({ done: true });
  }
  app = await world.relyingParty('exam');
});

beforeEach(() => world.forgetMisses());

afterAll(() => world.close());

/** One refused attempt: the bare answer to the form, and the page it leads to. */
interface Refusal {
  readonly posted: Answer;
  readonly page: Answer;
}

async function attempt(username: string, password: string): Promise<Refusal> {
  // Uncompressed: the masked token would make each compressed length another.
  const visitor = new Visitor({ 'accept-encoding': 'identity' });
  const sheet = await visitor.open((await app.begin({ portal: 'acme' })).url);
  const posted = await visitor.post(sheet, { username, password });
  return { posted, page: await visitor.follow(posted) };
}

/** Everything an onlooker sees of an answer, but for what is random in every answer alike. */
function seen(answer: Answer, username: string): unknown {
  const headers = Object.fromEntries(
    [...answer.headers].filter(([name]) => name !== 'date' && name !== 'set-cookie').map(([name, value]) => [name, masked(value)]),
  );
  // When a cookie ends is counted from the moment of the answer, as its date is.
  const cookies = answer.headers
    .getSetCookie()
    .map((cookie) => masked(cookie.replace(/=[^;]*/, '=').replace(/(?<=expires=)[^;]*/, 'LATER')));
  return { status: answer.status, headers, cookies, text: masked(answer.text).replaceAll(username, 'NAME') };
}

function masked(text: string): string {
  const challenge = /data-challenge="([^"]*)"/.exec(text)?.[1] ?? 'none';
  return text
    .replaceAll(/(name="csrf" value="|data-passkey=")[^"]*/g, '$1')
    .replaceAll(/sign-in\/[\w-]{20,}/g, 'sign-in/UID')
    .replaceAll(challenge, 'CHALLENGE');
}

describe('security 1.4 a refusal is the same to the last byte: status, headers, cookies and page', () => {
  const WRONG = 'something else entirely';

  test.each([
    ['a name that does not exist', 'Nobody', WRONG],
    ['a suspended account and its right password', 'Suspen', PASSWORD],
    ['a closed account and its right password', 'Closed', PASSWORD],
    ['an invited account, which has no password yet', 'Invite', WRONG],
    ['a right name and password in other capitals (R2.1)', 'active', PASSWORD],
  ])('for %s as for a wrong password', async (_what, username, password) => {
    const [usual, other] = [await attempt('Active', WRONG), await attempt(username, password)];
    expect(usual.posted.status).toBe(303);
    expect(seen(other.posted, username)).toEqual(seen(usual.posted, 'Active'));
    expect(seen(other.page, username)).toEqual(seen(usual.page, 'Active'));
    expect(wordsOf(other.page)).toContain('The username and password do not match.');
  });

  test('also when the name had to be repaired (R3.9), and the password has blanks around it (R3.13)', async () => {
    const [usual, other] = [await attempt(' Active\u200b', ` ${WRONG} `), await attempt(' Nobody\u200b', ` ${WRONG} `)];
    expect(seen(other.posted, 'Nobody')).toEqual(seen(usual.posted, 'Active'));
    expect(seen(other.page, 'Nobody')).toEqual(seen(usual.page, 'Active'));
    expect(wordsOf(other.page)).toContain('We removed a space or a hidden character');
  });
});

test.each(['Nobody', 'Suspen', 'Closed', 'Invite'])(
  'security 1.4, R8.1 after three misses %s is asked for the picture as anybody is, whatever the password',
  async (username) => {
    for (const name of ['Active', username]) for (const _time of [1, 2, 3]) await attempt(name, 'something else entirely');
    const [usual, other] = [await attempt('Active', PASSWORD), await attempt(username, PASSWORD)];
    expect(seen(other.posted, username)).toEqual(seen(usual.posted, 'Active'));
    expect(seen(other.page, username)).toEqual(seen(usual.page, 'Active'));
    expect(usual.page.text).toContain('name="challenge"');
  },
);

test('security 1.4 the audit log knows what the page does not say: why each of them was refused', async () => {
  const rows = await world.app.installation.store.ports.audit.list({}, 1000);
  const reasons = new Set(rows.flatMap((row) => (row.event === 'sign-in.refused' ? [row.reason] : [])));
  expect([...reasons].sort()).toEqual(['closed', 'invited', 'name-case', 'suspended', 'unknown-name', 'wrong-password']);
});
