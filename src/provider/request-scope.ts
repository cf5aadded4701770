import { AsyncLocalStorage } from 'node:async_hooks';
import type { Provider } from 'oidc-provider';
import type { Organisation } from '../domain/organisations/organisation.ts';
import { newRecords, type Records } from './records.ts';

/** An interaction of the library. */
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What one request knows about itself, for the parts the protocol library calls without handing them the request. */
export interface RequestScope {
  /** The organisation the request is about; undefined while none can be known. */
  organisation: Organisation | undefined;
  /** Whose session cookie is read and set (`settled.md` 1): the organisation above, unless a screen looks at another one's. */
  cookieOf: string | undefined;
  /** `scope` as the application sent it, before the library took anything away. */
  askedScope: string | undefined;
  /** The registered application that an authorization request names. */
  clientId: string | undefined;
  /** The interaction that this request found, and may answer. */
  opened: Interaction | undefined;
  /** Uid of the interaction that this request answered and takes up as well. */
  takenUp: string | undefined;
  /** Id of the pushed request (RFC 9126) that the sign-in which is taken up has used already: it is the same use. */
  pushedBefore: string | undefined;
  /** Whether the interaction's cookie stands for the one that resumes it, the next time that is asked for. */
  resumesByInteraction: boolean;
  /** What was read for this request already, and what is to be written at its end. */
  readonly records: Records;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs `step` with a scope of its own. */
export function withRequestScope<T>(step: () => Promise<T>): Promise<T> {
  const scope: RequestScope = {
    organisation: undefined,
    cookieOf: undefined,
    askedScope: undefined,
    clientId: undefined,
    opened: undefined,
    takenUp: undefined,
    pushedBefore: undefined,
    resumesByInteraction: false,
    records: newRecords(),
  };
  return scopes.run(scope, step);
}

/** The scope of the request under way. Throws outside a request: the library must never run without one. */
export function requestScope(): RequestScope {
  const scope = scopes.getStore();
  if (!scope) throw new Error('no request is under way');
  return scope;
}
