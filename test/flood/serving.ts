// Servers of a flood: processes as operators run them, with people to guess at, watched all the while.
import { expect } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import type { Keyring } from '../../src/crypto/keyring.ts';
import { addClient } from '../../src/domain/administration/clients.ts';
import type { CounterState } from '../../src/domain/throttle/ports.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { countersOf } from '../kit/counters.ts';
import { furnishing } from '../kit/furnish.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { freePort } from '../kit/world.ts';

/** Where the application is that everybody comes from; nothing listens there. */
export const CALLBACK = 'http://localhost:9/flood/callback';
/** How long a server is given to say that it is alive, and the pause before it is asked again, in milliseconds. */
const PATIENCE = 15_000;
const PAUSE = 50;

/** A server of this test: where it answers, and where it says that it is alive. */
export interface Serving {
  readonly process: ServerProcess;
  readonly port: number;
  readonly healthUrl: string;
}

/** Starts a server on free ports. Its issuer is its own address unless the environment names another. */
export async function serve(environment: Readonly<Record<string, string>>): Promise<Serving> {
  const [port, health] = [await freePort(), await freePort()];
  const own = { VOORDEUR_ISSUER: `http://localhost:${port}`, VOORDEUR_LOG_LEVEL: 'error' };
  const ports = { VOORDEUR_PORT: String(port), VOORDEUR_PRIVATE_PORT: String(health) };
  return { process: await startServer({ ...own, ...environment, ...ports }), port, healthUrl: `http://127.0.0.1:${health}/healthz` };
}

/** The database of a flood, filled, beside the servers. */
export interface Prepared {
  readonly keyring: Keyring;
  /** The counter of acme's name, as it is now. */
  readonly counterOf: (username: string) => Promise<CounterState>;
  readonly close: () => Promise<void>;
}

/** Fills the database, and leaves it open to look at. */
export async function prepare(environment: Readonly<Record<string, string>>): Promise<Prepared> {
  const { acting, keyring, store, close } = await openInstallation(environment);
  const { organisation, person } = furnishing(acting, CALLBACK);
  const { id } = await organisation('acme', { preferredLanguage: 'en' });
  for (const username of ['Anna', 'Bert']) await person('acme', username);
  const client = await addClient(acting, {
    client_id: 'flood',
    client_name: 'Flood',
    first_party: true,
    portals: '*',
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: 'none',
  });
  expect(client).toMatchObject({ done: true });
  const counterOf = async (username: string): Promise<CounterState> => {
    const [state] = await store.ports.counters.inspect([countersOf(id, username)[0]], systemClock.now());
    return state ?? { count: 0, openAt: 0, forgottenAt: 0 };
  };
  return { keyring, counterOf, close };
}

/** How often a server said that it is alive, and what it said instead. */
export interface Health {
  readonly alive: number;
  readonly failures: readonly string[];
}

/** Asks every server whether it is alive, again and again while `work` goes on. Counts only what was asked and answered within that time. */
export async function healthDuring<T>(servers: readonly Serving[], work: () => Promise<T>): Promise<{ done: T; health: Health[] }> {
  let going = true;
  const watching = servers.map(async ({ healthUrl }): Promise<Health> => {
    let alive = 0;
    const failures: string[] = [];
    while (going) {
      const said = await fetch(healthUrl, { signal: AbortSignal.timeout(PATIENCE) }).then(({ status }) => status, String);
      if (said !== 200) failures.push(`${said}`);
      else if (going) alive += 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return { alive, failures };
  });
  try {
    return { done: await work(), health: await stopped() };
  } finally {
    going = false;
  }

  function stopped(): Promise<Health[]> {
    going = false;
    return Promise.all(watching);
  }
}
