// Makes a checkout ready to run: installs the packages of package-lock.json when what lies in node_modules is something
// else, and makes sure that `npm run` finds Node 24 (it comes as a package where one exists). Plain JavaScript, because
// the host's own Node may be 20. Silent when there is nothing to do; never writes to standard output, which belongs to
// the command that follows.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED_NODE = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stderr.write(`${line}\n`);

/**
 * Whether npm's record of what it installed falls short of the lockfile: a package that is absent or another one.
 * Packages for other platforms are never there, and those for development need not be when `omitDev`.
 */
export const fallsShort = (locked, installed, omitDev) =>
  Object.entries(locked).some(([path, entry]) => {
    if (path === '') return false;
    const present = installed[path];
    if (!present) return !entry.optional && !(entry.dev && omitDev);
    return present.version !== entry.version || present.integrity !== entry.integrity;
  });

const packagesOf = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return {}; // never installed, or interrupted: npm writes its record last
  }
};

/** Integrity is checked by the lockfile, and no package's install script runs: none of ours needs one. */
const install = (omitDev) => {
  say('Installing the packages of package-lock.json (first run, or they changed) ...');
  const scope = omitDev ? ['--omit=dev'] : ['--include=dev'];
  const args = ['ci', ...scope, '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: !npm && process.platform === 'win32',
  });
  if (status === 0) return true;
  say(`The packages could not be installed (${error?.message ?? `npm ended with ${status}`}). Try \`npm ci --ignore-scripts\` to see why.`);
  return false;
};

const majorOf = (version) => Number.parseInt(version, 10) || 0;

/** The Node that `npm run` will find: ours, which is a package where one exists for this platform, else the host's. */
const nodeOfScripts = () => {
  if (majorOf(process.versions.node) >= NEEDED_NODE) return process.versions.node;
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const { stdout } = spawnSync('node', ['--print', 'process.versions.node'], { env: { ...process.env, PATH: path }, encoding: 'utf8' });
  return stdout?.trim() || 'none that starts';
};

const prepare = (omitDev) => {
  const locked = packagesOf('package-lock.json');
  if (fallsShort(locked, packagesOf('node_modules/.package-lock.json'), omitDev) && !install(omitDev)) return 1;
  const node = nodeOfScripts();
  if (majorOf(node) >= NEEDED_NODE) return 0;
  say(`Voordeur needs Node ${NEEDED_NODE} or later, found ${node}. For ${process.platform} ${process.arch} it does not come as a package:`);
  say(`install Node ${NEEDED_NODE} on this machine, see https://nodejs.org/, and run this again.`);
  return 1;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = prepare(process.argv.includes('--omit=dev'));
