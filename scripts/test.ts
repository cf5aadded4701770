// Scripts: what npm runs around the product. They own how this machine is made ready (`prepare.mjs`, `machine/`), and never
// use the product itself. This one is `npm test`: what the tests need, then the tests, then one line `N passed, N failed`.
// Arguments go to jest. Where one of them cannot be had, everything else is tested and the run fails with the
// command that brings it (`settled.md` 77).
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './machine/chromium.ts';
import { leftOut } from './machine/needs.ts';
import { findOathtool } from './machine/oathtool.ts';
import { startPostgresql } from './machine/postgresql.ts';
import { isMissing } from './machine/run.ts';
import { closingLine, countsOf } from './machine/tally.ts';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const scratch = mkdtempSync(join(tmpdir(), 'voordeur-test-'));
const results = join(scratch, 'results.json');

const [chromium, postgresql, oathtool] = await Promise.all([findChromium(), startPostgresql(), findOathtool()]);
const { missing, words: skipping } = leftOut({ chromium, postgresql, oathtool });

const startJest = (): ChildProcess => {
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
  const reporting = ['--json', `--outputFile=${results}`];
  const found = {
    VOORDEUR_TEST_SHARED: scratch,
    ...(isMissing(chromium) ? {} : { VOORDEUR_TEST_CHROMIUM: chromium }),
    ...(isMissing(postgresql) ? {} : { VOORDEUR_TEST_POSTGRES: postgresql.url }),
    ...(isMissing(oathtool) ? {} : { VOORDEUR_TEST_OATHTOOL: oathtool }),
  };
  const args = [...node, ...process.argv.slice(2), ...reporting, ...skipping];
  return spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...found } });
};

const child = startJest();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
const status = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
if (!isMissing(postgresql)) await postgresql.stop();
const counts = countsOf(results, status, missing.length);
rmSync(scratch, { recursive: true, force: true });
for (const reason of missing) console.error(`\n${reason}`);
console.log(closingLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
