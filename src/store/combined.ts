// PostgreSQL: several statements as one, so that they cost one round trip and one commit.
import type { Done, Row, Statement } from './connection.ts';

/** Statements made one: what to send, and how to read what comes back. */
export interface Combined {
  readonly text: string;
  readonly doneOf: (row: Row) => Done[];
}

/** Statements that begin alike: what was made of them, and what goes on from there. */
interface Branch {
  combined?: Combined;
  readonly onward: Readonly<Record<Statement['wants'], Map<string, Branch>>>;
}

const newBranch = (): Branch => ({ onward: { rows: new Map(), changes: new Map(), nothing: new Map() } });

/** By what they are made of, text after text: the same few come again and again. */
const root = newBranch();

/** The statement that does all of them. Their parameters follow one another in it. */
export function combine(statements: readonly Statement[]): Combined {
  let branch = root;
  for (const { text, wants } of statements) {
    const next = branch.onward[wants].get(text) ?? newBranch();
    branch.onward[wants].set(text, next);
    branch = next;
  }
  branch.combined ??= { text: textOf(statements), doneOf: readerOf(statements) };
  return branch.combined;
}

/** What is told of a part. One that changes something happens also where nothing is (PostgreSQL, 7.8.4). */
const RESULT: Readonly<Record<Statement['wants'], (part: string, name: string) => string>> = {
  rows: (part, name) => `(select json_agg(${part}) from ${part}) as ${name}`,
  changes: (part, name) => `(select count(*) from ${part}) as ${name}`,
  nothing: () => '',
};

function textOf(statements: readonly Statement[]): string {
  let before = 0;
  const parts = statements.map(({ text, parameters, wants }, at) => {
    const shifted = text.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + before}`);
    before += parameters.length;
    return `s${at} as (${shifted}${wants === 'changes' ? ' returning 1' : ''})`;
  });
  const results = statements.map(({ wants }, at) => RESULT[wants](`s${at}`, `r${at}`));
  return `with ${parts.join(', ')} select ${results.filter(Boolean).join(', ')}`;
}

function readerOf(statements: readonly Statement[]): Combined['doneOf'] {
  const wanted = statements.map(({ wants }, at) => ({ wants, name: `r${at}` }));
  return (row) =>
    wanted.map(({ wants, name }) => {
      const value: unknown = row[name];
      if (wants !== 'rows') return { rows: [], changes: Number(value ?? 0) };
      const rows = (value ?? []) as Row[];
      return { rows, changes: rows.length };
    });
}
