import { AsyncLocalStorage } from 'node:async_hooks';
import type { Organisation } from '../domain/organisations/organisation.ts';

/** What one request knows about itself, for the parts the protocol library calls without handing them the request. */
export interface RequestScope {
  /** The organisation the request is about; undefined while none can be known. */
  organisation: Organisation | undefined;
  /** Whose session cookie is read and set (`settled.md` 1): the organisation above, unless a screen looks at another one's. */
  cookieOf: string | undefined;
  /** `scope` as the application sent it, before the library took anything away. */
  askedScope: string | undefined;
  /** Sessions as they were loaded, by id: their `authorizations` per client as JSON, to write back only what changed. */
  readonly loadedSessions: Map<string, ReadonlyMap<string, string>>;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs `step` with a scope of its own. */
export function withRequestScope<T>(step: () => Promise<T>): Promise<T> {
  return scopes.run({ organisation: undefined, cookieOf: undefined, askedScope: undefined, loadedSessions: new Map() }, step);
}

/** The scope of the request under way. Throws outside a request: the library must never run without one. */
export function requestScope(): RequestScope {
  const scope = scopes.getStore();
  if (!scope) throw new Error('no request is under way');
  return scope;
}
