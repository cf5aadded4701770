import { expect, test } from '@jest/globals';
import { evenly } from '../../../src/domain/links/evenly.ts';

/** Never shorter than this, however fast or slow the machine is; a timer may go off a millisecond early. */
const LEAST = 24;

async function timed(step: () => Promise<unknown>): Promise<{ readonly took: number; readonly came: unknown }> {
  const begun = performance.now();
  const came = await evenly(step).catch((error: unknown) => error);
  return { took: performance.now() - begun, came };
}

test('settled 42 what is found at once is not told at once', async () => {
  const { took, came } = await timed(async () => 'nobody');
  expect([came, took > LEAST]).toEqual(['nobody', true]);
});

test('settled 42 nor does what goes wrong come sooner', async () => {
  const broken = new Error('the database is away');
  const { took, came } = await timed(async () => Promise.reject(broken));
  expect([came, took > LEAST]).toEqual([broken, true]);
});
