// The code that can be typed instead of a link (R7.10, `settled.md` 31): eight signs of 32, 40 bits.
import { randomSigns } from '../../kernel/random.ts';

/** No I, L, O or U: what looks like one of the digits is read as that digit (Crockford's base 32). */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HALF = 4;
/** Dashes that keyboards, telephones and text programs make of a hyphen. */
const BETWEEN = /[\p{White_Space}\u002D\u2010-\u2015\u2212\uFE63\uFF0D.]+/gu;

/** A new code without its hyphen. */
export function drawCode(): string {
  return randomSigns(SIGNS, 2 * HALF);
}

/** As people read it: `XXXX-XXXX`. */
export function shownCode(code: string): string {
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`;
}

/** A typed code as it was drawn: any case, any dash or none, O for 0, I and L for 1. Undefined when it cannot be one. */
export function repairCode(typed: string): string | undefined {
  const bare = typed.normalize('NFKC').replace(BETWEEN, '').toUpperCase();
  const code = bare.replaceAll('O', '0').replace(/[IL]/g, '1');
  return code.length === 2 * HALF && [...code].every((sign) => SIGNS.includes(sign)) ? code : undefined;
}
