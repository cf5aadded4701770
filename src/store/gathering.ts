// What many requests ask for at the same moment goes out as one. Owns who waits for what; speaks no engine's language.

/** What is asked for, by somebody who waits for the answer. */
interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How a statement is sent, for one who asks or for several; answers come in the order of what was asked. */
export interface Sending<Statement, Asked, Answer> {
  readonly one: (statement: Statement, asked: Asked) => Promise<Answer>;
  readonly many: (statement: Statement, asked: readonly Asked[]) => Promise<readonly Answer[]>;
  /** What must not go out twice as one; undefined where nothing can be in the way of another. */
  readonly keyOf: (statement: Statement, asked: Asked) => string | undefined;
  /** Whether each may be sent alone after several failed with this error: for one of them alone may be what failed, and nothing is done twice. */
  readonly mayGoAlone: (statement: Statement, error: unknown) => boolean;
}

/** Most that go out as one: more are several. */
const MOST = 32;

/**
 * Asks for a statement, together with whoever else asks for the same one in this turn of the event loop: nobody waits for
 * others longer than that. Where what is sent for several fails by what one of them asked, each is sent alone, so that nobody
 * fails with another one. Where the connection broke, what changes something may have been done all the same, and is not done twice.
 */
export function gathering<Statement, Asked, Answer>(sending: Sending<Statement, Asked, Answer>) {
  const waiting = new Map<Statement, Waiting<Asked, Answer>[]>();
  const sendAll = (statement: Statement) => {
    const all = waiting.get(statement) ?? [];
    waiting.delete(statement);
    const [only] = all;
    if (only && all.length === 1) return sendAlone(sending, statement, only);
    for (const group of groupsOf(all, ({ asked }) => sending.keyOf(statement, asked))) void send(sending, statement, group);
  };
  return (statement: Statement, asked: Asked): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const others = waiting.get(statement);
      if (others) return void others.push({ asked, resolve, reject });
      waiting.set(statement, [{ asked, resolve, reject }]);
      setImmediate(sendAll, statement);
    });
}

/** Groups of at most `MOST`, none with the same key twice. */
function groupsOf<T>(all: readonly T[], keyOf: (each: T) => string | undefined): T[][] {
  const groups: { readonly members: T[]; readonly keys: Set<string> }[] = [];
  for (const each of all) {
    const key = keyOf(each);
    const fits = groups.find(({ members, keys }) => members.length < MOST && (key === undefined || !keys.has(key)));
    const group = fits ?? { members: [], keys: new Set<string>() };
    if (!fits) groups.push(group);
    group.members.push(each);
    if (key !== undefined) group.keys.add(key);
  }
  return groups.map(({ members }) => members);
}

function sendAlone<Statement, Asked, Answer>(
  { one }: Sending<Statement, Asked, Answer>,
  statement: Statement,
  { asked, resolve, reject }: Waiting<Asked, Answer>,
): void {
  one(statement, asked).then(resolve, reject);
}

async function send<Statement, Asked, Answer>(
  sending: Sending<Statement, Asked, Answer>,
  statement: Statement,
  group: readonly Waiting<Asked, Answer>[],
): Promise<void> {
  const [only] = group;
  if (only && group.length === 1) return sendAlone(sending, statement, only);
  try {
    const answers = await sending.many(
      statement,
      group.map(({ asked }) => asked),
    );
    for (const [at, { resolve }] of group.entries()) resolve(answers[at] as Answer);
  } catch (error) {
    for (const each of group) sending.mayGoAlone(statement, error) ? sendAlone(sending, statement, each) : each.reject(error);
  }
}
