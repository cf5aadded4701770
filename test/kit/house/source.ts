// One file of the product as its rules are checked: its text, its syntax tree, and where in the text a node stands.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from '@swc/core';
import { isNode, type Node, nodesIn } from './syntax.ts';

/** A parsed file. */
export interface Source {
  /** From the root of the checkout, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Top-level statements in order. */
  readonly items: readonly Node[];
  /** These and all nodes in them, parents first. */
  readonly nodes: readonly Node[];
  /** Lines of text in the file. */
  readonly lines: number;
  /** The line a node begins on, from 1. */
  lineOf(node: Node): number;
  /** How many lines a node covers. */
  linesOf(node: Node): number;
  /** The text (blanks and comments) between the end of a top-level statement, or the beginning of the file, and the next one. */
  textBefore(item: Node): string;
}

// The parser counts in bytes, from where the file before ended or from a file's first statement. An empty statement of
// our own in front of the text tells where this one begins.
const MARK = ';';

/** Parses a file. Throws what the parser says about text that is no TypeScript or JavaScript. */
export function parseSource(path: string, text: string): Source {
  const bytes = Buffer.from(MARK + text);
  const [mark, ...items] = (parseSync(bytes.toString(), { syntax: 'typescript', target: 'es2024' }).body as unknown[]).filter(isNode);
  const base = mark?.span.start ?? 0;
  const lineEnds = [...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + base] : []));
  const lineAt = (place: number) => lineEnds.filter((end) => end < place).length + 1;
  return {
    path,
    text,
    items,
    nodes: items.flatMap((item) => [...nodesIn(item)]),
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    lineOf: (node) => lineAt(node.span.start),
    linesOf: ({ span }) => lineAt(span.end) - lineAt(span.start) + 1,
    textBefore: (item) => {
      const before = items[items.indexOf(item) - 1]?.span.end ?? base + MARK.length;
      return bytes.subarray(before - base, item.span.start - base).toString();
    },
  };
}

/** Parses all TypeScript and JavaScript under these files and folders of a checkout. What is not there is left out. */
export function readSources(root: string, places: readonly string[]): Source[] {
  const paths = places.flatMap((place) => filesUnder(join(root, place))).filter((path) => /\.(?:[cm]?[jt]s|tsx)$/.test(path));
  return paths.map((path) => parseSource(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')));
}

function filesUnder(place: string): string[] {
  try {
    const entries = readdirSync(place, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [place];
    throw error;
  }
}
