import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { type DnsServer, openDnsServer, type Texts } from '../kit/dns-server.ts';
import { letter } from '../kit/mail/letters.ts';
import { type Say, useInstallation } from './in-process.ts';

const SOUND: Readonly<Record<string, Texts>> = {
  'acme.nl': ['v=spf1 mx -all'],
  's1._domainkey.acme.nl': ['v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='],
  '_dmarc.acme.nl': ['v=DMARC1; p=reject'],
};
const BARE: Readonly<Record<string, Texts>> = {
  'acme.nl': ['v=spf1 mx -all'],
  's1._domainkey.acme.nl': SOUND['s1._domainkey.acme.nl'] ?? [],
};
const DOWN: Readonly<Record<string, Texts>> = { ...SOUND, '_dmarc.acme.nl': 'failing' };

let dns: DnsServer;
const environment: Record<string, string> = {
  VOORDEUR_MAIL_FROM: 'inloggen@acme.nl',
  VOORDEUR_SMTP_URL: 'smtp://smtp.acme.nl:25',
  VOORDEUR_SMTP_DKIM_SELECTORS: 's1',
};
let folder: string;
beforeAll(async () => {
  dns = await openDnsServer();
  environment['VOORDEUR_DNS_SERVERS'] = dns.address;
});
afterAll(() => dns.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-check-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('mail check (R9.1)', () => {
  const say = useInstallation(environment);

  test('says of each record what was found, and ends with 0 when all is well', async () => {
    dns.hold(SOUND);
    const { code, out, err } = await say(['mail', 'check']);
    expect(code).toBe(0);
    expect(out).toMatch(/^SPF +passes +acme\.nl +the record is sound; whether it names the mail server is not known here/m);
    expect(out).toMatch(
      /^DKIM +passes +s1\._domainkey\.acme\.nl +the key is there\nDMARC +passes +_dmarc\.acme\.nl +the policy is reject$/m,
    );
    expect(err).toMatch(/^Asking DNS.*\nNothing stands against mail from acme\.nl\.\n$/);
  });

  test('ends with 1 when something fails, and says what', async () => {
    dns.hold(BARE);
    const { code, out, err } = await say(['mail', 'check', '--json']);
    expect([code, err]).toEqual([1, expect.stringContaining('Mail from acme.nl will be taken for spam or refused')]);
    const found = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(found.map(({ record, verdict }) => [record, verdict])).toEqual([
      ['SPF', 'passes'],
      ['DKIM', 'passes'],
      ['DMARC', 'fails'],
    ]);
  });

  test('tells DNS that does not answer apart', async () => {
    dns.hold(DOWN);
    const { code, out, err } = await say(['mail', 'check']);
    expect([code, out, err]).toEqual([1, expect.stringMatching(/^DMARC +silent/m), expect.stringContaining('could not be checked')]);
  });
});

describe('inviting more than 50 people at once (R9.1)', () => {
  const say = useInstallation(environment);
  let portals = 0;
  const people = (count: number) => Array.from({ length: count }, (_, at) => `P${at};p${at}@x.nl`);

  /** Imports so many into an organisation of its own, or into the one before. */
  async function imported(count: number, options: readonly string[] = [], again = false) {
    const path = join(folder, 'list.csv');
    await writeFile(path, ['username;email', ...people(count)].join('\n'));
    if (!again) {
      portals += 1;
      await say(['organisation', 'add', `acme-${portals}`, '--name', 'Acme']);
    }
    const { code, err } = await say(['account', 'import', `acme-${portals}`, path, ...options]);
    return { code, err, there: await peopleAt(say, `acme-${portals}`) };
  }

  test('is refused while the sender fails, with what fails and how to go on; nothing is written, and the same list is taken later', async () => {
    dns.hold(BARE);
    const refused = await imported(51);
    expect(refused).toMatchObject({ code: 1, there: 0 });
    expect(refused.err).toMatch(
      /^--despite-mail-check is needed to mail more than 50 people at once: mail from acme\.nl does not pass: DMARC \(_dmarc\.acme\.nl\): there is no record\. Nothing was written/,
    );
    dns.hold(SOUND);
    expect(await imported(51, [], true)).toEqual({ code: 0, there: 51, err: '51 made and invited, 0 there already, 0 faulty.\n' });
  });

  test('is done when the operator says so, with a warning', async () => {
    dns.hold(BARE);
    expect(await imported(51, ['--despite-mail-check'])).toMatchObject({
      code: 0,
      there: 51,
      err: expect.stringMatching(/^Warning: mail from acme\.nl/),
    });
  });

  test('is done with a warning when DNS does not answer', async () => {
    dns.hold(DOWN);
    const { code, there, err } = await imported(51);
    expect([code, there, err]).toEqual([0, 51, expect.stringMatching(/^Warning: the mail of acme\.nl could not be checked: DMARC/)]);
  });

  test('counts who would be mailed: 50 are, who is there already is not counted, nor is who is not mailed yet', async () => {
    dns.hold(BARE);
    expect(await imported(50)).toMatchObject({ code: 0, there: 50, err: expect.stringMatching(/^Warning: mail from acme\.nl/) });
    expect(await imported(100, [], true)).toMatchObject({ code: 0, there: 100 });
    expect(await imported(151, [], true)).toMatchObject({ code: 1, there: 100 });
    expect(await imported(151, ['--not-yet'], true)).toMatchObject({ code: 0, there: 151, err: expect.not.stringContaining('Warning') });
  });

  test('is said by a dry run, which writes nothing anyway', async () => {
    dns.hold(BARE);
    expect(await imported(51, ['--dry-run'])).toMatchObject({
      code: 0,
      there: 0,
      err: expect.stringMatching(/^Warning: mail from .*\nNot as a dry run, this list needs --despite-mail-check\./),
    });
  });
});

describe('queueing more than 50 mails anew (R9.1)', () => {
  const failed = { state: 'failed', reason: 'given-up' } as const;
  const own: Record<string, string> = {};
  const say = useInstallation(own);

  test('is refused while the sender fails, unless the operator says so', async () => {
    Object.assign(own, environment, { VOORDEUR_DATABASE: `sqlite:${join(folder, 'own.db')}` });
    const installation = await openInstallation(own);
    const { outbox } = installation.store.ports;
    for (let at = 0; at < 51; at += 1) {
      await outbox.post(letter(`p${at}@x.nl`), 0);
      const held = await outbox.take(1, 1000);
      if (held) await outbox.notHandedOver(held, failed, 1);
    }
    await installation.close();
    dns.hold(BARE);
    expect(await say(['mail', 'retry', 'failed'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^--despite-mail-check is needed/),
    });
    expect(await say(['mail', 'retry', 'failed', '--despite-mail-check'])).toMatchObject({ code: 0, out: 'Queued 51 mails anew.\n' });
  });
});

async function peopleAt(say: Say, portal: string): Promise<number> {
  return JSON.parse((await say(['account', 'list', portal, '--json'])).out).length;
}
