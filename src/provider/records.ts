import type { Account } from '../domain/accounts/account.ts';
import type { ArtifactModel, ArtifactPayload } from '../domain/artifacts/ports.ts';
import type { Journey } from '../domain/journeys/journey.ts';
import type { Holder, Standing } from '../domain/journeys/ports.ts';
import type { Ports } from '../domain/ports.ts';

/** What one request has read ahead and has still to write. */
export interface Records {
  /**
   * Artifacts read beside others, by `artifactKey`; undefined for one that is not there. Each is handed out once: who
   * asks again means to see the database again, and what the library did to its copy is its own.
   */
  readonly artifacts: Map<string, Promise<ArtifactPayload | undefined>>;
  readonly accounts: Map<string, Account | undefined>;
  readonly holders: Map<string, Holder | undefined>;
  /** Sessions of the authorization endpoint, by uid. */
  readonly standings: Map<string, Standing | undefined>;
  /** When a session was last used, by uid; epoch milliseconds. */
  readonly activeAt: Map<string, number>;
  readonly journeys: Map<string, Journey | undefined>;
  /** Counters, by key. */
  readonly counts: Map<string, number>;
  /** Interactions that were there when this request looked: one that is gone since must not come back. */
  readonly interactions: Set<string>;
  /** In the order in which they were asked for; a later one with the same key takes the place of the earlier. */
  readonly writes: Map<string, (ports: Ports) => Promise<unknown>>;
  /** The last of them that is under way. */
  writing: Promise<unknown>;
  /** To be done once all is written, or the request has failed. */
  readonly afterwards: (() => void)[];
}

/** None of anything. */
export function newRecords(): Records {
  return {
    artifacts: new Map(),
    accounts: new Map(),
    holders: new Map(),
    standings: new Map(),
    activeAt: new Map(),
    journeys: new Map(),
    counts: new Map(),
    interactions: new Set(),
    writes: new Map(),
    writing: Promise.resolve(),
    afterwards: [],
  };
}

/** How an artifact is named; a session that is looked for by its uid has a name of its own. */
export function artifactKey(model: ArtifactModel | 'Session by uid', id: string): string {
  return `${model} ${id}`;
}
