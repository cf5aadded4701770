import { expect, test } from '@jest/globals';
import { type AskedAcr, acrToTell, strengthFor, weighAcr } from '../../../src/domain/journeys/asked-acr.ts';

const [ONE, MAIL, STRONG, OTHER] = ['urn:voordeur:acr:1', 'urn:voordeur:acr:2-mail', 'urn:voordeur:acr:2', 'urn:other:loa'];
const asked = (voluntary: readonly string[], essential: readonly string[] = []): AskedAcr => ({ voluntary, essential });
const all = () => true;

test('settled 71: any value that is held suffices, a stronger one too, and unknown ones are ignored', () => {
  expect(weighAcr(undefined, asked([]), all)).toBe('met');
  expect(weighAcr(STRONG, asked([OTHER, MAIL]), all)).toBe('met');
  expect(weighAcr(ONE, asked([OTHER, MAIL]), all)).toBe('sign-in-again');
  expect(weighAcr(ONE, asked([OTHER]), all)).toBe('unreachable');
});

test('Core 5.5.1.1: of both lists each must be met, and both reachable', () => {
  expect(weighAcr(MAIL, asked([ONE], [STRONG]), all)).toBe('sign-in-again');
  expect(weighAcr(MAIL, asked([ONE], [STRONG]), (strength) => strength !== 'strong')).toBe('unreachable');
  expect(weighAcr(STRONG, asked([ONE], [STRONG]), () => false)).toBe('met');
  expect(strengthFor(asked([ONE], [STRONG, 'phr']))).toBe('strong');
  expect(strengthFor(asked(['phr', MAIL], [ONE]))).toBe('any');
});

test('Core 5.5.1.1: what is told is the strongest asked for that is held, and where nothing is essential the truth as it is', () => {
  expect(acrToTell('phr', asked([], [ONE, MAIL]))).toBe(MAIL);
  expect(acrToTell('phr', asked([ONE]))).toBe('phr');
  expect(acrToTell(ONE, asked([], [MAIL]))).toBe(ONE);
});
