// Inviting many: an import by the operator's command line in a process of its own, then the server handing over what the
// import left, to a mail server on the loopback. Both are timed as an operator would: from the outside.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type MailServer, openMailServer } from '../test/kit/mail/mail-server.ts';
import { makeProduct, type Product } from './candidates.ts';
import type { Databases } from './machine/databases.ts';
import { memoryOf } from './machine/processes.ts';
import { PORTAL } from './plan.ts';
import { digits, table } from './report/table.ts';

/** How many people are invited at scale 1. */
export const INVITED = 10_000;
/** How much longer the list is that shows whether memory grows with it. */
const LONGER = 4;
/** Longest time that the import of `INVITED` people may take, in seconds. */
const TARGET = 60;
/** How often a process or the mail server is looked at, in milliseconds. */
const STEP = 50;

const ROOT = join(import.meta.dirname, '..');
/** Words after `node` in `npm run voordeur`: its settings are an operator's too. */
const COMMAND_LINE: readonly string[] = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  .scripts.voordeur.split(' ')
  .slice(1)
  .map((word: string) => (word.startsWith('--') ? word : join(ROOT, word)));

interface Imported {
  readonly rows: number;
  readonly seconds: number;
  /** The most memory that the process held, MiB. */
  readonly most: number;
}

/** Imports a list, the same again, and a longer one, then hands the first one's mails over. Returns tables as Markdown. */
export async function runMail(databases: Databases, people: number): Promise<string> {
  const [folder, mail] = [mkdtempSync(join(tmpdir(), 'voordeur-bench-mail-')), await openMailServer()];
  try {
    const product = await makeProduct(databases, { VOORDEUR_SMTP_URL: mail.url });
    const list = (name: string, count: number) => writeList(join(folder, `${name}.csv`), name, count);
    const first = list('persoon', people);
    const imported = await importList(product, folder, first);
    const again = await importList(product, folder, first);
    process.stderr.write(`handing over ${people} mails …\n`);
    const handed = await handOver(product, mail, people);
    const longer = await importList(product, folder, list('mens', people * LONGER));
    const rows: [string, Imported][] = [
      ['made and invited', imported],
      ['the same list again', again],
      ['made and invited, a longer list', longer],
    ];
    const head = ['import', 'rows', 'seconds', 'rows a second', 'most memory, MiB'];
    const kept = people < INVITED ? '' : ` Wanted: at most ${TARGET} s for ${INVITED}: ${imported.seconds <= TARGET ? '✓' : '✗'}.`;
    return [
      table(
        head,
        rows.map(([what, one]) => [what, ...figures(one)]),
      ),
      `From the start of the command to its end, with a line for each row.${kept}`,
      [
        `Hand-over to a mail server on the same machine: ${people} mails in ${digits(handed.seconds)} s, ${digits(people / handed.seconds)} a second.`,
        `The server held ${digits(handed.before)} MiB before the first one, and ${digits(handed.most)} at most.`,
      ].join(' '),
    ].join('\n\n');
  } finally {
    await mail.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function figures({ rows, seconds, most }: Imported): string[] {
  return [String(rows), digits(seconds), digits(rows / seconds), digits(most)];
}

function writeList(path: string, name: string, count: number): string {
  const rows = Array.from({ length: count }, (_, at) => `${name}.${at};${name}${at}@bench.test;Voornaam;van der Achternaam;nl`);
  writeFileSync(path, ['gebruikersnaam;e-mailadres;voornaam;achternaam;taal', ...rows, ''].join('\r\n'));
  return path;
}

/** Throws when it did not end well or did not say a line for each row. */
async function importList({ environment }: Product, folder: string, list: string): Promise<Imported> {
  process.stderr.write(`importing ${list} …\n`);
  const begun = performance.now();
  const child = spawn(process.execPath, [...COMMAND_LINE, 'account', 'import', PORTAL, list, '--json'], {
    ...{ cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  let rows = 0;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    rows += text.split('\n').length - 1;
  });
  let most = 0;
  const looking = setInterval(() => {
    if (child.pid !== undefined && child.exitCode === null) most = memoryOf(child.pid).most || most;
  }, STEP);
  const [code] = await once(child, 'close');
  clearInterval(looking);
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return { rows, seconds: (performance.now() - begun) / 1000, most };
}

interface HandedOver {
  /** From the first mail to the last one. */
  readonly seconds: number;
  /** Memory of the server at the first mail, and the most that it ever held, MiB. */
  readonly before: number;
  readonly most: number;
}

async function handOver({ candidate }: Product, mail: MailServer, people: number): Promise<HandedOver> {
  const running = await candidate.start();
  try {
    const until = async (count: number) => {
      while ((await mail.counts()).begun < count) await pause(STEP);
      return performance.now();
    };
    const first = await until(1);
    const before = running.memory().now;
    const seconds = ((await until(people)) - first) / 1000;
    return { seconds, before, most: running.memory().most };
  } finally {
    await running.stop();
  }
}
