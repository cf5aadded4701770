import { beforeEach, expect, test } from '@jest/globals';
import { addAccount, setAccount } from '../../../src/domain/administration/accounts.ts';
import { addOrganisation } from '../../../src/domain/administration/organisations.ts';
import { faultsOf, made, useWorld } from './world.ts';

const world = useWorld();

beforeEach(async () => {
  made(await addOrganisation(world().acting, { portal: 'acme', name: 'Acme Noord' }));
});

const person = { username: 'jdevries', email: 'postbus51@acme.example', givenName: 'Willemijn', familyName: 'van der Ark' };

test.each([
  ['eleven characters', 'lantaarnpaa', 'too-short'],
  ['eleven characters of two code units each', '😀'.repeat(11), 'too-short'],
  ['257 characters', 'a'.repeat(257), 'too-long'],
  ['the user name', 'xx-JDeVries-xx', 'context-word'],
  ['the mail name', 'zzpostbus51zz', 'context-word'],
  ['the given name', 'hello WILLEMIJN', 'context-word'],
  ['the portal', 'this is acme town', 'context-word'],
  ['a word of the organisation', 'go to the noord', 'context-word'],
  ['letters that many people take', 'Qwertyuiop12', 'common'],
  ['the same in full width, with blanks', 'ｑｗｅｒｔｙ ｕｉｏｐ 12 ', 'common'],
  ['a season, the year and signs', 'Zomer-2026-!!', 'common'],
  ['one such word, over and over', 'Welkom welkom 1', 'common'],
  ['a line end', 'correct horse\nbattery', 'invalid'],
])('a password with %s is refused (security.md 1.9, settled 24)', async (_, password, code) => {
  expect(faultsOf(await addAccount(world().acting, 'acme', { ...person, password }))).toEqual([`password ${code}`]);
});

test('short names may stand in a password (settled 24), and blanks and any script are fine', async () => {
  const { acting } = world();
  made(await addAccount(acting, 'acme', { ...person, password: ' de ark van noach ' }));
  made(await addAccount(acting, 'acme', { username: 'two', password: 'пароль из слов' }));
});

test("the length is the policy's", async () => {
  const { acting } = world();
  made(await addOrganisation(acting, { portal: 'strict', name: 'Strict', policy: { passwordLength: 20 } }));
  expect(faultsOf(await addAccount(acting, 'strict', { username: 'jan', password: 'a1b2c3d4e5f6g7h8i9j' }))).toEqual([
    'password too-short',
  ]);
  made(await addAccount(acting, 'strict', { username: 'jan', password: 'a1b2c3d4e5f6g7h8i9j0' }));
});

test('the current password and the four before may not return, the fifth may (settled 25)', async () => {
  const { acting, wind } = world();
  const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'].map((word) => `${word} long enough`);
  const { id } = made(await addAccount(acting, 'acme', { username: 'jan', password: words[0] }));
  for (const password of words.slice(1)) {
    wind(1000);
    made(await setAccount(acting, id, { password }));
  }
  expect(faultsOf(await setAccount(acting, id, { password: words[5] }))).toEqual(['password unchanged']);
  for (const password of words.slice(1, 5)) expect(faultsOf(await setAccount(acting, id, { password }))).toEqual(['password used-before']);
  made(await setAccount(acting, id, { password: words[0] }));
});

test('a password is prepared as at sign-in: other blanks and compositions are the same password (R3.11, settled 23)', async () => {
  const { acting, store } = world();
  const { id } = made(await addAccount(acting, 'acme', { username: 'jan', password: 'cafe\u0301 met\u00a0appeltaart' }));
  const stored = await store.ports.passwords.byAccount(id);
  expect(await acting.hasher.verify(stored, ['café met appeltaart'])).toBe(true);
  expect(faultsOf(await setAccount(acting, id, { password: 'café met appeltaart' }))).toEqual(['password unchanged']);
});
