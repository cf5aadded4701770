import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startDemo } from '../../demo/demo.ts';
import { planDemo } from '../../demo/plan.ts';
import { freePort } from '../kit/world.ts';

test('the demo opens again on what it left, with an invitation in its mailbox each time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-demo-'));
  const plan = planDemo({ PORT: String(await freePort()), DEMO_APP_PORT: String(await freePort(4)) });
  if ('refused' in plan) throw new Error(plan.refused);
  const environment = { ...plan.environment, VOORDEUR_DATABASE: `sqlite:${join(folder, 'demo.sqlite')}` };
  const surprises: unknown[] = [];
  try {
    for (const time of ['first', 'second']) {
      const demo = await startDemo({ ...plan, environment }, (error) => surprises.push(error));
      try {
        let mails = '';
        // As a person does who waits for it; the test's own time limit ends it.
        while (!mails.includes('Noor.Visser') && !mails.includes('noor.visser')) mails = await (await fetch(demo.places.mailbox)).text();
        expect([time, mails]).toEqual([time, expect.stringContaining('noor.visser@mail.example')]);
      } finally {
        await demo.close();
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  expect(surprises).toEqual([]);
});
