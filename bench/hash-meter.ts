// What one password hash costs, in a process that does nothing else: with the product's parameters, behind its gate.
import { fork } from 'node:child_process';
import { makeHasher } from './hasher.ts';
import { makeKeyring, PASSWORD } from './plan.ts';

/** A process that hashes when asked. */
export interface HashMeter {
  /** Processor time of one hash, in milliseconds, over `count` of them, asked for by `workers` at once. */
  measure(count: number, workers: number): Promise<number>;
  close(): void;
}

interface Order {
  readonly count: number;
  readonly workers: number;
}

/** Starts it. */
export function startHashMeter(): HashMeter {
  const child = fork(import.meta.filename, { env: { PATH: process.env['PATH'], UV_THREADPOOL_SIZE: '16' } });
  return {
    measure: (count, workers) =>
      new Promise((resolve, reject) => {
        child.once('message', (spent) => resolve(Number(spent)));
        child.once('exit', () => reject(new Error('the hash meter ended')));
        child.send({ count, workers } satisfies Order);
      }),
    close: () => void child.kill(),
  };
}

/** The child's side. */
if (process.send && import.meta.main) {
  const hasher = await makeHasher(makeKeyring());
  const stored = await hasher.hash(PASSWORD);
  process.on('message', async ({ count, workers }: Order) => {
    let left = count;
    const before = process.cpuUsage();
    const worker = async () => {
      while (left-- > 0) await hasher.verify(stored, [PASSWORD]);
    };
    await Promise.all(Array.from({ length: workers }, worker));
    const { user, system } = process.cpuUsage(before);
    process.send?.((user + system) / 1000 / count);
  });
}
