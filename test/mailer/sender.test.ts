import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { standingOf } from '../../src/domain/sender/check.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { checkedSender, type SenderCheckNeeds } from '../../src/mailer/sender.ts';
import { type DnsServer, openDnsServer, type Texts } from '../kit/dns-server.ts';
import { HandClock } from '../kit/hand-clock.ts';

let dns: DnsServer;
beforeAll(async () => {
  dns = await openDnsServer();
});
afterAll(() => dns.close());

function keys(): { readonly key: Secret; readonly spki: string; readonly pkcs1: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const published = (type: 'spki' | 'pkcs1') => publicKey.export({ type, format: 'der' }).toString('base64');
  return {
    key: new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    spki: published('spki'),
    pkcs1: published('pkcs1'),
  };
}

const OURS = keys();
const SOUND: Readonly<Record<string, Texts>> = {
  'acme.nl': ['google-site-verification=x', 'v=spf1 ip4:192.0.2.10 include:spf.provider.nl -all'],
  'spf.provider.nl': ['v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 ?all'],
  's1._domainkey.acme.nl': [`v=DKIM1; k=rsa; p=${OURS.spki}`],
  '_dmarc.acme.nl': ['v=DMARC1; p=quarantine; rua=mailto:dmarc@acme.nl'],
};

const clock = new HandClock();
const needs = (more: Partial<SenderCheckNeeds> = {}): SenderCheckNeeds => ({
  ...{ domain: 'acme.nl', spfTerms: [], serverSelectors: [], dnsServers: [dns.address], clock },
  ...{ dkim: { domain: 'acme.nl', selector: 's1', key: OURS.key }, ...more },
});

/** What is found when DNS holds this beside what is sound, or in its place. */
async function found(names: Readonly<Record<string, Texts | undefined>>, more: Partial<SenderCheckNeeds> = {}) {
  dns.hold(Object.fromEntries(Object.entries({ ...SOUND, ...names }).filter((one): one is [string, Texts] => one[1] !== undefined)));
  return checkedSender(needs(more)).check();
}

/** The verdict on one record, and what is said of it. */
async function finding(record: string, names: Readonly<Record<string, Texts | undefined>>, more: Partial<SenderCheckNeeds> = {}) {
  const { findings } = await found(names, more);
  const { verdict, detail } = findings.find((one) => one.record === record) ?? {};
  return [verdict, detail];
}

test('R9.1 a sender whose SPF, DKIM and DMARC are right passes, and what was looked at is named', async () => {
  const report = await found({});
  expect(standingOf(report)).toBe('passes');
  expect(report.findings.map(({ record, name, verdict }) => [record, name, verdict])).toEqual([
    ['SPF', 'acme.nl', 'passes'],
    ['DKIM', 's1._domainkey.acme.nl', 'passes'],
    ['DMARC', '_dmarc.acme.nl', 'passes'],
  ]);
});

describe('SPF (RFC 7208) fails', () => {
  const spf = (text: string) => ({ 'acme.nl': [text] });
  it.each<[string, Readonly<Record<string, Texts | undefined>>, string]>([
    ['without a record', { 'acme.nl': ['hello'] }, 'there is no record'],
    ['for a domain that is not there', { 'acme.nl': undefined }, 'there is no record'],
    ['with two records', { 'acme.nl': ['v=spf1 -all', 'v=spf1 a -all'] }, 'more than one record'],
    ['with a word that is no term', spf('v=spf1 ip4:192.0.2.1 inclde:x.nl -all'), 'cannot be read'],
    ['with an address that is none', spf('v=spf1 ip4:192.0.2.300 -all'), 'cannot be read'],
    ['with a character that terminals obey', spf('v=spf1 include:x\u001b[2J.nl -all'), 'the record cannot be read'],
    ['when anybody may send', spf('v=spf1 +all'), 'anybody may send'],
    ['when it ends in ?all', spf('v=spf1 a ?all'), 'anybody may send'],
    ['when it ends in nothing', spf('v=spf1 a mx'), 'anybody may send'],
    ['when what it includes is not there', spf('v=spf1 include:gone.nl -all'), 'of gone.nl there is no record'],
    ['when it includes itself', spf('v=spf1 include:acme.nl -all'), 'more than 10 questions'],
    ['with eleven questions to DNS', spf(`v=spf1 ${'a:x.nl '.repeat(11)}-all`), 'more than 10 questions'],
    ['when what it redirects to leaves anybody in', { ...spf('v=spf1 redirect=r.nl'), 'r.nl': ['v=spf1 mx'] }, 'anybody may send'],
  ])('%s', async (_, names, words) => {
    expect(await finding('SPF', names)).toEqual(['fails', expect.stringContaining(words)]);
  });
});

describe('SPF passes', () => {
  it.each([
    ['with ten questions', `v=spf1 ${'a:x.nl '.repeat(10)}~all`, {}],
    ['by a redirect to a record that ends well', 'v=spf1 redirect=r.nl', { 'r.nl': ['v=spf1 a/24 mx:x.nl//64 exists:%{i}.x.nl -all'] }],
    ['when what it includes ends in nothing of its own', 'V=SPF1 INCLUDE:spf.provider.nl -ALL', {}],
  ])('%s', async (_, text, names) => {
    expect(await finding('SPF', { 'acme.nl': [text], ...names })).toEqual(['passes', expect.any(String)]);
  });
});

