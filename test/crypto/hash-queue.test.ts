import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { hashQueue } from '../../src/crypto/hash-queue.ts';
import { BusyError } from '../../src/domain/credentials/busy.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Work that is under way until it is ended by hand. */
function job() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let begun = false;
  const work = () => {
    begun = true;
    return promise;
  };
  return { work, end: () => resolve('done'), fail: () => reject(new Error('broken')), begun: () => begun };
}

const LIMITS = { running: 2, waiting: 2, wait: 3000 };
const settle = () => jest.advanceTimersByTimeAsync(0);

describe('the hash queue', () => {
  it('runs so many at once, and the others in the order they came', async () => {
    const queue = hashQueue(LIMITS);
    const jobs = [job(), job(), job(), job()];
    const results = jobs.map((each) => queue.run(each.work));
    await settle();
    expect(jobs.map((each) => each.begun())).toEqual([true, true, false, false]);
    jobs[1]?.end();
    await settle();
    expect(jobs.map((each) => each.begun())).toEqual([true, true, true, false]);
    for (const each of jobs) each.end();
    expect(await Promise.all(results)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('refuses at once when too many wait, and says when to come back', async () => {
    const queue = hashQueue(LIMITS);
    const jobs = [job(), job(), job(), job()];
    const results = jobs.map((each) => queue.run(each.work));
    const late = job();
    await expect(queue.run(late.work)).rejects.toEqual(new BusyError(3));
    expect(late.begun()).toBe(false);
    for (const each of jobs) each.end();
    await Promise.all(results);
  });

  it('refuses who waited too long, and takes the next in when there is room again', async () => {
    const queue = hashQueue({ running: 1, waiting: 1, wait: 3000 });
    const [long, impatient, later] = [job(), job(), job()];
    const first = queue.run(long.work);
    const refused = expect(queue.run(impatient.work)).rejects.toBeInstanceOf(BusyError);
    await jest.advanceTimersByTimeAsync(2999);
    await expect(queue.run(later.work)).rejects.toBeInstanceOf(BusyError);
    await jest.advanceTimersByTimeAsync(1);
    await refused;
    const second = queue.run(later.work);
    long.end();
    later.end();
    expect(await Promise.all([first, second])).toEqual(['done', 'done']);
    expect([impatient.begun(), later.begun()]).toEqual([false, true]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives the place back when the work fails', async () => {
    const queue = hashQueue({ running: 1, waiting: 1, wait: 3000 });
    const [broken, after] = [job(), job()];
    const first = queue.run(broken.work);
    const second = queue.run(after.work);
    broken.fail();
    after.end();
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('done');
  });

  it('never runs more than it may, however work comes and goes', async () => {
    const queue = hashQueue({ running: 3, waiting: 200, wait: 3000 });
    let [now, most] = [0, 0];
    const work = async (turns: number) => {
      most = Math.max(most, ++now);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      now -= 1;
    };
    await Promise.all(Array.from({ length: 100 }, (_, at) => queue.run(() => work(at % 7))));
    expect([most, now]).toEqual([3, 0]);
  });
});
