import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openMailServer } from '../kit/mail/mail-server.ts';
import { startServer } from '../kit/server.ts';
import { surroundingsIn } from '../kit/world.ts';
import { arrivals, handOverLater, postLetters, records, until } from './killed-mail.ts';

/** A machine with other work to do takes several times as long as one without, in milliseconds. */
const PATIENCE = 120_000;
const LETTERS = 40;

/** What becomes of letters when the server is killed while the mail server is away. `databaseIn`: settings of its database, with a keyring. */
export function mailDownKillContract(databaseIn: (folder: string) => Promise<Record<string, string>>): void {
  test(
    'SIGKILL while the mail server is away: nothing is lost or given up, and when it is back each letter goes out once',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'voordeur-mail-down-'));
      const mail = await openMailServer();
      const environment = { ...(await surroundingsIn(folder)), ...(await databaseIn(folder)), VOORDEUR_SMTP_URL: mail.url };
      await postLetters(environment, LETTERS);
      await mail.down();
      const killed = await startServer(environment);
      await until(async () => killed.said().includes('takes nothing'));
      await killed.end('SIGKILL');
      const atDeath = await records(environment);
      expect(atDeath).toHaveLength(LETTERS);
      // What it had in hand when it died stays leased for a while; no letter has lost an attempt by the outage.
      expect(atDeath.filter(({ state }) => state !== 'queued' && state !== 'handing-over')).toEqual([]);
      expect(atDeath.filter(({ state, attempts }) => attempts > (state === 'handing-over' ? 1 : 0))).toEqual([]);
      await mail.up();
      const next = await startServer(environment);
      await until(async () => (await records(environment)).every(({ state }) => state !== 'queued'));
      expect(await next.end()).toBe(0);
      await handOverLater(environment);
      expect((await records(environment)).map(({ state }) => state)).toEqual(Array(LETTERS).fill('handed-over'));
      const arrived = await arrivals(mail);
      expect([arrived.size, [...arrived.values()].filter((times) => times !== 1)]).toEqual([LETTERS, []]);
      await mail.close();
      await rm(folder, { recursive: true });
    },
    PATIENCE,
  );
}
