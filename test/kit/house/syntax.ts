// What the parser saw, as far as the checks of the house look at it: nodes with a kind and a place, walked in order.

/** A node of the syntax tree. The parser's own types name every field of every kind; the checks ask for few, by name. */
export interface Node {
  readonly type: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly [field: string]: unknown;
}

/** Whether this part of the tree is a node. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'span' in value;
}

/** The node in this field, if there is one. */
export function nodeIn(node: Node | undefined, field: string): Node | undefined {
  const value = node?.[field];
  return isNode(value) ? value : undefined;
}

/** The list in this field; empty when there is none. */
export function listIn(node: Node | undefined, field: string): readonly unknown[] {
  const value = node?.[field];
  return Array.isArray(value) ? value : [];
}

/** All nodes in and under a part of the tree, parents first, in the order of the text. */
export function* nodesIn(part: unknown): Generator<Node> {
  if (typeof part !== 'object' || part === null) return;
  if (isNode(part)) yield part;
  for (const inside of Object.values(part)) yield* nodesIn(inside);
}

/** The word or text that a node stands for: an identifier's name, a literal's text, a key; undefined for anything computed. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Computed' || node?.type === 'ParenthesisExpression') return textOf(nodeIn(node, 'expression'));
  if (node?.type === 'TemplateLiteral') return templateText(node);
  return typeof node?.['value'] === 'string' ? node['value'] : undefined;
}

function templateText(node: Node): string {
  return listIn(node, 'quasis')
    .filter(isNode)
    .map((part) => String(part['raw']))
    .join('…');
}

/** The arguments of a call. */
export function argumentsOf(call: Node): readonly Node[] {
  return listIn(call, 'arguments').flatMap((argument) => {
    const { expression } = argument as { readonly expression?: unknown };
    return isNode(expression) ? [expression] : [];
  });
}

/** Whether the node is a function of any kind: declared, inline, or a method. */
export function isFunction(node: Node): boolean {
  return FUNCTIONS.has(node.type);
}

const FUNCTIONS = new Set([
  ...['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'],
  ...['ClassMethod', 'PrivateMethod', 'Constructor', 'MethodProperty', 'GetterProperty', 'SetterProperty'],
]);

/** What a call is a call of, under modifiers and tables: `test` for `test.skip.each(…)(…)`. */
export function rootOf(callee: Node | undefined): string | undefined {
  if (callee?.type === 'Identifier') return textOf(callee);
  const inner = nodeIn(callee, 'object') ?? nodeIn(callee, 'callee') ?? nodeIn(callee, 'tag') ?? nodeIn(callee, 'expression');
  return inner && rootOf(inner);
}
