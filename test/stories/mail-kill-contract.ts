import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApp } from '../../src/app.ts';
import { openInstallation } from '../../src/commands/installation.ts';
import type { LetterRecord } from '../../src/domain/mail/ports.ts';
import { HAND_OVER } from '../../src/domain/mail/states.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { furnishing } from '../kit/furnish.ts';
import { HandClock } from '../kit/hand-clock.ts';
import { letter } from '../kit/mail/letters.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { startServer } from '../kit/server.ts';
import { freePort, surroundingsIn } from '../kit/world.ts';

/** A machine with other work to do takes several times as long as one without, in milliseconds. */
const PATIENCE = 180_000;
const LETTERS = 300;
/** The mail server keeps this one and never says so; of the other one it gets everything and keeps nothing. */
const KEPT = 'p3@acme.example';
const LOST = 'p7@acme.example';

/** What becomes of three hundred letters when the server is killed while it hands them over, and two others take its place. */
export function mailKillContract(databaseIn: (folder: string) => Promise<Record<string, string>>): void {
  let folder: string;
  let environment: Record<string, string>;
  let mail: MailServer;
  let said = '';
  /** Letters by their address, and as they stood when the server died. */
  const ids = new Map<string, string>();
  let atDeath: readonly LetterRecord[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voordeur-mail-kill-'));
    mail = await openMailServer();
    await mail.behave({ at: 'content', does: 'keep-and-hang', to: KEPT, times: 1 }, { at: 'content', does: 'hang', to: LOST, times: 1 });
    environment = { ...(await surroundingsIn(folder)), ...(await databaseIn(folder)), VOORDEUR_SMTP_URL: mail.url };
    await post(environment, ids);
    const server = await startServer(environment);
    await until(async () => (await mail.received()).length >= LETTERS / 5);
    await server.end('SIGKILL');
    said += server.said();
    atDeath = await records(environment);
  }, PATIENCE);

  afterAll(async () => {
    await mail.close();
    await rm(folder, { recursive: true });
  });

  test('it died with letters that were out, letters in hand and letters that waited, and says no more than it knows', async () => {
    const arrived = await arrivals(mail);
    const out = atDeath.filter(({ state }) => state === 'handed-over');
    const inHand = atDeath.filter(({ state }) => state === 'handing-over').map(({ id }) => id);
    expect(atDeath).toHaveLength(LETTERS);
    expect(out.length).toBeGreaterThanOrEqual(LETTERS / 10);
    expect(atDeath.filter(({ state }) => state === 'queued').length).toBeGreaterThanOrEqual(LETTERS / 10);
    expect(inHand).toEqual(expect.arrayContaining([ids.get(KEPT), ids.get(LOST)]));
    expect(inHand.length).toBeLessThanOrEqual(5);
    expect(out.filter(({ id }) => !arrived.has(id))).toEqual([]);
    expect(out.length + inHand.length + atDeath.filter(({ state }) => state === 'queued').length).toBe(LETTERS);
  });

  test(
    'two servers that take its place hand over what waited, each letter once, and leave what it had in hand until its lease ends',
    async () => {
      const port = String(await freePort());
      const two = await Promise.all([environment, { ...environment, VOORDEUR_PORT: port }].map((own) => startServer(own)));
      await until(async () => (await records(environment)).every(({ state }) => state === 'handed-over' || state === 'handing-over'));
      for (const server of two) {
        expect(await server.end()).toBe(0);
        said += server.said();
      }
      const inHand = atDeath.filter(({ state }) => state === 'handing-over').map(({ id }) => id);
      const now = await records(environment);
      expect(now.filter(({ state }) => state === 'handing-over').map(({ id }) => id)).toEqual(inHand);
      expect(timesOf(await arrivals(mail)).filter((times) => times !== 1)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'when the lease has ended they go out too: nothing is lost, and twice comes only what nobody could know of',
    async () => {
      const clock = new HandClock();
      clock.forward(HAND_OVER.lease);
      const app = await openApp(environment, { clock, log: { info: () => undefined, warn: () => undefined, error: () => undefined } });
      await app.handOverMail();
      await app.close();
      clock.release();
      const [arrived, now] = [await arrivals(mail), await records(environment)];
      expect(now.filter(({ state }) => state !== 'handed-over')).toEqual([]);
      expect(arrived.size).toBe(LETTERS);
      const inHand = new Set(atDeath.filter(({ state }) => state === 'handing-over').map(({ id }) => id));
      const twice = [...arrived].filter(([, times]) => times > 1);
      expect(twice.filter(([id, times]) => times > 2 || !inHand.has(id))).toEqual([]);
      expect([arrived.get(ids.get(KEPT) ?? ''), arrived.get(ids.get(LOST) ?? '')]).toEqual([2, 1]);
    },
    PATIENCE,
  );

  test('security 2.9 no address and no code stands in what the servers wrote', () => {
    expect(said.match(/mail handed over/g)?.length).toBeGreaterThan(LETTERS / 2);
    expect(said).not.toMatch(/@|acme\.example|271828/);
  });
}

async function post(environment: Record<string, string>, ids: Map<string, string>): Promise<void> {
  const installation = await openInstallation(environment);
  const { id: organisation } = await furnishing(installation.acting, environment['VOORDEUR_ISSUER'] ?? '').organisation('acme');
  await installation.store.work(async ({ outbox }) => {
    for (let at = 0; at < LETTERS; at += 1) {
      const to = `p${at}@acme.example`;
      ids.set(to, await outbox.post(letter(to, { organisation, account: undefined }), systemClock.now() - LETTERS + at));
    }
  });
  await installation.close();
}

async function records(environment: Record<string, string>): Promise<LetterRecord[]> {
  const installation = await openInstallation(environment);
  const all = await installation.store.ports.outbox.list({}, LETTERS * 2);
  await installation.close();
  return all;
}

/** How often each letter arrived, by its Message-ID. */
async function arrivals(mail: MailServer): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const { raw } of await mail.received()) {
    const id = /^Message-ID: <([^@]+)@/m.exec(raw)?.[1] ?? 'none';
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

function timesOf(arrived: ReadonlyMap<string, number>): number[] {
  return [...arrived.values()];
}

/** What happens in other processes can only be waited for. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
