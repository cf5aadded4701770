// App: the only place that knows everyone. Wires configuration, store, secrets, pages, provider and screens into one
// server. Owns the order of things and nothing else: no rule, no text, no statement.
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import type { JWKS } from 'oidc-provider';
import { type Installation, openInstallation } from './commands/installation.ts';
import { openSigningKey } from './crypto/signing-keys.ts';
import { ensureSigningKeys } from './domain/administration/keys.ts';
import { orderForSigning } from './domain/keys/rotation.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { minutes } from './kernel/duration.ts';
import { keepCurrent } from './provider/current.ts';
import { loadAssets } from './views/assets.ts';
import { createMailViews } from './views/mails.ts';
import { loadPhrases } from './views/phrases.ts';
import { createViews } from './views/views.ts';
import { health } from './web/health.ts';
import type { Log } from './web/request-log.ts';
import { boundedServer } from './web/server-limits.ts';
import { startBackground } from './wiring/background.ts';
import { buildProvider } from './wiring/build-provider.ts';
import { counted, metricsPage } from './wiring/metrics.ts';
import { makeParts } from './wiring/parts.ts';
import { serverLog } from './wiring/server-log.ts';

/** How often a server that closes lets go of idle connections, in milliseconds. */
const CLOSING_STEP = 50;

const TEMPLATES = join(import.meta.dirname, '..', 'templates');

/** What a server is opened with besides its environment. */
export interface AppOptions {
  /** The machine's own unless a test winds one. */
  readonly clock?: Clock;
  readonly log?: Log;
}

/** An open server: everything is ready, nothing listens yet. */
export interface App {
  readonly installation: Installation;
  /** Answers requests, for a listener of one's own. */
  readonly handler: RequestListener;
  /** Listens on the configured addresses. Throws when one is taken. */
  listen(): Promise<void>;
  /** Looks at once whether the signing keys have changed; by itself it looks every minute. */
  refreshKeys(): Promise<void>;
  /** Hands over at once what is due in the outbox; by itself it looks every second. */
  handOverMail(): Promise<void>;
  /** Posts at once what is due to be said of passwords that expire; by itself it looks every minute. */
  announceExpiry(): Promise<void>;
  /** Looks at once what DNS says of the sender of our mail; by itself it looks at the start and every day. */
  checkSender(): Promise<void>;
  /** Stops listening, lets requests and hand-overs under way end, and closes the store. */
  close(): Promise<void>;
}

/** Opens a server on an environment (`VOORDEUR_…`). Throws `ConfigError` with every fault, or what the database said. */
export async function openApp(environment: Readonly<Record<string, string | undefined>>, options: AppOptions = {}): Promise<App> {
  const clock = options.clock ?? systemClock;
  const opened = await counted(await openInstallation(environment, clock), clock);
  const { installation, metrics } = opened;
  const { config, store } = installation;
  const log = options.log ?? serverLog(config.logLevel);
  const assets = loadAssets(join(TEMPLATES, 'assets'));
  const source = viewsSource(!config.production);
  const views = createViews({ ...source, assets });
  const mailViews = createMailViews(source);
  const parts = makeParts({ installation, clock, log, views, mailViews, assets, metrics });
  await ensureSigningKeys({ ...installation.acting, by: { actor: 'system' } }, store.ports.keys, installation.makeKeys);
  const current = await keepCurrent({
    keys: () => signingKeys(installation, clock),
    build: (keys) => buildProvider(parts, keys),
    log,
    every: minutes(1),
  });
  const background = startBackground({ installation, mailViews, clock, log, metrics });
  const servers: Server[] = [];
  return {
    installation,
    handler: current.handler,
    refreshKeys: current.refresh,
    handOverMail: background.handOverMail,
    announceExpiry: background.announceExpiry,
    checkSender: background.checkSender,
    listen: async () => {
      servers.push(await listening(boundedServer(current.handler), config.listen));
      if (config.privateListen)
        servers.push(await listening(boundedServer(health({ ping: store.ping, metrics: metricsPage(opened) })), config.privateListen));
    },
    close: async () => {
      await background.stop();
      await Promise.all([...servers.map(closed), background.close()]);
      await current.close();
      await installation.close();
    },
  };
}

/** What pages and mails are made from: they share their phrases. */
function viewsSource(strict: boolean) {
  return { templatesDir: TEMPLATES, strict, say: loadPhrases(TEMPLATES, strict) };
}

/** The private JWKs in the order in which they sign now. */
async function signingKeys({ store, sealer }: Installation, clock: Clock): Promise<JWKS> {
  const now = clock.now();
  const keys = orderForSigning(await store.ports.keys.live(now), now);
  return { keys: keys.map((key) => openSigningKey(sealer, key)) } as JWKS;
}

function listening(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection whose last request ends only now would be kept for a next one, which never comes.
    const letGo = setInterval(() => server.closeIdleConnections(), CLOSING_STEP);
    server.close(() => {
      clearInterval(letGo);
      resolve();
    });
    server.closeIdleConnections();
  });
}
