import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { CommonPasswords } from '../domain/credentials/ports.ts';

/** Folded passwords in the order of their bytes, one a line (`docs/decisions/0006-common-passwords.md`). */
const FILE = join(import.meta.dirname, 'common-passwords.br');
const LINE_END = 0x0a;

/**
 * The hundred thousand passwords that are shipped. Read when the first password is chosen and kept as the bytes they
 * are, a megabyte: as texts they would be ten.
 */
export function commonPasswords(): CommonPasswords {
  let lines: Buffer | undefined;
  return {
    holds: (folded) => {
      lines ??= brotliDecompressSync(readFileSync(FILE));
      return findLine(lines, Buffer.from(folded));
    },
  };
}

/** Whether one of the sorted lines is `wanted`: halves what is left, at the beginning of the line in the middle. */
function findLine(lines: Buffer, wanted: Buffer): boolean {
  let from = 0;
  let to = lines.length;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const line = middle === 0 ? 0 : Math.max(from, lines.lastIndexOf(LINE_END, middle - 1) + 1);
    const end = lines.indexOf(LINE_END, line);
    const order = wanted.compare(lines, line, end);
    if (order === 0) return true;
    if (order < 0) to = line;
    else from = end + 1;
  }
  return false;
}
