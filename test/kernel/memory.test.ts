import { expect, test } from '@jest/globals';
import { remembering } from '../../src/kernel/memory.ts';

function looked() {
  const asked: string[] = [];
  const found = new Map([['acme', 1]]);
  let now = 1000;
  const find = async (key: string) => {
    asked.push(key);
    return found.get(key);
  };
  return { asked, found, wind: (to: number) => (now = to), look: remembering(find, { now: () => now }, 100) };
}

test('what was found is not asked for again until its time is over, and then it is seen as it is', async () => {
  const { asked, found, wind, look } = looked();
  expect([await look('acme'), await look('acme')]).toEqual([1, 1]);
  found.set('acme', 2);
  wind(1099);
  expect([await look('acme'), asked]).toEqual([1, ['acme']]);
  wind(1100);
  expect([await look('acme'), asked.length]).toEqual([2, 2]);
});

test('what is not there is asked for each time, also when it was there before', async () => {
  const { asked, found, wind, look } = looked();
  expect([await look('nobody'), await look('nobody'), asked.length]).toEqual([undefined, undefined, 2]);
  await look('acme');
  found.delete('acme');
  wind(2000);
  expect([await look('acme'), await look('acme'), asked.length]).toEqual([undefined, undefined, 5]);
});
