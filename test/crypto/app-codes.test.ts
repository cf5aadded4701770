import { describe, expect, test } from '@jest/globals';
import { appCodes } from '../../src/crypto/app-codes.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { sealer } from '../../src/crypto/sealed.ts';
import { codeAt, RFC_6238, RFC_SECRET } from '../kit/authenticator.ts';

const fields = sealer(generateKeyring());
const codes = appCodes(fields);
const NOW = Date.UTC(2026, 10, 27, 14, 32, 10);
const STEP = 30_000;
const step = (at: number) => Math.floor(at / STEP);
const factor = (lastStep = 0) => ({ id: 'f1', sealed: codes.newSecret('f1'), lastStep });
const whose = { issuer: 'Voorbeeld: Assessments', label: 'jan:de:boer' };

test.each(RFC_6238)('RFC 6238 appendix B: at %d s both the product and the tests’ own app make %s', (seconds, code) => {
  const sealed = fields.seal(RFC_SECRET, { table: 'app_factor', column: 'secret', row: 'rfc' });
  expect(codeAt(RFC_SECRET, seconds * 1000)).toBe(code);
  expect(codes.match({ id: 'rfc', sealed, lastStep: 0 }, code, seconds * 1000)).toEqual({ kind: 'right', step: step(seconds * 1000) });
});

describe('A code of an authenticator app (R14.4, security.md 1.13)', () => {
  test.each([-2, -1, 0, 1, 2])('%d steps from now: one step either way, and not two', (away) => {
    const made = factor();
    const { key } = codes.shown(made, whose);
    const match = codes.match(made, codeAt(key, NOW, away), NOW);
    expect(match).toEqual(Math.abs(away) < 2 ? { kind: 'right', step: step(NOW) + away } : { kind: 'wrong' });
  });

  test('a step that was taken is not taken again, nor one before it; the next one is', () => {
    const made = factor();
    const { key } = codes.shown(made, whose);
    const taken = { ...made, lastStep: step(NOW) };
    expect([-1, 0, 1].map((away) => codes.match(taken, codeAt(key, NOW, away), NOW).kind)).toEqual(['used', 'used', 'right']);
    // A clock that was put back: nothing in reach is later than what was taken.
    expect(codes.match({ ...made, lastStep: step(NOW) + 9 }, codeAt(key, NOW), NOW)).toEqual({ kind: 'used' });
  });

  test('the secret has 160 bits, is another one each time, and opens in its own row alone', () => {
    const [one, two] = [factor(), factor()];
    const { key } = codes.shown(one, whose);
    expect(key).toMatch(/^[A-Z2-7]{32}$/);
    expect(codes.shown(two, whose).key).not.toBe(key);
    expect(one.sealed).not.toContain(key);
    expect(() => codes.shown({ ...one, id: 'f2' }, whose)).toThrow();
  });

  test('the address for the app says whose it is; a colon stands between the two names alone', () => {
    const made = factor();
    const { key, address } = codes.shown(made, whose);
    const url = new URL(address);
    expect([url.protocol, decodeURIComponent(url.pathname)]).toEqual([
      'otpauth:',
      expect.stringContaining('/Voorbeeld Assessments:jan de boer'),
    ]);
    expect(Object.fromEntries(url.searchParams)).toEqual({ secret: key, issuer: 'Voorbeeld Assessments' });
  });
});
