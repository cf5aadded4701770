// Chromium for the tests (`settled.md` 47): the one named in VOORDEUR_CHROMIUM, else one of the machine, else one of Debian's
// packages (as root only), else one from npm. The one without windows comes first: it draws the same pages with half the
// work. Owns the search and the proof that what it found starts; never decides which
// tests need a browser.
import { accessSync, chmodSync, constants, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { fromNpm } from './from-npm.ts';
import { asRoot, type Missing, run } from './run.ts';

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const UPDATE = 'apt-get update';
const INSTALL = 'apt-get install -y --no-install-recommends';
/** Older releases of Debian lack the first. */
const PACKAGES = ['chromium-headless-shell', 'chromium'];

/** Whether a program of this path is a browser that shows a page here: libraries may be missing, or it may be a mere hint. */
const starts = async (executablePath: string): Promise<boolean> => {
  try {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], timeout: 30_000 });
    const page = await browser.newPage();
    await page.setContent('<h1>front door</h1>');
    const shown = await page.getByRole('heading').isVisible();
    await browser.close();
    return shown;
  } catch {
    return false;
  }
};

const executable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onThisMachine = async (): Promise<string | undefined> => {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).filter(executable);
  for (const path of paths) if (await starts(path)) return path;
  return undefined;
};

const fromDebian = async (): Promise<string | undefined> => {
  if (process.getuid?.() !== 0 || !executable('/usr/bin/apt-get')) return undefined;
  await installing(UPDATE);
  for (const name of PACKAGES) if (await installing(`${INSTALL} ${name}`)) return onThisMachine();
  return undefined;
};

const installing = async (command: string): Promise<boolean> => {
  console.log(`Installing Chromium for the tests: ${command}`);
  const [program = '', ...args] = command.split(' ');
  const { ok, output } = await run(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 600_000 });
  if (!ok) console.error(output);
  return ok;
};

/** Starts the unpacked browser with its own libraries and fonts; the package's own font list names folders elsewhere. */
const writeLauncher = (folder: string): string => {
  const fonts = join(folder, 'fonts.conf');
  const dirs = [join(folder, 'fonts'), '/usr/share/fonts'].map((dir) => `<dir>${dir}</dir>`).join('');
  writeFileSync(fonts, `<fontconfig>${dirs}<cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>\n`);
  const launcher = join(folder, 'launch');
  const environment = `LD_LIBRARY_PATH='${folder}/al2023/lib' FONTCONFIG_FILE='${fonts}'`;
  writeFileSync(launcher, `#!/bin/sh\nexport ${environment}\nexec '${folder}/chromium' "$@"\n`);
  chmodSync(launcher, 0o755);
  return launcher;
};

/**
 * The package unpacks itself into the temporary folder, a shared one, under a fixed name; it gets a folder of ours
 * instead. Told that it runs on Amazon's Linux, it brings the libraries a bare system lacks as well.
 */
const packaged = async (): Promise<string | undefined> => {
  const folder = await fromNpm('chromium');
  if (!folder) return undefined;
  const unpack = "await (await import('@sparticuz/chromium')).default.executablePath()";
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  await run(process.execPath, ['--input-type=module', '--eval', unpack], { cwd: folder, env });
  const launcher = writeLauncher(folder);
  return (await starts(launcher)) ? launcher : undefined;
};

/** The path of a Chromium that starts on this machine, installed if need be. */
export const findChromium = async (): Promise<string | Missing> => {
  const named = process.env['VOORDEUR_CHROMIUM'];
  if (named) return (await starts(named)) ? named : { missing: `VOORDEUR_CHROMIUM names ${named}, which does not start as a browser.` };
  const found = (await onThisMachine()) ?? (await fromDebian()) ?? (await packaged());
  return (
    found ?? {
      missing: `The browser tests need Chromium, which could not be had. Install it with: ${asRoot([UPDATE, `${INSTALL} chromium`])}`,
    }
  );
};