describe('DKIM (RFC 6376)', () => {
  const key = (text: string | undefined) => ({ 's1._domainkey.acme.nl': text === undefined ? undefined : [text] });

  it.each([
    ['as most have it', () => `v=DKIM1; k=rsa; p=${OURS.spki}`],
    ['without what says that it is RSA', () => `p=${OURS.pkcs1};`],
    [
      'with blanks in it and all that may stand there',
      () => `v=DKIM1; h=sha1:sha256; s=email; t=s; p=${OURS.spki.replace(/.{60}/g, '$& ')}`,
    ],
  ])('passes with the public half of the key that signs, %s', async (_, text) => {
    expect(await finding('DKIM', key(text()))).toEqual(['passes', 'the key is there']);
  });

  it.each([
    ['there is none', () => undefined, 'there is no key'],
    ['it is another one', () => `v=DKIM1; p=${keys().spki}`, 'another one than VOORDEUR_DKIM_KEY'],
    ['it is cut off', () => `v=DKIM1; p=${OURS.spki.slice(0, 200)}`, 'another one than VOORDEUR_DKIM_KEY'],
    ['it was withdrawn', () => 'v=DKIM1; p=', 'withdrawn'],
    ['it is being tried out', () => `v=DKIM1; t=y:s; p=${OURS.spki}`, 'tried out'],
    ['it is for SHA-1 only', () => `v=DKIM1; h=sha1; p=${OURS.spki}`, 'SHA-256'],
    ['it is for something else', () => `v=DKIM1; s=tlsrpt; p=${OURS.spki}`, 'not for mail'],
    ['something else stands there', () => 'hello', 'not that of a key'],
  ])('fails when %s', async (_, text, words) => {
    expect(await finding('DKIM', key(text()))).toEqual(['fails', expect.stringContaining(words)]);
  });

  test('cannot be known where the mail server signs by a key that nobody named here, and that stands in nobody’s way', async () => {
    const report = await found({}, { dkim: undefined });
    expect(report.findings[1]).toMatchObject({ verdict: 'unknown', detail: expect.stringContaining('VOORDEUR_SMTP_DKIM_SELECTORS') });
    expect(standingOf(report)).toBe('passes');
  });

  test('of the mail server passes with one key of those that take each other’s place, and fails with none', async () => {
    const server = (names: Readonly<Record<string, Texts>>) => finding('DKIM', names, { dkim: undefined, serverSelectors: ['old', 'new'] });
    expect(await server({ 'old._domainkey.acme.nl': ['p='], 'new._domainkey.acme.nl': [`p=${keys().spki}`] })).toEqual([
      'passes',
      'the key is there',
    ]);
    expect(await server({})).toEqual(['fails', 'there is no key']);
  });
});

describe('DMARC (RFC 7489)', () => {
  const at = (name: string, ...texts: string[]) => ({ '_dmarc.acme.nl': undefined, [name]: texts });

  it.each([
    ['there is no record', at('acme.nl', 'v=spf1 -all'), 'there is no record'],
    ['there are two', at('_dmarc.acme.nl', 'v=DMARC1; p=none', 'v=DMARC1; p=reject'), 'more than one'],
    ['it names no policy', at('_dmarc.acme.nl', 'v=DMARC1; rua=mailto:a@acme.nl'), 'names no policy'],
    ['its policy is none that there is', at('_dmarc.acme.nl', 'v=DMARC1; p=monitor'), 'names no policy'],
  ])('fails when %s', async (_, names, words) => {
    expect(await finding('DMARC', names)).toEqual(['fails', expect.stringContaining(words)]);
  });

  test('passes by its own record, or by the nearest above it, whose policy for what is below counts then', async () => {
    expect(await finding('DMARC', at('_dmarc.acme.nl', 'v=DMARC1;p=NONE;'))).toEqual(['passes', 'the policy is none']);
    const below = { ...at('_dmarc.acme.nl', 'v=DMARC1; p=reject; sp=none'), 'in.log.acme.nl': ['v=spf1 a -all'] };
    expect(await finding('DMARC', below, { domain: 'in.log.acme.nl' })).toEqual(['passes', 'the policy is none']);
  });
});

describe('DNS that does not answer', () => {
  it.each(['acme.nl', 'spf.provider.nl', 's1._domainkey.acme.nl', '_dmarc.acme.nl'])(
    'about %s fails nothing, and is said',
    async (name) => {
      const report = await found({ [name]: 'failing' });
      expect(standingOf(report)).toBe('silent');
      expect(report.findings.filter(({ verdict }) => verdict === 'silent')).toHaveLength(1);
    },
  );

  test('hides nothing that fails beside it', async () => {
    expect(standingOf(await found({ 'acme.nl': 'failing', '_dmarc.acme.nl': undefined }))).toBe('fails');
  });

  test('is waited for no longer than until the server is closed', async () => {
    dns.hold({ ...SOUND, 'acme.nl': 'mute' });
    const sender = checkedSender(needs());
    const checking = sender.check();
    const cancelling = setInterval(() => dns.asked.at(-1) !== undefined && sender.cancel(), 20);
    expect(standingOf(await checking)).toBe('silent');
    clearInterval(cancelling); // And nothing is asked any more.
    const asked = dns.asked.length;
    expect([standingOf(await sender.check()), dns.asked.length]).toEqual(['silent', asked]);
  });
});

test('what was found is believed for five minutes, and not at all when DNS was silent', async () => {
  const { check } = checkedSender(needs());
  dns.hold({ ...SOUND, 'acme.nl': 'failing' });
  expect(standingOf(await check())).toBe('silent');
  dns.hold(SOUND);
  expect(standingOf(await check())).toBe('passes');
  const asked = dns.asked.length;
  clock.forward(minutes(4));
  expect(standingOf(await check())).toBe('passes');
  expect(dns.asked.length).toBe(asked);
  dns.hold({});
  clock.forward(minutes(1));
  expect(standingOf(await check())).toBe('fails');
});
