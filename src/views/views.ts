// Views: turns a page's model and the frame around it into HTML. Owns our own templates; what organisations and people
// typed are values, never templates. Knows no request, no row and no header.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Assets } from './assets.ts';
import { registerHelpers } from './helpers.ts';
import type { Frame, Views } from './models.ts';
import { loadPhrases, type Say } from './phrases.ts';
import { recoveryFile } from './recovery-file.ts';
import { compiler, createEngine, GUARDED } from './templates.ts';

/** What the views are made from. */
export interface ViewsSource {
  /** Folder with `layouts`, `partials`, `pages` and `locales`. */
  readonly templatesDir: string;
  /** Whether an unknown value, phrase or place in a phrase throws (tests, development) or leaves a gap (production). */
  readonly strict: boolean;
  /** Whether every template is compiled at once and a fault in one throws; else each is compiled when it is first needed. */
  readonly eager?: boolean;
  /** The phrases, where they have been read already. */
  readonly say?: Say;
  readonly assets: Pick<Assets, 'href'>;
}

/** Reads every template at once: one that cannot be read, or phrases that do not fit each other, throw here, at start. */
export function createViews({ templatesDir, strict, eager = false, say = loadPhrases(templatesDir, strict), assets }: ViewsSource): Views {
  const engine = createEngine();
  const compiled = compiler(engine, { folder: templatesDir, strict, eager, helpers: registerHelpers(engine, say) });
  for (const folder of ['layouts', 'partials']) {
    for (const file of templatesIn(join(templatesDir, folder))) engine.registerPartial(file, compiled(join(folder, `${file}.hbs`)));
  }
  const pages = new Map(templatesIn(join(templatesDir, 'pages')).map((name) => [name, compiled(join('pages', `${name}.hbs`))]));
  const fixed = {
    styleHref: assets.href('app.css'),
    scriptHref: assets.href('app.js'),
    challengeHref: assets.href('challenge.js'),
    newPasswordHref: assets.href('new-password.js'),
    codeHref: assets.href('code.js'),
    sentHref: assets.href('sent.js'),
    passkeyHref: assets.href('passkey.js'),
    iconHref: assets.href('icon.svg'),
  };
  return {
    recoveryFile: (sheet) => recoveryFile(say, sheet),
    page(name, model, frame) {
      const template = pages.get(name);
      if (!template) throw new Error(`no template for the page ${name}`);
      const doorName = frame.portal?.name ?? say(frame.language, 'g.product', {}, String);
      const data = { ...fixed, ...surroundings(frame), doorName };
      return template(model, { data, ...GUARDED });
    },
  };
}

/** What templates can name with an `@` anywhere. A page outside any portal has no `@portal` and an empty `@support`. */
function surroundings(frame: Frame) {
  const { portal, baseUrl } = frame;
  const host = baseUrl.slice(baseUrl.indexOf('//') + 2);
  return { frame, portal, support: portal?.support ?? {}, logo: portal?.logo, forceLight: portal?.forceLight, host };
}

/** Names of the templates below a folder: path without ending, such as `sign-in/password`. */
function templatesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.hbs'),
  );
  return files.map((entry) =>
    relative(folder, join(entry.parentPath, entry.name))
      .replaceAll('\\', '/')
      .replace(/\.hbs$/, ''),
  );
}
