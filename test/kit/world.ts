// A world of a test's own: the real application on a free port with a database of its own, and the operator's use-cases
// to fill it. Nothing is mocked; the clock may be wound by hand.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, openApp } from '../../src/app.ts';
import { addAccount } from '../../src/domain/administration/accounts.ts';
import { addClient } from '../../src/domain/administration/clients.ts';
import { addOrganisation } from '../../src/domain/administration/organisations.ts';
import { addResource } from '../../src/domain/administration/resources.ts';
import type { Outcome } from '../../src/domain/fault.ts';
import { HandClock } from './hand-clock.ts';
import { RelyingParty } from './relying-party.ts';

/** A password that every rule allows. */
export const PASSWORD = 'vier paarden in de wei';

/** An open world. */
export interface World {
  /** Origin of the server, and issuer. */
  readonly url: string;
  readonly app: App;
  readonly clock: HandClock;
  /** What the server logged, one JSON text a line. */
  readonly log: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  organisation(
    portal: string,
    more?: Partial<Parameters<typeof addOrganisation>[1]>,
  ): Promise<{ id: string; portal: string; name: string }>;
  person(portal: string, username: string, more?: Partial<Parameters<typeof addAccount>[2]>): Promise<{ id: string; username: string }>;
  /** Registers an application and discovers us as it would. Returns it with its secret, if it has one. */
  relyingParty(id: string, metadata?: Record<string, unknown>, options?: { scope?: string }): Promise<RelyingParty>;
  resource(indicator: string, scopes: readonly string[], more?: Record<string, string>): Promise<void>;
  /** Ends the server and starts it anew on the same port, database and secrets. `app` is the new one from then on. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Opens one. `environment` goes over the test's defaults: SQLite in a folder of its own, quick hashes are not allowed. */
export async function openWorld(environment: Record<string, string> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-test-'));
  const port = String(await freePort());
  const url = `http://localhost:${port}`;
  const set = {
    VOORDEUR_ISSUER: url,
    VOORDEUR_PORT: port,
    VOORDEUR_PRIVATE_PORT: '0',
    // Everybody in a test comes from one address: misses of one story must not be those of the next.
    VOORDEUR_UNCOUNTED_NETWORKS: '127.0.0.0/16',
    VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`,
    ...environment,
  };
  const clock = new HandClock();
  const log: string[] = [];
  const line = (fields: object, message: string) => void log.push(JSON.stringify({ ...fields, message }));
  const start = async () => {
    const opened = await openApp(set, { clock, log: { info: line, warn: line, error: line } });
    await opened.listen();
    return opened;
  };
  let app = await start();
  return {
    url,
    get app() {
      return app;
    },
    clock,
    log,
    environment: set,
    ...operator(url, () => app.installation.acting),
    restart: async () => {
      await app.close();
      app = await start();
    },
    close: async () => {
      clock.release();
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What an operator does in a world, with whatever server is open at that moment. */
function operator(
  url: string,
  acting: () => App['installation']['acting'],
): Pick<World, 'organisation' | 'person' | 'relyingParty' | 'resource'> {
  return {
    organisation: async (portal, more) =>
      fine(
        await addOrganisation(acting(), {
          portal,
          name: `${portal} BV`,
          contactName: 'Carla',
          contactEmail: `carla@${portal}.example`,
          ...more,
        }),
      ),
    person: async (portal, username, more) => fine(await addAccount(acting(), portal, { username, password: PASSWORD, ...more })),
    relyingParty: (id, metadata, options) => relyingParty(url, acting(), id, metadata, options),
    resource: async (indicator, scopes, more) => void fine(await addResource(acting(), { indicator, scopes, ...more })),
  };
}

async function relyingParty(
  issuer: string,
  acting: App['installation']['acting'],
  id: string,
  metadata: Record<string, unknown> = {},
  options = {},
) {
  const redirectUri = `http://localhost:9/${id}/callback`;
  const standard = {
    client_id: id,
    client_name: `App ${id}`,
    first_party: true,
    portals: '*',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
  };
  const { secret } = fine(await addClient(acting, { ...standard, ...metadata }));
  const redirect = (metadata['redirect_uris'] as string[] | undefined)?.[0] ?? redirectUri;
  const algorithm = metadata['id_token_signed_response_alg'];
  const registered = algorithm === undefined ? {} : { id_token_signed_response_alg: String(algorithm) };
  return RelyingParty.discover({
    issuer,
    clientId: id,
    redirectUri: redirect,
    metadata: registered,
    ...(secret && { secret }),
    ...options,
  });
}

function fine<T>(outcome: Outcome<T>): T {
  if (outcome.done) return outcome.value;
  throw new Error(outcome.faults.map(({ field, detail }) => `${field} ${detail}`).join('; '));
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
