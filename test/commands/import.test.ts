import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { progressOf } from '../../src/commands/progress.ts';
import { hiddenCharacter } from '../../src/kernel/text.ts';
import { useInstallation } from './in-process.ts';

describe('account import (R18.1, R18.2)', () => {
  const say = useInstallation();
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voordeur-list-'));
    path = join(folder, 'mensen.csv');
    await say(['organisation', 'add', 'acme', '--name', 'Acme']);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const imported = async (lines: readonly string[], ...options: readonly string[]) => {
    await writeFile(path, `${lines.join('\r\n')}\r\n`);
    return say(['account', 'import', 'acme', path, ...options]);
  };
  const GOOD = ['Gebruikersnaam;E-mail', 'Anna;anna@x.nl', 'Jan;jan@x.nl'];

  test('a dry run says what would become of each row, and writes nothing', async () => {
    expect(await imported(GOOD, '--dry-run')).toEqual({
      code: 0,
      out: 'ROW  USERNAME  RESULT  DETAIL\n2    Anna      ready\n3    Jan       ready\n',
      err: '2 would be made and invited, 0 there already, 0 faulty. Nothing was written.\n',
    });
    expect(JSON.parse((await say(['account', 'list', 'acme', '--json'])).out)).toEqual([]);
  });

  test('a line for each row on standard output, the numbers on standard error; a faulty row makes the exit code 1', async () => {
    expect(await imported([...GOOD, 'Kees;geen adres'], '--at', '2030-01-07T08:00:00Z')).toEqual({
      code: 1,
      out: [
        'ROW  USERNAME  RESULT   DETAIL',
        '2    Anna      invited',
        '3    Jan       invited',
        '4    Kees      faulty   E-mail is not a mail address (invalid)',
        '',
      ].join('\n'),
      err: '2 made and invited, 0 there already, 1 faulty.\n',
    });
    const mails = JSON.parse((await say(['mail', 'list', '--json'])).out);
    expect(mails.map(({ dueAt }: { dueAt: string }) => dueAt)).toEqual(['2030-01-07T08:00:00.000Z', '2030-01-07T08:00:00.000Z']);
  });

  test('R18.1 with --not-yet the accounts are made and nobody is mailed, until `account invite` does', async () => {
    const list = ['username;email', 'Later;later@x.nl'];
    expect(await imported(list, '--not-yet', '--dry-run')).toMatchObject({
      code: 0,
      err: '1 would be made, and not invited yet, 0 there already, 0 faulty. Nothing was written.\n',
    });
    const mails = async () => JSON.parse((await say(['mail', 'list', '--json'])).out).length;
    const before = await mails();
    expect(await imported(list, '--not-yet')).toEqual({
      code: 0,
      out: 'ROW  USERNAME  RESULT  DETAIL\n2    Later     made\n',
      err: '1 made, and not invited yet, 0 there already, 0 faulty.\n',
    });
    expect(await mails()).toBe(before);
    expect((await say(['account', 'invite', 'acme', 'Later'])).code).toBe(0);
    expect(await mails()).toBe(before + 1);
    expect(await imported(list, '--not-yet', '--at', '2030-01-07T08:00:00Z')).toMatchObject({
      code: 1,
      err: '--not-yet and a moment to invite at exclude each other (conflict)\n',
    });
  });

  test('with --json each line is an object, with the id of the account and the fields that are faulty', async () => {
    const said = await imported(['username,email,given-name', 'Anna,anna@x.nl,Anna', 'Piet,piet@x.nl,', 'Kees,,'], '--json');
    const lines = said.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { row: 2, username: 'Anna', result: 'exists', state: 'invited', differs: ['givenName'] },
      { row: 3, username: 'Piet', result: 'invited', id: expect.stringMatching(/^[\w-]{36}$/) },
      { row: 4, username: 'Kees', result: 'faulty', faults: [{ field: 'email', column: 'email', code: 'missing' }] },
    ]);
    expect(said).toMatchObject({ code: 1, err: '1 made and invited, 1 there already, 1 faulty.\n' });
  });

  test('ux 66 nothing in the table is a formula, and nothing in it reaches the terminal but letters', async () => {
    const said = await imported(
      ['username;email', '=1+1;a@x.nl', '+31612345678;b@x.nl', '@SUM(A1);c@x.nl', 'x\u001b[2J\u202e;d@x.nl'],
      '--dry-run',
    );
    expect(
      said.out
        .split('\n')
        .slice(1, 5)
        .map((line) => line.slice(5).trimEnd()),
    ).toEqual(
      [
        "'=1+1             ready",
        "'+31612345678     ready",
        "'@SUM(A1)         ready",
        'x<U+001B>[2J<U+202E>  faulty  username holds U+001B, which no one sees (hidden-character)',
      ].map((line) => expect.stringMatching(pattern(line))),
    );
    expect(hiddenCharacter(said.out.replaceAll('\n', ''))).toBeUndefined();
  });

  test('a file that is no list, is not there or has other columns is refused with every reason, and nothing is written', async () => {
    const before = (await say(['account', 'list', 'acme'])).out;
    expect(await imported(['username;leeftijd;rol', 'Ria;18;contact'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^FILE\.csv has a column "leeftijd".*\nFILE\.csv has a column "rol".*\nFILE\.csv has no column email \(missing\)\n$/,
      ),
    });
    const said = (line: readonly string[]) => say(['account', 'import', ...line]);
    expect((await said(['acme', join(folder, 'none.csv')])).err).toMatch(
      /^FILE\.csv cannot be read: .*none\.csv \(ENOENT\) \(unknown\)\n$/,
    );
    expect((await said(['acme', folder])).err).toContain('(EISDIR)');
    expect(await said(['nowhere', path])).toMatchObject({ code: 1, err: expect.stringContaining('PORTAL is not the short name') });
    expect((await said(['acme', path, '--at', 'soon'])).err).toContain('--at is not a moment');
    expect((await say(['account', 'list', 'acme'])).out).toBe(before);
  });
});

/** The line with its blanks however wide the columns are. */
function pattern(line: string): RegExp {
  const words = line.split(/ {2,}/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${words.join(' +')}$`);
}

test('who waits for long work hears every five seconds how far it is, and nothing where it is quick', () => {
  const said: string[] = [];
  const stderr = new Writable({
    write: (chunk, _, done) => {
      said.push(String(chunk));
      done();
    },
  });
  let now = 0;
  const progress = progressOf(10_000, 'rows', { stderr, clock: { now: () => now } });
  for (let row = 1; row <= 10_000; row += 1, now += 1) progress.reached(row);
  expect(said).toEqual(['5001 of 10000 rows\n']);
});
