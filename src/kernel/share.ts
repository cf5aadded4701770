import { hash } from 'node:crypto';

/** Digits of the hash that count: 48 bits, which a number holds exactly. */
const DIGITS = 12;

/** A share from 0 up to 1 that is always the same for the same text, and spread evenly over different ones. */
export function shareOf(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, DIGITS), 16) / 16 ** DIGITS;
}
