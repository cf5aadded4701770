import type { Database, Dialect, Done, Sql, Statement } from './connection.ts';

type Engine = Pick<Database, 'together' | 'all' | 'put' | 'run'>;

/** What a step asks for, and what will have come of it: it succeeds or fails as one, so one promise serves all who ask. */
interface Round {
  readonly asked: Statement[];
  readonly done: Promise<readonly Done[]>;
}

/** The round of the step that runs, and why nothing of it will be sent. */
interface UnderWay {
  round: Round | undefined;
  refusal: Error | undefined;
}

/** A connection that sends nothing at once: what is asked of it during a step is sent together afterwards. */
export interface Recorder {
  readonly sql: Sql;
  /** Runs `step`, then sends what it asked for; resolves when all of it happened and everything made of it is done. */
  send<T>(database: Engine, step: () => readonly Promise<T>[]): Promise<T[]>;
}

const rowsOf = ({ rows }: Done) => rows;
const rowOf = ({ rows }: Done) => rows[0];
const changesOf = ({ changes }: Done) => changes;
const nothingOf = () => undefined;
const noneOf = () => [];
const parametersOf = ({ parameters }: Statement) => parameters;

/** What comes of a statement of which nothing is wanted. */
const NOTHING: Done = { rows: [], changes: 0 };

/** Makes one. Steps ask at once, without waiting for anything first, so one recorder serves everybody. */
export function recorder(dialect: Dialect): Recorder {
  const underWay: UnderWay = { round: undefined, refusal: undefined };
  return {
    sql: { dialect, ...asking(underWay), ...refusing(underWay) },
    send: async (database, step) => {
      const { promise: done, resolve, reject } = Promise.withResolvers<readonly Done[]>();
      const asked: Statement[] = [];
      underWay.round = { asked, done };
      underWay.refusal = undefined;
      let made: ReturnType<typeof step>;
      try {
        made = step();
      } finally {
        underWay.round = undefined;
      }
      if (underWay.refusal) refuse(done, reject, underWay.refusal);
      else resolve(together(database, asked));
      const all = await Promise.all(made);
      await done;
      return all;
    },
  };
}

function asking(underWay: UnderWay): Omit<Sql, 'dialect' | 'together' | 'transaction'> {
  const roundNow = (): Round => {
    if (!underWay.round) throw new Error('a step that is sent together must ask for everything at once');
    return underWay.round;
  };
  const ask = <T>(statement: Statement, read: (done: Done) => T): Promise<T> => {
    const { asked, done } = roundNow();
    const at = asked.push(statement) - 1;
    return done.then((all) => read(all[at] ?? NOTHING));
  };
  return {
    all: (text, parameters = []) => ask({ text, parameters, wants: 'rows' }, rowsOf),
    one: (text, parameters = []) => ask({ text, parameters, wants: 'rows' }, rowOf),
    ask: ({ one }, parameters) => ask({ text: one, parameters, wants: 'rows' }, rowOf),
    put: (put, all) => {
      const { asked, done } = roundNow();
      for (const parameters of all) asked.push({ text: put.one, parameters, wants: 'nothing', put });
      return done.then(nothingOf);
    },
    run: (text, parameters = []) => ask({ text, parameters, wants: 'changes' }, changesOf),
    write: (text, parameters = []) => ask({ text, parameters, wants: 'nothing' }, nothingOf),
  };
}

function refusing(underWay: UnderWay): Pick<Sql, 'together' | 'transaction'> {
  const never = async () => {
    underWay.refusal = new Error('only single statements can be sent together');
    throw underWay.refusal;
  };
  return { together: never, transaction: never };
}

/** Nothing is sent of a step that asked for what cannot be. Where that is all it asked for, nobody waits for the rest. */
function refuse(done: Promise<unknown>, reject: (error: Error) => void, refusal: Error): void {
  reject(refusal);
  done.catch(nothingOf);
}

/** One alone, or rows of one kind, need nothing around them. */
function together(database: Engine, statements: readonly Statement[]): Promise<readonly Done[]> | readonly Done[] {
  const [first] = statements;
  if (!first) return [];
  const { text, parameters, wants, put } = first;
  if (put && statements.every((other) => other.put === put)) return database.put(put, statements.map(parametersOf)).then(noneOf);
  if (statements.length > 1) return database.together(statements);
  if (wants !== 'rows') return database.run(text, parameters).then((changes) => [{ rows: [], changes }]);
  return database.all(text, parameters).then((rows) => [{ rows, changes: rows.length }]);
}
