import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LetterRecord } from '../../src/domain/mail/ports.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { startServer } from '../kit/server.ts';
import { freePort, surroundingsIn } from '../kit/world.ts';
import { arrivals, handOverLater, postLetters, records, until } from './killed-mail.ts';

/** A machine with other work to do takes several times as long as one without, in milliseconds. */
const PATIENCE = 180_000;
const LETTERS = 300;
/** The mail server keeps this one and never says so; of the other one it gets everything and keeps nothing. */
const KEPT = 'p3@acme.example';
const LOST = 'p7@acme.example';
/** What the mail server does with others before that: put off once, no such address, kept or lost after DATA with the connection dropped. */
const TROUBLED = {
  'p11@acme.example': { at: 'recipient', does: '451 4.3.0 later', times: 1, state: 'retrying', reason: 'put-off', arrives: 1 },
  'p13@acme.example': { at: 'recipient', does: '550 5.1.1 unknown', state: 'bounced', reason: 'no-such-address', arrives: undefined },
  'p17@acme.example': { at: 'content', does: 'keep-and-drop', times: 1, state: 'retrying', reason: 'no-answer', arrives: 2 },
  'p19@acme.example': { at: 'content', does: 'drop', times: 1, state: 'retrying', reason: 'no-answer', arrives: 1 },
} as const;

/**
 * What becomes of three hundred letters when the server is killed while it hands them over to one that refuses, drops and
 * falls silent, and two others take its place.
 */
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
    const troubles = Object.entries(TROUBLED).map(([to, { at, does, ...more }]) => ({
      at,
      does,
      to,
      ...('times' in more && { times: 1 }),
    }));
    await mail.behave(
      { at: 'content', does: 'keep-and-hang', to: KEPT, times: 1 },
      { at: 'content', does: 'hang', to: LOST, times: 1 },
      ...troubles,
    );
    environment = { ...(await surroundingsIn(folder)), ...(await databaseIn(folder)), VOORDEUR_SMTP_URL: mail.url };
    await postLetters(environment, LETTERS, ids);
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
    const troubled = atDeath.filter(({ state }) => state === 'retrying' || state === 'bounced');
    expect(out.length + inHand.length + troubled.length + atDeath.filter(({ state }) => state === 'queued').length).toBe(LETTERS);
    const expected = Object.entries(TROUBLED).map(([to, { state, reason }]) => expect.objectContaining({ id: ids.get(to), state, reason }));
    expect(troubled).toHaveLength(expected.length);
    expect(troubled).toEqual(expect.arrayContaining(expected));
  });

  test(
    'two servers that take its place hand over what waited, each letter once, and leave what it had in hand until its lease ends',
    async () => {
      const port = String(await freePort());
      const two = await Promise.all([environment, { ...environment, VOORDEUR_PORT: port }].map((own) => startServer(own)));
      await until(async () => (await records(environment)).every(({ state }) => state !== 'queued'));
      for (const server of two) {
        expect(await server.end()).toBe(0);
        said += server.said();
      }
      const inHand = atDeath.filter(({ state }) => state === 'handing-over').map(({ id }) => id);
      const now = await records(environment);
      expect(now.filter(({ state }) => state === 'handing-over').map(({ id }) => id)).toEqual(inHand);
      const troubled = new Set(Object.keys(TROUBLED).map((to) => ids.get(to)));
      expect([...(await arrivals(mail))].filter(([id, times]) => times !== 1 && !troubled.has(id))).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'when the lease has ended they go out too: nothing is lost, and twice comes only what nobody could know of',
    async () => {
      await handOverLater(environment);
      const [arrived, now] = [await arrivals(mail), await records(environment)];
      const bounced = Object.entries(TROUBLED).flatMap(([to, { state }]) => (state === 'bounced' ? [ids.get(to)] : []));
      expect(now.filter(({ state }) => state !== 'handed-over').map(({ id, state }) => [id, state])).toEqual(
        bounced.map((id) => [id, 'bounced']),
      );
      expect(arrived.size).toBe(LETTERS - bounced.length);
      const arrivedAt = (to: string) => arrived.get(ids.get(to) ?? '');
      const unknowable = new Set(
        atDeath.filter(({ state, reason }) => state === 'handing-over' || reason === 'no-answer').map(({ id }) => id),
      );
      const twice = [...arrived].filter(([, times]) => times > 1);
      expect(twice.filter(([id, times]) => times > 2 || !unknowable.has(id))).toEqual([]);
      expect([arrivedAt(KEPT), arrivedAt(LOST)]).toEqual([2, 1]);
      expect(Object.keys(TROUBLED).map(arrivedAt)).toEqual(Object.values(TROUBLED).map(({ arrives }) => arrives));
    },
    PATIENCE,
  );

  test('security 2.9 no address and no code stands in what the servers wrote', () => {
    expect(said.match(/mail handed over/g)?.length).toBeGreaterThan(LETTERS / 2);
    expect(said).not.toMatch(/@|acme\.example|271828/);
  });
}
