import { pbkdf2Sync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { challenges } from '../../../src/crypto/challenges.ts';
import { generateKeyring } from '../../../src/crypto/keyring.ts';
import { CHALLENGE_LIFE, CODE_SIGNS } from '../../../src/domain/challenge/challenge.ts';
import { isCode, judgeChallenge } from '../../../src/domain/challenge/judge.ts';
import { pictures } from '../../../src/views/picture/picture.ts';

const NOW = Date.UTC(2026, 10, 27);
const keyring = generateKeyring();
const ours = challenges(keyring, { iterations: 1000, tries: 2 });

/** Challenges that are answered once, in memory. */
function needs() {
  const spent = new Set<string>();
  const spend = async (id: string) => !spent.has(id) && Boolean(spent.add(id));
  return { challenges: ours, spentChallenges: { spend }, challengeCodes: { enter: async () => 'over' as const } };
}

const sheet = { purpose: 'sign-in', browserId: 'browser', whom: 'acme|anna', now: NOW } as const;

/** Does the calculation as the script does, part by part. */
function calculate(id: string, work: { iterations: number; parts: number; below: number }): string {
  return Array.from({ length: work.parts }, (_, part) => {
    for (let counter = 0; ; counter += 1) {
      if (pbkdf2Sync(id, `${part}.${counter}`, work.iterations, 4, 'sha256').readUInt32BE() < work.below) return counter;
    }
  }).join('.');
}

test('R8.3 the code of the picture is right once, and a wrong one uses the picture up', async () => {
  const judge = needs();
  const { id } = ours.issue('sign-in', 'browser', NOW);
  const code = ours.open(id, 'sign-in', 'browser')?.code ?? '';
  expect(await judgeChallenge(judge, { id, typed: ` ${code.slice(0, 3)} ${code.slice(3)}\u00a0`, work: '' }, sheet)).toBe('solved');
  expect(await judgeChallenge(judge, { id, typed: code, work: '' }, sheet)).toBe('old');
  const other = ours.issue('sign-in', 'browser', NOW).id;
  expect(await judgeChallenge(judge, { id: other, typed: 'XXXXXX', work: '' }, sheet)).toBe('wrong');
  expect(await judgeChallenge(judge, { id: other, typed: ours.open(other, 'sign-in', 'browser')?.code ?? '', work: '' }, sheet)).toBe(
    'old',
  );
});

test('security 1.6 a challenge is of one browser, one purpose and one installation', async () => {
  const { id } = ours.issue('sign-in', 'browser', NOW);
  const code = ours.open(id, 'sign-in', 'browser')?.code ?? '';
  for (const of of [
    { ...sheet, browserId: 'another' },
    { ...sheet, purpose: 'forgot' as const },
  ])
    expect(await judgeChallenge(needs(), { id, typed: code, work: '' }, of)).toBe('old');
  const elsewhere = challenges(generateKeyring(), { iterations: 1000, tries: 2 });
  expect(elsewhere.open(id, 'sign-in', 'browser')).toBeUndefined();
  for (const forged of ['', 'x', id.slice(1), `${id}A`, id.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))])
    expect(ours.open(forged, 'sign-in', 'browser')).toBeUndefined();
});

test('settled 20 the picture is taken for ten minutes and the calculation for five', async () => {
  const { id, work } = ours.issue('sign-in', 'browser', NOW);
  const typed = ours.open(id, 'sign-in', 'browser')?.code ?? '';
  const answer = { id, work: calculate(id, work), typed: '' };
  const at = (now: number, given: object) => judgeChallenge(needs(), { ...answer, ...given }, { ...sheet, now });
  expect(await at(NOW + CHALLENGE_LIFE.work - 1, {})).toBe('solved');
  expect(await at(NOW + CHALLENGE_LIFE.work, {})).toBe('old');
  expect(await at(NOW + CHALLENGE_LIFE.work, { typed })).toBe('solved');
  expect(await at(NOW + CHALLENGE_LIFE.picture, { typed })).toBe('old');
});

test.each(['', '0', '0.0.0.0.0.0.0', '0.0.0.0.0.0.0.0.0', 'a.b.c.d.e.f.g.h', '-1.0.0.0.0.0.0.0', '99999999.0.0.0.0.0.0.0'])(
  'a calculation that was not done is none: %j',
  async (work) => {
    expect(await ours.workIsDone(ours.issue('sign-in', 'browser', NOW).id, work)).toBe(false);
  },
);

test('a calculation for one challenge is worth nothing for another', async () => {
  const hard = challenges(keyring, { iterations: 1000, tries: 50 });
  const { id, work } = hard.issue('sign-in', 'browser', NOW);
  const done = calculate(id, work);
  expect(await hard.workIsDone(id, done)).toBe(true);
  expect(await hard.workIsDone(hard.issue('sign-in', 'browser', NOW).id, done)).toBe(false);
});

test('settled 19 a mailed code is looked at where nothing else solves it, however it was grouped, by the digests of every root', async () => {
  const older = generateKeyring();
  const both = challenges({ ...keyring, roots: [keyring.roots[0], older.roots[0]] }, { iterations: 1000, tries: 2 });
  const [kept] = challenges(older, { iterations: 1000, tries: 2 }).codeDigests(sheet, '012345');
  const tried: (readonly string[])[] = [];
  const enter = async (_of: object, digests: readonly string[]) => {
    tried.push(digests);
    return digests.includes(kept) ? ('right' as const) : ('wrong' as const);
  };
  const judge = { ...needs(), challenges: both, challengeCodes: { enter } };
  const given = (mailed: string, of = {}) => judgeChallenge(judge, { id: '', typed: '', work: '', mailed }, { ...sheet, ...of });
  expect(await given(' 012\u2011345 ')).toBe('solved');
  expect(await given('012346')).toBe('mailed-wrong');
  for (const other of [{ purpose: 'forgot' as const }, { browserId: 'another' }, { whom: 'acme|bert' }])
    expect(await given('012345', other)).toBe('mailed-wrong');
  expect(tried).toHaveLength(5);
  expect(await given(' - ')).toBe('none');
  const { id } = ours.issue('sign-in', 'browser', NOW);
  const typed = ours.open(id, 'sign-in', 'browser')?.code ?? '';
  expect(await judgeChallenge({ ...judge, challenges: ours }, { id, typed, work: '', mailed: '012345' }, sheet)).toBe('solved');
  expect(tried).toHaveLength(5);
});

test('ux 1.2 case counts for letters that exist in both, and for no other', () => {
  expect(isCode('AbD4hR', 'AbD4hR')).toBe(true);
  expect(isCode('abD4hR', 'AbD4hR')).toBe(false);
  expect(isCode('gnt2fy', 'GNT2FY')).toBe(true);
  expect(isCode('AbD4h', 'AbD4hR')).toBe(false);
  expect([...CODE_SIGNS].every((sign) => isCode(sign, sign))).toBe(true);
});

test('every sign can be drawn, as a PNG of 240 × 80 that follows from code and seed', () => {
  for (let at = 0; at < CODE_SIGNS.length; at += 6) {
    const png = pictures.draw(CODE_SIGNS.slice(at, at + 6), 'seed');
    expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 240, 80]);
    expect(png.length).toBeLessThan(12_000);
    expect(pictures.draw(CODE_SIGNS.slice(at, at + 6), 'seed').equals(png)).toBe(true);
    expect(pictures.draw(CODE_SIGNS.slice(at, at + 6), 'other').equals(png)).toBe(false);
  }
});
