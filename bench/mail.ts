// How quickly mail goes out: a server that finds a full outbox, and a mail server on the loopback that takes everything.
import { setTimeout as pause } from 'node:timers/promises';
import { openMailServer } from '../test/kit/mail/mail-server.ts';
import { makeProduct, type RunningCandidate } from './candidates.ts';
import type { Databases } from './machine/databases.ts';
import { cpuBetween } from './machine/processes.ts';
import { PORTAL } from './plan.ts';
import { asOperator } from './product.ts';
import { digits, table } from './report/table.ts';

/** Invitations of a large import. */
export const LETTERS = 10_000;

/** Letters that are posted in one transaction. */
const TOGETHER = 500;

/** Posts as many invitations, starts a server, and watches until all are out. Returns the table. */
export async function runMail(databases: Databases, letters: number): Promise<string> {
  const mail = await openMailServer();
  try {
    const { candidate, environment } = await makeProduct(databases, { VOORDEUR_SMTP_URL: mail.url });
    const posting = performance.now();
    await post(environment, letters);
    const posted = performance.now() - posting;
    const running = await candidate.start();
    try {
      const { ms, cpu } = await handedOver(running, async () => (await mail.counts()).kept, letters);
      const { connections, begun } = await mail.counts();
      const memory = running.memory().most;
      const rows = [
        ['posted a second', digits((letters * 1000) / posted)],
        ['handed over a second', digits((letters * 1000) / ms)],
        ['processor time of a letter, ms', digits(cpu / letters)],
        ['most memory of the server, MiB', digits(memory)],
      ];
      return `${table(['invitations', 'figure'], rows)}\n\n${letters} invitations over ${connections} connections; ${begun} conversations for ${letters} mails.`;
    } finally {
      await running.stop();
    }
  } finally {
    await mail.close();
  }
}

/** From the first letter that is out to the last. */
async function handedOver(
  running: RunningCandidate,
  out: () => Promise<number>,
  letters: number,
): Promise<{ readonly ms: number; readonly cpu: number }> {
  const [before, begun] = [running.cpu(), performance.now()];
  while ((await out()) < letters) await pause(20);
  return { ms: performance.now() - begun, cpu: cpuBetween(before, running.cpu()) };
}

function post(environment: Readonly<Record<string, string>>, letters: number): Promise<void> {
  return asOperator(environment, async ({ store, acting }) => {
    const organisation = await store.ports.organisations.byPortal(PORTAL);
    const [person] = organisation ? await store.ports.accounts.list(organisation.id, 1) : [];
    if (!organisation || !person) throw new Error('the bench has nobody to write to');
    const now = acting.clock.now();
    for (let at = 0; at < letters; at += TOGETHER) {
      await store.work(async ({ outbox }) => {
        for (let one = at; one < Math.min(letters, at + TOGETHER); one += 1) {
          const link = {
            link: `link-${one}`,
            address: `https://login.bench.test/${PORTAL}/activate/${one}`,
            code: 'ABCD-EFGH',
            life: 1_209_600_000,
          };
          const mail = { kind: 'activation', ...link } as const;
          await outbox.post({ organisation: organisation.id, account: person.id, to: `p${one}@bench.test`, locale: 'nl', mail }, now);
        }
      });
    }
  });
}
