import pg from 'pg';

const INT8 = pg.types.builtins.INT8;

/** Counts and times are far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') => (id === INT8 ? Number : pg.types.getTypeParser(id, format as 'text')),
};

/** How long to wait for a free connection, in milliseconds, before the request is refused. */
const CONNECT_TIMEOUT = 5000;

/**
 * How long an answer is waited for, in milliseconds: no statement of ours takes a tenth of that. Where the other end is gone without
 * a word the system would go on sending for a quarter of an hour, and so long the connection would be held by who waits on it. The
 * one that did not answer is replaced.
 */
const ANSWER_TIMEOUT = 20_000;

/**
 * How long a connection that nobody needs is kept, in milliseconds. The next one to be opened costs as much as some
 * seventy statements: a process of the database, the proof of a password, and each statement read and planned anew.
 */
const IDLE_TIMEOUT = 5 * 60 * 1000;

/** A day, in milliseconds: beyond twenty-four of them Node's timers go off at once. */
const LONGEST = 24 * 60 * 60 * 1000;

/** How long one is silent before the system asks whether the other end is still there, in milliseconds: a wall on the way may have forgotten it. */
const SILENCE = 30_000;

/**
 * Everything is read by a key or an index. A plan that was made while a table was still empty would read it whole, and go
 * on doing so when it is full. And a plan made anew for each list of keys is the plan that there was. Statements name their
 * tables in the order in which each is found from the one before: looking for a better one costs more than reading them. And
 * the few rows of a few keys are not worth a map of where they lie.
 */
const PLANNING = ['enable_seqscan=off', 'jit=off', 'plan_cache_mode=force_generic_plan', 'join_collapse_limit=1', 'enable_bitmapscan=off'];

/** What is begun and not ended within a minute is undone: whoever began it is gone without a word, and others wait for its rows. */
const ABANDONED = ['idle_in_transaction_session_timeout=60s'];

const OPTIONS = [...PLANNING, ...ABANDONED].map((setting) => `-c ${setting}`).join(' ');

/**
 * How a pool of at most `pool` (1–100) connections to this database is made. `connect_timeout` (seconds, libpq's word) and
 * `query_timeout` (milliseconds) in the address come before our own, where they are more than nothing.
 */
export function settingsOf(url: string, pool: number): pg.PoolConfig {
  const address = new URL(url);
  const connectionTimeoutMillis = timeIn(address, 'connect_timeout', 1000) ?? CONNECT_TIMEOUT;
  const query_timeout = timeIn(address, 'query_timeout', 1) ?? ANSWER_TIMEOUT;
  address.searchParams.set('options', [address.searchParams.get('options'), OPTIONS].filter(Boolean).join(' '));
  return {
    ...{ connectionString: address.href, max: pool, types, keepAlive: true, keepAliveInitialDelayMillis: SILENCE },
    ...{ connectionTimeoutMillis, idleTimeoutMillis: IDLE_TIMEOUT, query_timeout },
  };
}

/** Takes a time out of the address, where the driver would take its own view of it, in milliseconds; undefined unless it is more than nothing. */
function timeIn({ searchParams }: URL, name: string, unit: number): number | undefined {
  const time = Number(searchParams.get(name)) * unit;
  searchParams.delete(name);
  return time > 0 ? Math.min(time, LONGEST) : undefined;
}
