// The provider in use, and its swap when the signing keys change (`settled.md` 63): the library's keystore is fixed at
// construction, so a new provider is built beside the old one and requests under way end on the one they began with.
import type { RequestListener } from 'node:http';
import type { JWKS } from 'oidc-provider';
import type { ProtocolLog } from './events.ts';

/** A provider that answers requests, and can be waited for. */
export interface Answering {
  readonly handler: RequestListener;
  /** Waits until what its requests left to be written is written. */
  readonly settled: () => Promise<void>;
}

/** What keeps a provider current. */
export interface CurrentNeeds {
  /** The keys as they should be now: the first of each algorithm signs. */
  readonly keys: () => Promise<JWKS>;
  readonly build: (keys: JWKS) => Answering;
  readonly log: ProtocolLog;
  /** How often to look, in milliseconds. */
  readonly every: number;
}

/** The provider in use. */
export interface CurrentProvider {
  readonly handler: RequestListener;
  /** Looks now whether the keys have changed. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Builds the first provider, and a new one whenever the keys or their order change. */
export async function keepCurrent(needs: CurrentNeeds): Promise<CurrentProvider> {
  const built: Answering[] = [];
  let known = '';
  let current: Answering | undefined;

  async function refresh(): Promise<void> {
    const keys = await needs.keys();
    const order = keys.keys.map((key) => key.kid).join(' ');
    if (order === known) return;
    current = needs.build(keys);
    built.push(current);
    known = order;
  }

  await refresh();
  const timer = setInterval(() => {
    // A database that does not answer now is asked again; until then the keys we have go on signing.
    refresh().catch((error: unknown) => needs.log.error({ error: String(error) }, 'signing keys could not be looked at'));
  }, needs.every);
  timer.unref();
  return {
    handler: (request, response) => current?.handler(request, response),
    refresh,
    close: async () => {
      clearInterval(timer);
      await Promise.all(built.map((each) => each.settled()));
    },
  };
}
