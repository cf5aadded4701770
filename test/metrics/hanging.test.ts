import { expect, test } from '@jest/globals';
import type { WaitingLetters } from '../../src/domain/mail/ports.ts';
import { openMetrics } from '../../src/metrics/metrics.ts';
import { HandClock } from '../kit/hand-clock.ts';

test('R18.3 a database that neither answers nor fails is away, and is asked once until it answers', async () => {
  const clock = new HandClock();
  const answers: ((letters: readonly WaitingLetters[]) => void)[] = [];
  const waiting = () => new Promise<readonly WaitingLetters[]>((resolve) => answers.push(resolve));
  const metrics = openMetrics({ outbox: { waiting }, clock, patience: 10 });
  for (const text of await Promise.all([metrics.read(), metrics.read()])) {
    expect(text).toMatch(/^voordeur_database_up 0$/m);
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).not.toMatch(/^voordeur_mail_queue\{/m);
  }
  await metrics.read();
  expect(answers).toHaveLength(1);

  const waiter = metrics.read();
  answers[0]?.([]);
  expect(await waiter).toMatch(/^voordeur_database_up 1$/m);
  const reading = metrics.read();
  answers[1]?.([{ state: 'queued', letters: 3, since: clock.now() }]);
  expect(await reading).toMatch(/^voordeur_mail_queue\{state="queued"\} 3$/m);
});
