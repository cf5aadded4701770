import type { Source } from './source.ts';
import { isNode, listIn, type Node, nodeIn, textOf } from './syntax.ts';

/** Exported functions, classes, interfaces, types and constants that no docstring explains, here or where they are declared. */
export function docstringFaults(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const explained = new Set(source.items.flatMap((item) => (hasDocstring(source, item) ? declaredBy(item) : importedBy(item))));
    return source.items.flatMap((item) =>
      exportedBy(item)
        .filter((name) => !explained.has(name) && !hasDocstring(source, item))
        .map((name) => `${source.path}:${source.lineOf(item)} exports ${name} without a docstring: ${ADVICE}`),
    );
  });
}

const ADVICE = 'say in /** … */ above it what it is, takes and returns, in which unit, and what it throws';

const EXPORTS = ['ExportDeclaration', 'ExportDefaultDeclaration'];

/** Whether a docstring with a word in it ends right above the statement. */
function hasDocstring(source: Source, item: Node): boolean {
  const [, words] = /\/\*\*((?:(?!\*\/).)*)\*\/\s*$/s.exec(source.textBefore(item)) ?? [];
  return /\p{L}/u.test(words ?? '');
}

/** Names that a statement declares, whether or not it exports them. */
function declaredBy(item: Node): string[] {
  const declaration = EXPORTS.includes(item.type) ? (nodeIn(item, 'declaration') ?? nodeIn(item, 'decl')) : item;
  const variables = listIn(declaration, 'declarations').filter(isNode);
  const named = variables.length > 0 ? variables.map((variable) => nodeIn(variable, 'id')) : [nameNode(declaration)];
  return named.flatMap((name) => textOf(name) ?? []);
}

function nameNode(declaration: Node | undefined): Node | undefined {
  return nodeIn(declaration, 'identifier') ?? nodeIn(declaration, 'id');
}

/** Names that a statement brings in from a file that explains them. */
function importedBy(item: Node): string[] {
  if (item.type !== 'ImportDeclaration') return [];
  return listIn(item, 'specifiers').flatMap((specifier) => (isNode(specifier) ? (textOf(nodeIn(specifier, 'local')) ?? []) : []));
}

/** Names that a statement exports of what this file declares. What is passed on from another file is explained there. */
function exportedBy(item: Node): string[] {
  if (item.type === 'ExportDefaultExpression') return ['default'];
  if (item.type === 'ExportNamedDeclaration' && !nodeIn(item, 'source')) {
    return listIn(item, 'specifiers').flatMap((specifier) => (isNode(specifier) ? (textOf(nodeIn(specifier, 'orig')) ?? []) : []));
  }
  if (!EXPORTS.includes(item.type)) return [];
  const names = declaredBy(item);
  return names.length > 0 ? names : ['default'];
}
