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
  /** Written in place of those where this request comes second to end a sign-in. */
  readonly otherwise: Map<string, (ports: Ports) => Promise<unknown>>;
  /** What waited when the sign-in that is taken up at once was ended: all that it leaves if the protocol comes to nothing. */
  ending: ReadonlyMap<string, (ports: Ports) => Promise<unknown>> | undefined;
  /** The last of them that was begun. */
  writing: Promise<unknown> | undefined;
  /** To be done once all is written, or the request has failed. */
  readonly afterwards: (() => void)[];
  /** Sessions as they were loaded, by id: their `authorizations` per client as JSON, to write back only what changed. */
  readonly loadedSessions: Map<string, LoadedSession>;
}

/** A session as it was loaded. */
export interface LoadedSession {
  /** Its entry of each client, as JSON. */
  readonly authorizations: ReadonlyMap<string, string>;
  /** All else that does not change by itself, as JSON. */
  readonly rest: string;
  /** When it was to expire, in epoch seconds. */
  readonly exp: number;
}

/** None of anything. Each is made when it is first asked for: most requests need few of them. */
export function newRecords(): Records {
  return new RequestRecords();
}

class RequestRecords implements Records {
  #artifacts: Records['artifacts'] | undefined;
  #accounts: Records['accounts'] | undefined;
  #holders: Records['holders'] | undefined;
  #standings: Records['standings'] | undefined;
  #activeAt: Records['activeAt'] | undefined;
  #journeys: Records['journeys'] | undefined;
  #counts: Records['counts'] | undefined;
  #interactions: Records['interactions'] | undefined;
  #writes: Records['writes'] | undefined;
  #otherwise: Records['otherwise'] | undefined;
  #afterwards: Records['afterwards'] | undefined;
  #loadedSessions: Records['loadedSessions'] | undefined;
  writing: Records['writing'];
  ending: Records['ending'];

  get artifacts(): Records['artifacts'] {
    this.#artifacts ??= new Map();
    return this.#artifacts;
  }

  get accounts(): Records['accounts'] {
    this.#accounts ??= new Map();
    return this.#accounts;
  }

  get holders(): Records['holders'] {
    this.#holders ??= new Map();
    return this.#holders;
  }

  get standings(): Records['standings'] {
    this.#standings ??= new Map();
    return this.#standings;
  }

  get activeAt(): Records['activeAt'] {
    this.#activeAt ??= new Map();
    return this.#activeAt;
  }

  get journeys(): Records['journeys'] {
    this.#journeys ??= new Map();
    return this.#journeys;
  }

  get counts(): Records['counts'] {
    this.#counts ??= new Map();
    return this.#counts;
  }

  get interactions(): Records['interactions'] {
    this.#interactions ??= new Set();
    return this.#interactions;
  }

  get writes(): Records['writes'] {
    this.#writes ??= new Map();
    return this.#writes;
  }

  get otherwise(): Records['otherwise'] {
    this.#otherwise ??= new Map();
    return this.#otherwise;
  }

  get afterwards(): Records['afterwards'] {
    this.#afterwards ??= [];
    return this.#afterwards;
  }

  get loadedSessions(): Records['loadedSessions'] {
    this.#loadedSessions ??= new Map();
    return this.#loadedSessions;
  }
}

/** How an artifact is named; a session that is looked for by its uid has a name of its own. */
export function artifactKey(model: ArtifactModel | 'Session by uid', id: string): string {
  return `${model} ${id}`;
}
