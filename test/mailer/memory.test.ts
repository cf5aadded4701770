import { expect, test } from '@jest/globals';
import { invitation } from '../kit/mail/letters.ts';
import { compose } from './letters.ts';

/** Letters before those that count: by then everything is there that is made once. */
const LEAD_IN = 200;
const LETTERS = 1500;
/** What may be held for them outside the heap in the end, in MiB; a formatter for each date would come to 140. */
const MOST = 40;

/** Memory that the garbage collector does not see, in MiB. */
function outsideTheHeap(): number {
  const { rss, heapTotal, arrayBuffers } = process.memoryUsage();
  return (rss - heapTotal - arrayBuffers) / 2 ** 20;
}

async function composeMany(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1)
    expect(await compose({ mail: invitation(`l${at}`) })).toMatchObject({ subject: expect.any(String) });
}

test('a run of many mails holds no more memory than a few of them', async () => {
  await composeMany(LEAD_IN);
  const before = outsideTheHeap();
  await composeMany(LETTERS);
  expect(outsideTheHeap() - before).toBeLessThan(MOST);
});
