import { posix } from 'node:path';
import type { Source } from './source.ts';
import { argumentsOf, type Node, nodeIn, textOf } from './syntax.ts';

/** One import of a file: static, re-exported, dynamic, or of a type only; they all are knowledge of the other. */
export interface Import {
  readonly line: number;
  /** Path of the imported file from the root of the checkout. */
  readonly file?: string;
  /** Name of the npm package without what follows it, or `node:…`. */
  readonly package?: string;
}

/** All imports of a file. One whose address is computed has neither file nor package. */
export function importsOf(source: Source): Import[] {
  return source.nodes.flatMap((node) => {
    const address = addressIn(node);
    return address === undefined ? [] : [{ line: source.lineOf(node), ...targetOf(source.path, address) }];
  });
}

const STATEMENTS = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'];

/** What this node imports, as written; empty when that is computed; undefined for a node that imports nothing. */
function addressIn(node: Node): string | undefined {
  if (STATEMENTS.includes(node.type)) return textOf(nodeIn(node, 'source'));
  if (node.type === 'TsImportType') return textOf(nodeIn(node, 'argument')) ?? '';
  if (node.type !== 'CallExpression' || nodeIn(node, 'callee')?.type !== 'Import') return undefined;
  const [address] = argumentsOf(node);
  return address?.type === 'StringLiteral' ? textOf(address) : '';
}

function targetOf(path: string, address: string): { readonly file?: string; readonly package?: string } {
  if (address === '') return {};
  if (address.startsWith('.')) return { file: posix.join(posix.dirname(path), address) };
  if (address.startsWith('node:')) return { package: address };
  return { package: address.split('/', address.startsWith('@') ? 2 : 1).join('/') };
}
