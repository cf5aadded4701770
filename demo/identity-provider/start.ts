import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Settings, Told } from './settings.ts';

/** An identity provider that runs, in a process of its own. */
export interface RunningIdentityProvider {
  /** Its issuer identifier, and the origin of its pages. */
  readonly issuer: string;
  /** Where people sign out there. */
  readonly signOutUrl: string;
  readonly pid: number;
  /** Ends it, and waits until it is gone. */
  close(): Promise<void>;
}

/** Starts one. Throws with `code` and `port`, such as `EADDRINUSE`, when its port cannot be had. */
export async function startIdentityProvider(settings: Settings): Promise<RunningIdentityProvider> {
  const child = fork(join(import.meta.dirname, 'main.ts'), [], { execArgv: [] });
  const exit = once(child, 'exit');
  const close = async () => {
    // Gone at once, even where it was stopped in its tracks: it has nothing to keep.
    child.kill('SIGKILL');
    await exit;
  };
  const answer = once(child, 'message');
  child.send(settings);
  const told: Told | undefined = await Promise.race([answer.then(([said]) => said as Told), exit.then(() => undefined)]);
  if (told && 'issuer' in told && child.pid !== undefined) {
    return { issuer: told.issuer, signOutUrl: `${told.issuer}/session/end`, pid: child.pid, close };
  }
  await close();
  throw Object.assign(new Error('the identity provider did not start'), told);
}
