// The product's own views over its own templates, and over copies of them that a test may change.
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAssets } from '../../src/views/assets.ts';
import type { Language, Views } from '../../src/views/models.ts';
import { createViews } from '../../src/views/views.ts';
import { framesOf } from './samples/frames.ts';
import { eachSample } from './samples.ts';

/** The product's templates. */
export const TEMPLATES = join(import.meta.dirname, '../../templates');
/** The product's assets. */
export const assets = loadAssets(join(TEMPLATES, 'assets'));
/** The product's views, strict as in all tests. */
export const views = createViews({ templatesDir: TEMPLATES, strict: true, assets });

/** Paths of all templates, from the folder of templates. */
export const templateFiles = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs'));

/** One page in one state and frame. */
export interface Rendered {
  /** Such as `sign-in/password, refused, portal, nl`. */
  readonly name: string;
  readonly page: string;
  readonly state: string;
  readonly model: object;
  readonly html: string;
}

/** Every page in every state and every frame it can stand in. */
export function renderAll(language: Language, by: Views = views): Rendered[] {
  return eachSample().flatMap(({ page, state, model }) =>
    Object.entries(framesOf(page, language)).map(([frameName, frame]) => ({
      name: `${page}, ${state}, ${frameName}, ${language}`,
      page,
      state,
      model,
      html: by.page(page, model as never, frame),
    })),
  );
}

/** Does something with a copy of the templates in which these files are written anew. */
export function withTemplates<Result>(files: Readonly<Record<string, string>>, act: (templatesDir: string) => Result): Result {
  const copy = mkdtempSync(join(tmpdir(), 'voordeur-templates-'));
  try {
    cpSync(TEMPLATES, copy, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(copy, file), text);
    return act(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
