// A mail server that is away, by an ordinary clock: letters keep coming, the product is killed again and again meanwhile,
// and when the mail server is back it refuses, falls silent and drops what it was sent, and the product is killed once more.
import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../src/commands/installation.ts';
import { listAccounts } from '../src/domain/administration/accounts.ts';
import { inviteAccount } from '../src/domain/administration/invitations.ts';
import type { LetterRecord } from '../src/domain/mail/ports.ts';
import { type MailServer, openMailServer } from '../test/kit/mail/mail-server.ts';
import { makeProduct, type Product, type RunningCandidate } from './candidates.ts';
import type { Databases } from './machine/databases.ts';
import { judged, type Outage, report, TROUBLES } from './outage-report.ts';
import { addPeople, asOperator } from './product.ts';

/** One letter in so many milliseconds. */
const EVERY = 1000;
/** Letters that went out before. */
const BEFORE = 20;
/** At which parts of the outage the product is killed. */
const KILLS = [0.25, 0.5, 0.75];
/** Which part of what waited is out when it is killed once more. */
const ONCE_MORE = 0.25;
/** How often something is looked at, in milliseconds. */
const STEP = 20;

const isOpen = ({ state }: LetterRecord) => state === 'queued' || state === 'handing-over' || state === 'retrying';

/** Runs it for so many minutes and until every letter is done with. Returns what was found as Markdown, and what is wrong of it. */
export async function runOutage(
  databases: Databases,
  minutes: number,
): Promise<{ readonly text: string; readonly wrong: readonly string[] }> {
  const mail = await openMailServer();
  try {
    const product = await makeProduct(databases, { VOORDEUR_SMTP_URL: mail.url });
    const outage = await asOperator(product.environment, (installation) => outlived(installation, product, mail, minutes));
    return { text: report(outage, minutes), wrong: judged(outage) };
  } finally {
    await mail.close();
  }
}

async function outlived(installation: Installation, product: Product, mail: MailServer, minutes: number): Promise<Outage> {
  const count = Math.ceil((minutes * 60_000) / EVERY);
  const ids = await invitable(installation, BEFORE + count);
  for (const id of ids.slice(0, BEFORE)) await inviteAccount(installation.acting, id);
  let running = await product.candidate.start();
  await until(async () => (await records(installation)).every(({ state }) => state === 'handed-over'));
  await mail.down();
  let killed = 0;
  const began = Date.now();
  for (const [at, id] of ids.slice(BEFORE).entries()) {
    await pause(Math.max(0, began + at * EVERY - Date.now()));
    await inviteAccount(installation.acting, id);
    if (at < count * (KILLS[killed] ?? 1)) continue;
    killed += 1;
    running = await killAndStart(running, product);
  }
  await pause(Math.max(0, began + count * EVERY - Date.now()));
  const atItsEnd = await records(installation);
  await mail.behave(...TROUBLES.map(({ at, does, nth, always }) => ({ at, does, to: mailOf(BEFORE + nth), ...(!always && { times: 1 }) })));
  await mail.up();
  const back = Date.now();
  await until(async () => (await mail.counts()).kept >= BEFORE + count * ONCE_MORE);
  await kill(running);
  const atDeath = await records(installation);
  running = await product.candidate.start();
  await until(async () => !(await records(installation)).some(isOpen));
  await running.stop();
  const atLast = await records(installation);
  return { before: BEFORE, people: ids, kills: killed + 1, back, atItsEnd, atDeath, atLast, arrivals: await arrivals(mail) };
}

/** Ends it as `kill -9` does: nothing of it can say good-bye. */
async function kill({ pid, stop }: RunningCandidate): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await stop();
}

async function killAndStart(running: RunningCandidate, { candidate }: Product): Promise<RunningCandidate> {
  await kill(running);
  process.stderr.write('killed, and started again …\n');
  return candidate.start();
}

const nameOf = (at: number) => `invited.${String(at).padStart(4, '0')}`;
const mailOf = (at: number) => `${nameOf(at)}@bench.test`;

/** Accounts that nobody has invited yet; returns their ids in the order of their names. */
async function invitable(installation: Installation, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, at) => nameOf(at));
  await addPeople(installation, names, 'invited', (name) => `${name}@bench.test`);
  const { organisations, accounts } = installation.store.ports;
  const [organisation] = await organisations.list(1);
  const ids: string[] = [];
  for await (const { id, state } of listAccounts(accounts, organisation?.id ?? '')) if (state === 'invited') ids.push(id);
  return ids;
}

function records({ store }: Installation): Promise<LetterRecord[]> {
  return store.ports.outbox.list({}, 10_000);
}

/** How often each letter came, by its id. */
async function arrivals(mail: MailServer): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const { raw } of await mail.received()) {
    const id = /^Message-ID: <([^@]+)@/m.exec(raw)?.[1] ?? '';
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(STEP);
}
