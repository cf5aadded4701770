import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { planDemo } from '../../demo/plan.ts';
import { freePort } from './world.ts';

/** The demo as `npm start` opens it, on ports and a database of its own. */
export interface OpenDemo extends Demo {
  /** What went wrong in it so far, beside any request. */
  readonly surprises: readonly unknown[];
}

/** Opens one; closing it takes its database away. */
export async function openDemo(): Promise<OpenDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-demo-'));
  const planned = planDemo({ PORT: String(await freePort()), DEMO_APP_PORT: String(await freePort(4)) });
  if ('refused' in planned) throw new Error(planned.refused);
  const plan = { ...planned, environment: { ...planned.environment, VOORDEUR_DATABASE: `sqlite:${join(folder, 'demo.sqlite')}` } };
  const surprises: unknown[] = [];
  const demo = await startDemo(plan, (error) => surprises.push(error));
  const close = async () => {
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...demo, surprises, close };
}
