// Runs one of the product's programs, such as `node scripts/run.mjs src/main.ts`, and keeps what Node made of its files for
// the next start; where nothing may be written, that is made anew. Plain JavaScript: Node loads what strips types, 14 MiB
// of it, for a first file in TypeScript, before it can be told where what it made of that file last time is kept.
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
enableCompileCache(join(root, '.cache', 'compiled'));
// Out of the way, so that the program finds its own arguments where it would if it had been run by itself.
process.argv.splice(1, 1);
await import(pathToFileURL(resolve(root, process.argv[1])).href);
