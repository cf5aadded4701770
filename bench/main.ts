// Bench: how much the product costs beside the bare protocol library, on this machine, now (`npm run bench`). Starts
// everything it needs, prints tables and keeps them in `docs/performance.md`. Uses the product by its doors; nothing in
// `src` or `interactions` knows it.
import { runBench, runSoak } from './bench.ts';
import { SAMPLES } from './equal-time.ts';
import { runEqualTime } from './equal-time-run.ts';
import { openDatabases } from './machine/databases.ts';
import { INVITED, runMail } from './mail.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { runOutage } from './outage.ts';
import { writePart } from './report/document.ts';

async function run(options: Options): Promise<void> {
  const databases = await openDatabases(options.engine);
  try {
    if (options.what === 'equal-time') {
      const { text, told } = await runEqualTime(databases, Math.ceil(SAMPLES * options.scale));
      console.log(text);
      if (options.write) writePart('equal-time', text);
      if (told.length > 0) process.exitCode = 1;
    } else if (options.what === 'mail') {
      const text = await runMail(databases, Math.ceil(INVITED * options.scale));
      console.log(text);
      if (options.write) writePart(options.engine === 'pg' ? 'mail-pg' : 'mail-sqlite', text);
    } else if (options.what === 'outage') {
      const { text, wrong } = await runOutage(databases, options.minutes);
      console.log(text);
      if (options.write) writePart(options.engine === 'pg' ? 'outage-pg' : 'outage-sqlite', text);
      if (wrong.length > 0) process.exitCode = 1;
    } else if (options.what === 'soak') {
      const text = await runSoak(options, databases);
      console.log(text);
      if (options.write) writePart('soak', text);
    } else {
      const text = await runBench(options, databases);
      console.log(text);
      if (options.write) writePart(options.engine, text);
    }
  } finally {
    await databases.close();
  }
}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n${USAGE}\n`);
  process.exitCode = 2;
}
