// Lengths: a file or function that does not fit on a screen or three holds more than one idea.
import type { Source } from './source.ts';
import { argumentsOf, isFunction, type Node, nodeIn, rootOf, textOf } from './syntax.ts';

const FILE_LINES = 200;
const FUNCTION_LINES = 40;

/** Words that take a test, or a group of tests, as a function. */
const TEST_WORDS = ['test', 'it', 'describe', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach'];

/** Files over 200 lines. */
export function longFiles(sources: readonly Source[]): string[] {
  return sources
    .filter(({ lines }) => lines > FILE_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines, at most ${FILE_LINES} are allowed: split it by idea, not by length`);
}

/** Functions over 40 lines. A test inside a function or a group is a thing of its own: its lines are not the group's. */
export function longFunctions(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const { nodes } = source;
    const tests = nodes.filter(isTestCall);
    const names = namesOf(nodes);
    return nodes.filter(isFunction).flatMap((node) => {
      const lines = ownLines(source, node, tests);
      if (lines <= FUNCTION_LINES) return [];
      const name = textOf(nodeIn(node, 'identifier') ?? nodeIn(node, 'key')) ?? names.get(node) ?? 'a function';
      return [`${source.path}:${source.lineOf(node)} ${name} has ${lines} lines, at most ${FUNCTION_LINES}: give its parts names`];
    });
  });
}

function isTestCall(node: Node): boolean {
  return node.type === 'CallExpression' && TEST_WORDS.includes(rootOf(nodeIn(node, 'callee')) ?? '');
}

function ownLines(source: Source, node: Node, tests: readonly Node[]): number {
  const inside = tests.filter((test) => within(test, node));
  const outermost = inside.filter((test) => !inside.some((other) => other !== test && within(test, other)));
  return source.linesOf(node) - outermost.reduce((sum, test) => sum + source.linesOf(test), 0);
}

function within(inner: Node, outer: Node): boolean {
  return inner.span.start >= outer.span.start && inner.span.end <= outer.span.end;
}

/** What inline functions are called: the constant they are kept in, or the title of their test. */
function namesOf(nodes: readonly Node[]): Map<Node, string> {
  const names = new Map<Node, string>();
  for (const node of nodes) {
    const kept = node.type === 'VariableDeclarator' ? nodeIn(node, 'init') : undefined;
    if (kept) names.set(kept, textOf(nodeIn(node, 'id')) ?? 'a function');
    const [title, body] = isTestCall(node) ? argumentsOf(node) : [];
    if (body) names.set(body, `«${textOf(title) ?? 'a test'}»`);
  }
  return names;
}
