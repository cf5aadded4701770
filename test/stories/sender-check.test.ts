import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { type DnsServer, openDnsServer } from '../kit/dns-server.ts';
import { eventually } from '../kit/eventually.ts';
import { scrape } from '../kit/scrape.ts';
import { freePort, openWorld, type World } from '../kit/world.ts';

const SENT_OUT = { VOORDEUR_MAIL_FROM: 'inloggen@acme.nl', VOORDEUR_SMTP_URL: 'smtp://smtp.invalid:25' };

let dns: DnsServer;
beforeAll(async () => {
  dns = await openDnsServer();
});
afterAll(() => dns.close());

/** What the server says of its sender, in a world that lasts as long as `look`. */
async function inWorld(environment: Record<string, string>, look: (said: () => string[], world: World) => Promise<void>): Promise<void> {
  const world = await openWorld({ ...SENT_OUT, VOORDEUR_DNS_SERVERS: dns.address, ...environment });
  try {
    await look(() => world.log.filter((line) => /mail check/.test(line)), world);
  } finally {
    await world.close();
  }
}

test('R9.1 a server says at its start, in one line, what keeps its mail from being believed; it starts all the same', async () => {
  dns.hold({ 'acme.nl': ['v=spf1 mx -all'] });
  await inWorld({}, async (said, { url }) => {
    const line = JSON.parse(await eventually(() => said()[0]));
    expect(line).toMatchObject({
      message: 'mail from acme.nl does not pass: DMARC (_dmarc.acme.nl): there is no record. See `mail check`',
      domain: 'acme.nl',
      findings: [{ verdict: 'passes' }, { verdict: 'unknown' }, { record: 'DMARC', verdict: 'fails' }],
    });
    expect((await fetch(`${url}/.well-known/openid-configuration`)).status).toBe(200);
  });
});

test('R9.1 what fails can be read in the metrics, and stays there while DNS is silent', async () => {
  const port = await freePort();
  const token = randomBytes(32).toString('base64');
  dns.hold({ 'acme.nl': ['v=spf1 mx -all'] });
  await inWorld({ VOORDEUR_METRICS_TOKEN: token, VOORDEUR_PRIVATE_PORT: String(port) }, async (_, { app, clock }) => {
    const failing = async () => {
      await app.checkSender();
      const { value } = await scrape(port, token);
      return ['SPF', 'DKIM', 'DMARC'].map((record) => value(`voordeur_mail_sender_failing{record="${record}"}`));
    };
    expect(await failing()).toEqual([0, 0, 1]);
    clock.forward(minutes(6));
    dns.hold({ 'acme.nl': ['v=spf1 mx -all'], '_dmarc.acme.nl': 'failing' });
    expect(await failing()).toEqual([0, 0, 1]);
  });
});

test('R9.1 DNS that does not answer is told apart, and a server that closes does not wait for it', async () => {
  dns.hold({ 'acme.nl': ['v=spf1 mx -all'], '_dmarc.acme.nl': 'failing' });
  await inWorld({}, async (said) => {
    expect(JSON.parse(await eventually(() => said()[0])).message).toMatch(/^the mail of acme\.nl could not be checked: DMARC/);
  });
  dns.hold({ 'acme.nl': 'mute', '_dmarc.acme.nl': 'mute' });
  await inWorld({}, async () => undefined);
});

test('R9.1 nothing is said where all is well, and nothing asked where no mail leaves the machine', async () => {
  dns.hold({ 'acme.nl': ['v=spf1 mx -all'], '_dmarc.acme.nl': ['v=DMARC1; p=none'] });
  await inWorld({}, async (said, { app }) => {
    await app.checkSender();
    expect(said()).toEqual([]);
  });
  const before = dns.asked.length;
  dns.hold({});
  await inWorld({ VOORDEUR_SMTP_URL: 'smtp://localhost:9' }, async (said, { app }) => {
    await app.checkSender();
    expect([said(), dns.asked.length]).toEqual([[], before]);
  });
});
