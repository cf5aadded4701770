// Bench: how much the product costs beside the bare protocol library, on this machine, now (`npm run bench`). Starts
// everything it needs, takes turns, prints a table and keeps it in `docs/performance.md`. Uses the product by its doors.
import { makeCandidates } from './candidates.ts';
import { startHashMeter } from './hash-meter.ts';
import { openDatabases } from './machine/databases.ts';
import { OPERATIONS } from './operations.ts';
import { readOptions, USAGE } from './options.ts';
import { cpuTable, timeTable } from './report/table.ts';
import { runRounds } from './rounds.ts';

const options = (() => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    process.exit(2);
  }
})();
const databases = await openDatabases(options.engine);
const hashMeter = startHashMeter();
const stops: (() => Promise<void>)[] = [];
try {
  const all = await makeCandidates(databases);
  const candidates = [];
  for (const candidate of all.filter(({ name }) => name !== 'floor with hash')) {
    const running = await candidate.start();
    stops.push(running.stop);
    candidates.push(running);
  }
  const operations = OPERATIONS.filter(({ name }) => options.only === undefined || name.startsWith(options.only));
  const measured = await runRounds({ candidates, operations, rounds: options.rounds, scale: options.scale, hashMeter });
  console.log(cpuTable(measured, {}));
  console.log(timeTable(measured));
  console.log(
    'hash',
    measured.hash,
    candidates.map((c) => [c.name, c.readyAfter, c.memory()]),
  );
} finally {
  hashMeter.close();
  await Promise.all(stops.map((stop) => stop()));
  await databases.close();
}
