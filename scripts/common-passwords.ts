// Makes `src/crypto/common-passwords.br` out of a public list of passwords, the most common first, one a line:
// `node scripts/common-passwords.ts <file>`. Where the list comes from stands in `docs/decisions/0006-common-passwords.md`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { foldedKey } from '../src/kernel/text.ts';

/** How many are shipped. */
const KEPT = 100_000;
/** Shorter ones are refused anyway, by the floor of every policy. */
const LEAST = 8;
/** From here on all of the list are kept, since this is what most policies leave to choose. */
const LONG = 12;

const TARGET = join(import.meta.dirname, '../src/crypto/common-passwords.br');

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('usage: node scripts/common-passwords.ts <file>');
const folded = new Set(readFileSync(source, 'utf8').split('\n').map(foldedKey));
const length = (password: string) => [...password].length;
const long = [...folded].filter((password) => length(password) >= LONG);
const short = [...folded].filter((password) => length(password) >= LEAST && length(password) < LONG);
// In the order of their bytes, by which they are looked up.
const kept = [...long, ...short.slice(0, KEPT - long.length)].map((password) => Buffer.from(`${password}\n`)).sort(Buffer.compare);
const text = Buffer.concat(kept);
const params = {
  [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
};
const body = brotliCompressSync(text, { params });
writeFileSync(TARGET, body);
console.log(`${kept.length} passwords, ${long.length} of ${LONG} or more characters, ${body.length} bytes`);
