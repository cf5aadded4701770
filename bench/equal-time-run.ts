import { makeProduct } from './candidates.ts';
import { sampleTimes, seedKinds, timeRows, unequal } from './equal-time.ts';
import { FORM_HEAD, sampleForms } from './equal-time-forms.ts';
import { seedFormKinds } from './equal-time-kinds.ts';
import type { Databases } from './machine/databases.ts';
import { table } from './report/table.ts';

/** Takes the samples at a product of its own. Returns the table, and the kinds that a stranger could tell by the time. */
export async function runEqualTime(
  databases: Databases,
  samples: number,
): Promise<{ readonly text: string; readonly told: readonly string[] }> {
  const { candidate, environment, keyring } = await makeProduct(databases);
  process.stderr.write('making accounts of each kind …\n');
  await seedKinds(environment);
  await seedFormKinds(environment);
  const running = await candidate.start();
  try {
    process.stderr.write(`${samples} samples of each kind …\n`);
    const times = await sampleTimes(running, environment['VOORDEUR_DATABASE'] ?? '', samples);
    process.stderr.write(`${samples} samples of each kind at each form …\n`);
    const forms = await sampleForms(running, environment['VOORDEUR_DATABASE'] ?? '', keyring, samples);
    const told = [...unequal(times), ...forms.told];
    const says = told.length === 0 ? 'Nobody can be told by the time.' : `Told by the time: ${told.join(', ')}.`;
    const head = ['answer to a wrong password, ms', 'median', 'beside a known account'];
    return {
      text: [
        table(head, timeRows(times)),
        table(FORM_HEAD, forms.rows),
        [
          `${samples} samples of each kind, interleaved, and of who must wait a tenth of that; the same within 4 ms or 10 %.`,
          'Of the last two kinds ten accounts share the address that is typed.',
          says,
        ].join(' '),
      ].join('\n\n'),
      told,
    };
  } finally {
    await running.stop();
  }
}
