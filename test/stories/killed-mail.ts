// What the stories of servers that are killed while mail goes out have in common: letters, and what became of them.
import { openApp } from '../../src/app.ts';
import { openInstallation } from '../../src/commands/installation.ts';
import type { LetterRecord } from '../../src/domain/mail/ports.ts';
import { HAND_OVER } from '../../src/domain/mail/states.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { furnishing } from '../kit/furnish.ts';
import { HandClock } from '../kit/hand-clock.ts';
import { letter } from '../kit/mail/letters.ts';
import type { MailServer } from '../kit/mail/mail-server.ts';

/** More letters than any story has. */
const MOST = 1000;

/** Posts `count` letters, one after the other, to `p0@acme.example` and so on. Puts their ids into `ids`, by address. */
export async function postLetters(environment: Record<string, string>, count: number, ids = new Map<string, string>()): Promise<void> {
  const installation = await openInstallation(environment);
  const { id: organisation } = await furnishing(installation.acting, environment['VOORDEUR_ISSUER'] ?? '').organisation('acme');
  await installation.store.work(async ({ outbox }) => {
    for (let at = 0; at < count; at += 1) {
      const to = `p${at}@acme.example`;
      ids.set(to, await outbox.post(letter(to, { organisation, account: undefined }), systemClock.now() - count + at));
    }
  });
  await installation.close();
}

/** What is known of all letters, while no server need be running. */
export async function records(environment: Record<string, string>): Promise<LetterRecord[]> {
  const installation = await openInstallation(environment);
  const all = await installation.store.ports.outbox.list({}, MOST);
  await installation.close();
  return all;
}

/** How often each letter arrived, by its Message-ID. */
export async function arrivals(mail: MailServer): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const { raw } of await mail.received()) {
    const id = /^Message-ID: <([^@]+)@/m.exec(raw)?.[1] ?? 'none';
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

/** What happens in other processes can only be waited for. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Hands over what is due when every lease has ended. */
export async function handOverLater(environment: Record<string, string>): Promise<void> {
  const clock = new HandClock();
  clock.forward(HAND_OVER.lease);
  const app = await openApp(environment, { clock, log: { info: () => undefined, warn: () => undefined, error: () => undefined } });
  await app.handOverMail();
  await app.close();
  clock.release();
}
