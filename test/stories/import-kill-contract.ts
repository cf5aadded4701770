import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Installation, openInstallation } from '../../src/commands/installation.ts';
import { listAccounts } from '../../src/domain/administration/accounts.ts';
import { furnishing } from '../kit/furnish.ts';
import { surroundingsIn } from '../kit/world.ts';

/** A machine with other work to do takes several times as long as one without, in milliseconds. */
const PATIENCE = 120_000;
const PEOPLE = 10_000;
const MAIN = join(import.meta.dirname, '../../src/commands/main.ts');

/** What `--json` says of a row. */
interface Line {
  readonly row: number;
  readonly username: string;
  readonly result: string;
}

/** What becomes of an import of ten thousand people that is killed in the middle, and of two that run at once. */
export function importKillContract(databaseIn: (folder: string) => Promise<Record<string, string>>): void {
  let folder: string;
  let list: string;
  let environment: Record<string, string>;
  let before: number;
  const start = (portal: string) =>
    spawn(process.execPath, [MAIN, 'account', 'import', portal, list, '--json'], {
      cwd: folder,
      env: environment,
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voordeur-import-kill-'));
    environment = { ...(await surroundingsIn(folder)), ...(await databaseIn(folder)) };
    list = join(folder, 'mensen.csv');
    const rows = Array.from({ length: PEOPLE }, (_, at) => `Persoon.${at};p${at}@acme.example`);
    await writeFile(list, ['gebruikersnaam;e-mail', ...rows, ''].join('\r\n'));
    await opened(environment, async ({ acting }) => {
      for (const portal of ['acme', 'vmbo']) await furnishing(acting, 'http://localhost').organisation(portal);
    });
  }, PATIENCE);
  afterAll(() => rm(folder, { recursive: true }));

  test(
    'SIGKILL in the middle leaves whole people: everybody who is there has a link and a letter, and nobody else has',
    async () => {
      const child = start('acme');
      // What it says is not read: it can be ahead of us by what the pipe holds, and never at its end.
      await once(child.stdout, 'readable');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const left = await opened(environment, (installation) => peopleOf(installation, 'acme'));
      before = left.accounts;
      expect(before).toBeGreaterThanOrEqual(200);
      expect(before).toBeLessThan(PEOPLE);
      expect([left.links, left.letters]).toEqual([before, before]);
    },
    PATIENCE,
  );

  test(
    'who stops reading its results, as `head` does, stops it at a batch, with exit code 141 and a word; the rest waits',
    async () => {
      const child = start('acme');
      const said = text(child.stderr);
      const exit = once(child, 'exit');
      await once(child.stdout, 'readable');
      child.stdout.destroy();
      expect((await exit)[0]).toBe(141);
      expect(await said).toMatch(/^Stopped: nobody reads the results any more\. What is done stays; say it again to go on\.\n$/);
      const left = await opened(environment, (installation) => peopleOf(installation, 'acme'));
      expect([left.links, left.letters]).toEqual([left.accounts, left.accounts]);
      expect(left.accounts % 200).toBe(0);
      expect(left.accounts).toBeLessThan(PEOPLE);
      before = left.accounts;
    },
    PATIENCE,
  );

  test(
    'R18.2 the same list again goes on where it ended: a result for each row, in order, and nobody is invited twice',
    async () => {
      const { code, lines, seconds, most } = await finished(start('acme'));
      expect(code).toBe(0);
      expect(lines.map(({ row, username }) => `${row} ${username}`)).toEqual(lines.map((_, at) => `${at + 2} Persoon.${at}`));
      expect(lines.map(({ result }) => result)).toEqual(lines.map((_, at) => (at < before ? 'exists' : 'invited')));
      // A minute on two cores, and memory that does not grow with the list (`npm run bench -- mail` has the figures).
      expect(seconds).toBeLessThan(60);
      expect(most.length).toBeGreaterThan(10);
      expect(most.at(-1)).toBeLessThan(1.5 * (most[Math.ceil(most.length / 10)] ?? 0));
      const now = await opened(environment, (installation) => peopleOf(installation, 'acme'));
      expect(now).toEqual({ accounts: PEOPLE, links: PEOPLE, letters: PEOPLE, addresses: PEOPLE });
    },
    PATIENCE,
  );

  test(
    'R18.2 of two that import the same list at once each row is done by one, and said to be there already by the other',
    async () => {
      const both = await Promise.all([finished(start('vmbo')), finished(start('vmbo'))]);
      expect(both.map(({ code }) => code)).toEqual([0, 0]);
      const pairs = both[0].lines.map(({ result }, at) => [result, both[1].lines[at]?.result].sort().join());
      expect(pairs).toEqual(Array.from({ length: PEOPLE }, () => 'exists,invited'));
      const now = await opened(environment, (installation) => peopleOf(installation, 'vmbo'));
      expect(now).toEqual({ accounts: PEOPLE, links: PEOPLE, letters: PEOPLE, addresses: PEOPLE });
    },
    PATIENCE,
  );
}

/** An import that ended: what it said of each row, how long it took, and the most memory it had held when a part of its lines was out. */
interface Finished {
  readonly code: number | null;
  readonly lines: readonly Line[];
  readonly seconds: number;
  readonly most: readonly number[];
}

async function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const begun = performance.now();
  const exit = once(child, 'exit');
  const most: number[] = [];
  let out = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    out += chunk;
    most.push(mostMemory(child.pid) ?? most.at(-1) ?? 0);
  }
  const [code] = await exit;
  const lines = out.trimEnd().split('\n');
  return { code, lines: lines.map((line) => JSON.parse(line) as Line), seconds: (performance.now() - begun) / 1000, most };
}

/** In MiB (Linux); undefined once it is gone. */
function mostMemory(pid: number | undefined): number | undefined {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
  } catch {
    return undefined;
  }
}

async function opened<T>(environment: Record<string, string>, step: (installation: Installation) => Promise<T>): Promise<T> {
  const installation = await openInstallation(environment);
  try {
    return await step(installation);
  } finally {
    await installation.close();
  }
}

/** How many accounts an organisation has, how many of their links are open, and how many letters to how many accounts wait. */
async function peopleOf({ store, acting }: Installation, portal: string) {
  const { organisations, accounts, links, outbox } = store.ports;
  const id = (await organisations.byPortal(portal))?.id ?? '';
  const ids: string[] = [];
  for await (const account of listAccounts(accounts, id)) ids.push(account.id);
  const open = await links.open(ids, acting.clock.now());
  const letters = await outbox.list({ organisation: id, state: 'queued' }, 2 * PEOPLE);
  const addresses = new Set(letters.map(({ account }) => account)).size;
  return { accounts: ids.length, links: open.length, letters: letters.length, addresses };
}
