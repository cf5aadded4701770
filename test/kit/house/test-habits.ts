// Habits of tests: none hides the others, none is quietly left out, none swaps a module for one of its own.
import type { Source } from './source.ts';
import { argumentsOf, type Node, nodeIn, nodesIn, rootOf, textOf } from './syntax.ts';

const TEST_WORDS = ['test', 'it', 'describe'];
const MODULE_MOCKS = ['mock', 'doMock', 'setMock', 'unstable_mockModule'];
const ADVICE_ON = {
  only: 'runs alone and hides all others: take `only` away',
  skip: 'is left out without a reason: say in its title «skipped because …»',
  mock: 'puts a module of its own in the place of ours: pass what is needed as a value, and let the test use the real one',
};

/** Tests that hide others, tests left out without a reason in the title, and modules that are mocked. */
export function testFaults(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const { nodes } = source;
    const explained = new Set(nodes.filter(saysWhy).flatMap((call) => [...nodesIn(nodeIn(call, 'callee'))]));
    return nodes.flatMap((node) => {
      const kind = leavesOut(node);
      if (kind === undefined || (kind === 'skip' && explained.has(node))) return [];
      return [`${source.path}:${source.lineOf(node)} ${ADVICE_ON[kind]}`];
    });
  });
}

function saysWhy(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  return / because /.test(textOf(argumentsOf(node)[0]) ?? '');
}

function leavesOut(node: Node): keyof typeof ADVICE_ON | undefined {
  const word = node.type === 'Identifier' ? textOf(node) : undefined;
  if (word && /^f(?:it|describe)$/.test(word)) return 'only';
  if (word && /^x(?:it|test|describe)$/.test(word)) return 'skip';
  const member = node.type === 'MemberExpression' ? textOf(nodeIn(node, 'property')) : undefined;
  const root = rootOf(node);
  if (root === 'jest') return MODULE_MOCKS.includes(member ?? '') ? 'mock' : undefined;
  if (!TEST_WORDS.includes(root ?? '')) return undefined;
  return member === 'only' || member === 'skip' ? member : member === 'todo' ? 'skip' : undefined;
}
