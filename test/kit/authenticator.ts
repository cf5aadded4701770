// An authenticator app of our own making, after RFC 4226 and RFC 6238 and with nothing of the product in it: what it shows is
// what a phone would show. Checked against the vectors of RFC 6238 in `test/crypto/app-codes.test.ts`, and
// against `oathtool` in `test/stories/oathtool.test.ts`.
import { createHmac } from 'node:crypto';
import { parse } from 'node-html-parser';
import type { Answer } from './visitor.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Seconds of a time step. */
const STEP = 30;

/** RFC 6238 appendix B, SHA-1: its secret, in base32. */
export const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
/** Of the same: seconds, and the last six of the eight digits there. */
export const RFC_6238: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

/** Bytes of base32 text (RFC 4648 §6), blanks left out. Throws for any other sign. */
function bytesOf(base32: string): Buffer {
  let [bits, held] = [0, 0];
  const bytes: number[] = [];
  for (const sign of base32.replace(/[\s=]/g, '')) {
    const five = BASE32.indexOf(sign);
    if (five < 0) throw new Error(`no base32: ${sign}`);
    bits = (bits << 5) | five;
    held += 5;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 0xff);
      bits &= (1 << held) - 1;
    }
  }
  return Buffer.from(bytes);
}

/** The code that an app with this secret (base32) shows at a moment (epoch milliseconds), `steps` later or earlier. */
export function codeAt(secret: string, at: number, steps = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 1000 / STEP) + steps));
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  // Dynamic truncation (RFC 4226 §5.3).
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** 6).padStart(6, '0');
}

/** The secret that a page shows to be typed over, without its blanks. */
export function secretOn(page: Pick<Answer, 'text'>): string {
  const key = parse(page.text).querySelector('#key')?.textContent;
  if (key === undefined) throw new Error('no secret on this page');
  return key.replace(/\s/g, '');
}
