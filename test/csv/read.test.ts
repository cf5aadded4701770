import { describe, expect, test } from '@jest/globals';
import { MOST_BYTES } from '../../src/csv/encoding.ts';
import { readCsv } from '../../src/csv/read.ts';

/** A file in pieces of three bytes: no character and no quote may depend on where a piece ends. */
const file = (content: string | Buffer) => {
  const bytes = Buffer.from(content as string);
  return async function* () {
    for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
  };
};

/** Header and rows, each with its number; and why it could not be read on. */
async function read(content: string | Buffer) {
  const table = await readCsv(file(content));
  if (!table.done) return table.faults.map(({ code, detail }) => `${code}: ${detail}`);
  const rows: unknown[] = [table.value.header];
  for await (const one of table.value.rows()) rows.push(one.done ? [one.value.row, ...one.value.cells] : one.faults[0]?.detail);
  return rows;
}

const ZOE = [
  ['naam', 'adres'],
  [2, 'Zoë €', 'zoe@x.nl'],
];
/** `Zoë €` as Windows writes it where nobody told it otherwise. */
const WINDOWS = Buffer.from('naam;adres\r\nZo\xeb \x80;zoe@x.nl\r\n', 'latin1');
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('a list is read however a spreadsheet saved it (ux 6.3)', () => {
  test.each([
    ['UTF-8', 'naam;adres\nZoë €;zoe@x.nl\n'],
    ['UTF-8 with a mark', '\ufeffnaam;adres\r\nZoë €;zoe@x.nl\r\n'],
    ['UTF-16', Buffer.from('\ufeffnaam;adres\r\nZoë €;zoe@x.nl', 'utf16le')],
    ['UTF-16 the other way round', utf16be('\ufeffnaam;adres\r\nZoë €;zoe@x.nl')],
    ['Windows-1252, because it is not UTF-8', WINDOWS],
    ['commas', 'naam,adres\nZoë €,zoe@x.nl\n'],
    ['tabs', 'naam\tadres\nZoë €\tzoe@x.nl\n'],
    ['old line ends', 'naam;adres\rZoë €;zoe@x.nl\r'],
    ['a line end missing at the end', 'naam;adres\nZoë €;zoe@x.nl'],
    ['quotes around everything', '"naam";"adres"\n"Zoë €";"zoe@x.nl"\n'],
  ])('%s', async (_, content) => {
    expect(await read(content)).toEqual(ZOE);
  });

  test('separators, quotes and line ends stand within quotes (RFC 4180), and a quote is written twice there', async () => {
    expect(await read('"a;a;a",b\r\n"1, ""een""","2\r\n3"\r\nx,y\r\n')).toEqual([
      ['a;a;a', 'b'],
      [2, '1, "een"', '2\r\n3'],
      [3, 'x', 'y'],
    ]);
  });

  test('rows are numbered as a spreadsheet does, and empty ones are left out', async () => {
    expect(await read('a;b\r\n\r\n;;\r\n1;2\r\n \r\n3\r\n\r\n')).toEqual([
      ['a', 'b'],
      [4, '1', '2'],
      [6, '3'],
    ]);
  });

  test('a second reading begins at the first row again', async () => {
    const table = await readCsv(file('a;b\n1;2\n3;4\n'));
    if (!table.done) throw new Error('not read');
    for (const _ of [1, 2]) {
      const cells: unknown[] = [];
      for await (const one of table.value.rows()) cells.push(one.done && one.value.cells.join());
      expect(cells).toEqual(['1,2', '3,4']);
    }
  });
});

describe('what is no list is refused with the reason', () => {
  test.each([
    ['nothing', '', 'missing: is empty'],
    ['nothing but line ends', '\r\n\r\n', 'missing: is empty'],
    ['a spreadsheet itself', Buffer.from('PK\x03\x04…'), 'invalid: is a spreadsheet, not CSV: save it as CSV first'],
    ['a mark that is not true', Buffer.from([0xef, 0xbb, 0xbf, 0x80]), 'invalid: begins as UTF-8 text and is not'],
    ['half a UTF-16 character', Buffer.from([0xff, 0xfe, 0x41]), 'invalid: begins as UTF-16LE text and is not'],
  ])('%s', async (_, content, expected) => {
    expect(await read(content)).toEqual([expected]);
  });

  test.each([
    ['a quote in the middle', 'a;b\n1;2\n3;x"y\n5;6\n', 'a quote stands in a value that does not begin with one'],
    ['text after a closing quote', 'a;b\n1;2\n3;"x"y\n', 'something follows a closing quote; a quote within quotes is written twice'],
    ['a quote without an end', 'a;b\n1;2\n3;"xy\n5;6\n', 'a quote is not closed'],
    ['a quote that swallows the file', `a;b\n1;2\n3;"${'x'.repeat(70_000)}\n`, 'a quote is not closed, or the row is too long'],
  ])('%s, with its row', async (_, content, why) => {
    const said = await read(content);
    expect(String(said.at(-1)).replace('invalid: ', '')).toBe(`cannot be read in row 3: ${why}`);
  });

  test('security 1.36 a file bigger than any list is not read to its end', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'a');
    let given = 0;
    const endless = async function* () {
      for (; given < 2 * MOST_BYTES; given += piece.length) yield piece;
    };
    expect(await readCsv(endless)).toMatchObject({ faults: [{ code: 'too-long', detail: 'is bigger than 64 MiB' }] });
    expect(given).toBeLessThan(MOST_BYTES + 3 * piece.length);
  });
});
