// Runs one of the product's programs, such as `node scripts/run.mjs serve`, and keeps what Node made of its files for the
// next start; where nothing may be written, that is made anew. Plain JavaScript: Node loads what strips types, 14 MiB of
// it, for a first file in TypeScript, before it can be told where what it made of that file last time is kept.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const PROGRAMS = {
  serve: () => import('../src/main.ts'),
  voordeur: () => import('../src/commands/main.ts'),
  demo: () => import('../demo/main.ts'),
};

enableCompileCache(join(import.meta.dirname, '..', '.cache', 'compiled'));
// Out of the way, so that the program finds its own arguments where it would if it had been run by itself.
process.argv.splice(1, 1);
await PROGRAMS[process.argv[1]]();
