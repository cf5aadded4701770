// Templates: how a file becomes something that draws. Ours alone are compiled, in an engine of its own without access to
// prototypes, which knows no helper but ours; what organisations and people typed are values, never templates.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Handlebars from 'handlebars';
// The same library in one small file: its main file brings thirty with their source maps, two mebibytes that are kept for ever.
import library from 'handlebars/dist/handlebars.min.js';

/** How the templates below a folder are compiled. */
export interface Compiling {
  readonly folder: string;
  /** Whether a value that a model lacks throws (tests, development) or leaves a gap (production). */
  readonly strict: boolean;
  /** Names of the helpers: any other is a fault. */
  readonly helpers: readonly string[];
  /** Whether what is drawn is plain text, in which nothing is escaped. */
  readonly noEscape?: boolean;
  /** Whether faults are looked for now. */
  readonly eager?: boolean;
}

/** An engine that knows no helper and no partial yet. */
export function createEngine(): typeof Handlebars {
  return library.create();
}

/**
 * Makes the function that takes a template's file name below the folder and returns what draws it. A file that cannot be
 * read throws at once; it is compiled when it is first drawn, since compiling all would be a third of the time to start
 * and most of the memory that a start takes. With `eager` it is compiled now, and a fault in it throws.
 */
export function compiler(engine: typeof Handlebars, { folder, strict, helpers, noEscape = false, eager = false }: Compiling) {
  const knownHelpers = Object.fromEntries(helpers.map((name) => [name, true]));
  return (file: string): Handlebars.TemplateDelegate => {
    const source = readFileSync(join(folder, file), 'utf8');
    const options = { srcName: file, strict, noEscape, preventIndent: true, knownHelpersOnly: true, knownHelpers };
    if (eager) engine.precompile(source, options);
    return engine.compile(source, options);
  };
}

/** What every template is drawn with besides its model and `data`: nothing is reached through a prototype. */
export const GUARDED = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
