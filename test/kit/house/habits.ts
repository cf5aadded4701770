// Habits: one clock, one source of randomness, one reader of the environment.
import type { Source } from './source.ts';
import { argumentsOf, listIn, type Node, nodeIn, textOf } from './syntax.ts';

/** What only a few places may do. */
export type Habit = 'clock' | 'randomness' | 'environment';

/** A file or folder that may, and why. */
export interface Allowance {
  readonly place: string;
  readonly habit: Habit;
  readonly because: string;
}

const ADVICE: Readonly<Record<Habit, string>> = {
  clock: 'ask the clock that was passed in (src/kernel/clock.ts), so that a test can wind it',
  randomness: 'ask src/kernel/random.ts: what can be guessed is no secret',
  environment: 'take the value as an argument: the environment is read in src/config, once, with all its faults',
};

/** The machine's clock, guessable numbers and the environment outside the places that may; and allowances that nobody needs. */
export function habitFaults(sources: readonly Source[], allowances: readonly Allowance[]): string[] {
  const used = new Set<Allowance>();
  const faults = sources.flatMap((source) =>
    habitsIn(source).flatMap(({ habit, node, words }) => {
      const allowed = allowances.find(({ place, habit: may }) => may === habit && `${source.path}/`.startsWith(`${place}/`));
      if (allowed) used.add(allowed);
      return allowed ? [] : [`${source.path}:${source.lineOf(node)} uses ${words}: ${ADVICE[habit]}`];
    }),
  );
  const idle = allowances.filter((allowance) => !used.has(allowance));
  return [...faults, ...idle.map(({ place, habit }) => `${place} no longer uses the ${habit}: take its allowance away`)];
}

interface Found {
  readonly habit: Habit;
  readonly node: Node;
  readonly words: string;
}

const MEMBERS: Readonly<Record<string, Habit>> = {
  'Date.now': 'clock',
  'Math.random': 'randomness',
  'process.env': 'environment',
};

function habitsIn(source: Source): Found[] {
  return source.nodes.flatMap(habitOf);
}

function habitOf(node: Node): Found[] {
  const date = nodeIn(node, 'callee');
  const called = node.type === 'CallExpression' || (node.type === 'NewExpression' && argumentsOf(node).length === 0);
  if (called && date?.type === 'Identifier' && textOf(date) === 'Date') return [{ habit: 'clock', node, words: 'the present Date' }];
  return readsOf(node).flatMap((words) => {
    const habit = MEMBERS[words];
    return habit === undefined ? [] : [{ habit, node, words }];
  });
}

/** What is read of a named thing: `process.env`, also by `const { env } = process` or `import { env } from 'node:process'`. */
function readsOf(node: Node): string[] {
  const object = textOf(nodeIn(node, 'object') ?? nodeIn(node, 'init'));
  if (node.type === 'MemberExpression') return [`${object}.${textOf(nodeIn(node, 'property'))}`];
  if (node.type === 'VariableDeclarator') return membersOf(nodeIn(node, 'id'), 'properties', 'key').map((key) => `${object}.${key}`);
  if (node.type !== 'ImportDeclaration' || textOf(nodeIn(node, 'source')) !== 'node:process') return [];
  return membersOf(node, 'specifiers', 'imported', 'local').map((name) => `process.${name}`);
}

function membersOf(node: Node | undefined, list: string, ...fields: readonly string[]): string[] {
  // The parser gives some of these a kind but no place.
  const members = listIn(node, list) as readonly Node[];
  return members.flatMap((member) => textOf(fields.map((field) => nodeIn(member, field)).find(Boolean)) ?? []);
}
