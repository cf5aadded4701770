import type { Database, Dialect, Done, Frequent, Parameter, Sql, Statement } from './connection.ts';

type Engine = Pick<Database, 'together' | 'all' | 'put' | 'run'>;

interface Recorded {
  readonly statement: Statement;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: unknown) => void;
}

/** A connection that sends nothing at once: what is asked of it during a step is sent together afterwards. */
export interface Recorder {
  readonly sql: Sql;
  /** Runs `step`, then sends what it asked for; resolves when all of it happened and everything made of it is done. */
  send<T>(database: Engine, step: () => readonly Promise<T>[]): Promise<T[]>;
}

/** Makes one. Steps ask at once, without waiting for anything first, so one recorder serves everybody. */
export function recorder(dialect: Dialect): Recorder {
  let taken: Recorded[] | undefined;
  let refusal: Error | undefined;
  const ask = (text: string, parameters: readonly Parameter[], wants: Statement['wants'], put?: Frequent) =>
    new Promise<Done>((resolve, reject) => {
      if (!taken) throw new Error('a step that is sent together must ask for everything at once');
      taken.push({ statement: { text, parameters, wants, put }, resolve, reject });
    });
  const never = async () => {
    refusal = new Error('only single statements can be sent together');
    throw refusal;
  };
  const rows = async (text: string, parameters: readonly Parameter[] = []) => [...(await ask(text, parameters, 'rows')).rows];
  return {
    sql: {
      dialect,
      all: rows,
      one: async (text, parameters) => (await rows(text, parameters))[0],
      ask: async ({ one }, parameters) => (await rows(one, parameters))[0],
      put: async (write, all) => void (await Promise.all(all.map((parameters) => ask(write.one, parameters, 'nothing', write)))),
      run: async (text, parameters = []) => (await ask(text, parameters, 'changes')).changes,
      write: async (text, parameters = []) => void (await ask(text, parameters, 'nothing')),
      together: never,
      transaction: never,
    },
    send: async (database, step) => {
      const recorded: Recorded[] = [];
      taken = recorded;
      refusal = undefined;
      let made: ReturnType<typeof step>;
      try {
        made = step();
      } finally {
        taken = undefined;
      }
      const [all] = await Promise.all([Promise.all(made), refusal ? refuse(recorded, refusal) : sent(database, recorded)]);
      return all;
    },
  };
}

/** Nothing is sent of a step that asked for what cannot be. */
function refuse(recorded: readonly Recorded[], refusal: Error): void {
  for (const { reject } of recorded) reject(refusal);
}

async function sent(database: Engine, recorded: readonly Recorded[]): Promise<void> {
  try {
    const done = await together(
      database,
      recorded.map(({ statement }) => statement),
    );
    for (const [at, { resolve }] of recorded.entries()) resolve(done[at] ?? { rows: [], changes: 0 });
  } catch (error) {
    for (const { reject } of recorded) reject(error);
    throw error;
  }
}

/** One alone, or rows of one kind, need nothing around them. */
async function together(database: Engine, statements: readonly Statement[]): Promise<Done[]> {
  const [only, ...others] = statements;
  if (!only) return [];
  const { put } = only;
  if (put && others.every((other) => other.put === put)) {
    await database.put(
      put,
      statements.map(({ parameters }) => parameters),
    );
    return statements.map(() => ({ rows: [], changes: 1 }));
  }
  if (others.length > 0) return database.together(statements);
  if (only.wants !== 'rows') return [{ rows: [], changes: await database.run(only.text, only.parameters) }];
  const rows = await database.all(only.text, only.parameters);
  return [{ rows, changes: rows.length }];
}
