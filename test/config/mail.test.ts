import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config/config.ts';
import { isSentOut } from '../../src/config/mail.ts';
import { faultsOf, PRODUCTION } from './environment.ts';

const smtp = (url: string) => readConfig({ ...PRODUCTION, VOORDEUR_SMTP_URL: url }).mail.smtp;
const PEM = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n';

describe('the mail server', () => {
  it('is none unless it is set', () => {
    expect(readConfig({}).mail).toEqual({
      from: 'inloggen@voordeur.example',
      smtp: undefined,
      atOnce: 5,
      dkim: undefined,
      proof: { spfTerms: [], dkimSelectors: [], dnsServers: [] },
      hookSecrets: [],
    });
  });

  it.each([
    ['smtps://smtp.acme.nl', { host: 'smtp.acme.nl', port: 465, tls: 'at-once' }],
    ['smtp://smtp.acme.nl', { host: 'smtp.acme.nl', port: 587, tls: 'upgrade' }],
    ['smtp://smtp.acme.nl:25', { host: 'smtp.acme.nl', port: 25, tls: 'upgrade' }],
    ['smtp://10.0.0.3:25', { host: '10.0.0.3', port: 25, tls: 'upgrade' }],
    ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, tls: 'none' }],
    ['smtp://localhost:25', { host: 'localhost', port: 25, tls: 'none' }],
    ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'none' }],
  ])('%s has TLS, in production as elsewhere, unless it is this machine', (url, settings) => {
    expect(smtp(url)).toMatchObject({ ...settings, login: undefined });
  });

  it('is logged in to with a name and a password that may hold anything, and shows neither', () => {
    const read = smtp('smtps://inloggen%40acme.nl:p%40ss%3Ahush%2F@smtp.acme.nl');
    expect([read?.login?.user, read?.login?.password.reveal()]).toEqual(['inloggen@acme.nl', 'p@ss:hush/']);
    expect(JSON.stringify(read)).not.toContain('hush');
  });

  it.each([
    'smtp.acme.nl',
    'http://smtp.acme.nl',
    'smtp://',
    'smtp://a@smtp.acme.nl',
    'smtp://smtp.acme.nl/x',
    'smtp://smtp.acme.nl?tls=no',
    'smtp://a:%ff@b.nl',
  ])('%s is none, and the fault does not repeat it', (url) => {
    const faults = faultsOf({ VOORDEUR_SMTP_URL: url });
    expect(faults).toEqual([expect.stringMatching(/^VOORDEUR_SMTP_URL must be smtp:\/\/host:587 /)]);
  });
});

describe('signing', () => {
  it('is for the domain of the sender, and needs both key and selector', () => {
    const dkim = { VOORDEUR_DKIM_SELECTOR: 's2026', VOORDEUR_DKIM_KEY: PEM };
    expect(readConfig({ ...PRODUCTION, ...dkim }).mail.dkim).toMatchObject({ domain: 'acme.nl', selector: 's2026' });
    for (const [name, value] of Object.entries(dkim)) {
      expect(faultsOf({ [name]: value })).toEqual(['VOORDEUR_DKIM_SELECTOR and VOORDEUR_DKIM_KEY need each other']);
    }
    expect(faultsOf({ ...dkim, VOORDEUR_DKIM_KEY: 'hush' })).toContain('VOORDEUR_DKIM_KEY must be a private key in PEM');
  });
});

describe('what is asked of DNS about the sender (R9.1)', () => {
  it('is by terms, selectors and servers, each with commas between', () => {
    const { proof } = readConfig({
      VOORDEUR_SPF_TERMS: 'include:spf.provider.nl, ip4:192.0.2.10,',
      VOORDEUR_SMTP_DKIM_SELECTORS: 's1,2026.s2',
      VOORDEUR_DNS_SERVERS: '192.0.2.53, 127.0.0.1:5353, 2001:db8::53, [2001:db8::53]:5353',
    }).mail;
    expect(proof).toEqual({
      spfTerms: ['include:spf.provider.nl', 'ip4:192.0.2.10'],
      dkimSelectors: ['s1', '2026.s2'],
      dnsServers: ['192.0.2.53', '127.0.0.1:5353', '2001:db8::53', '[2001:db8::53]:5353'],
    });
  });

  it.each([
    ['VOORDEUR_SPF_TERMS', 'spf.provider.nl'],
    ['VOORDEUR_SPF_TERMS', '-all'],
    ['VOORDEUR_SMTP_DKIM_SELECTORS', 's1._domainkey.'],
    ['VOORDEUR_DNS_SERVERS', 'dns.acme.nl'],
    ['VOORDEUR_DNS_SERVERS', '192.0.2.53:0'],
    ['VOORDEUR_DNS_SERVERS', '192.0.2.53:65536'],
    ['VOORDEUR_DNS_SERVERS', '2001:db8::g'],
  ])('%s=%s is refused', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(`^${name} must be `)]);
  });

  it.each([
    ['in production with a server elsewhere', PRODUCTION, 'smtp://smtp.acme.nl', true],
    ['in production with a server on this machine, which passes it on', PRODUCTION, 'smtp://localhost:25', true],
    ['while trying out with a real server', { VOORDEUR_MAIL_FROM: 'a@acme.nl' }, 'smtp://smtp.acme.nl', true],
    ['while trying out with a server on this machine', { VOORDEUR_MAIL_FROM: 'a@acme.nl' }, 'smtp://127.0.0.1:2525', false],
    ['while trying out with a server on this machine by IPv6', { VOORDEUR_MAIL_FROM: 'a@acme.nl' }, 'smtp://[::1]:2525', false],
    ['while trying out without a server', { VOORDEUR_MAIL_FROM: 'a@acme.nl' }, '', false],
    ['from a domain that is none', {}, 'smtp://smtp.acme.nl', false],
  ])('mail %s: %j, %s → it is asked %s', (_, environment, url, asked) => {
    const { mail, production } = readConfig({ ...environment, VOORDEUR_SMTP_URL: url });
    expect(isSentOut(mail, production)).toBe(asked);
  });
});

describe('the secret of the provider’s reports', () => {
  const [one, other] = [Buffer.alloc(24, 1).toString('base64'), Buffer.alloc(64, 2).toString('base64')];

  it('may be two while one takes the other’s place', () => {
    const { hookSecrets } = readConfig({ VOORDEUR_MAIL_HOOK_SECRET: `whsec_${one}, ${other}` }).mail;
    expect(hookSecrets.map((secret) => secret.reveal())).toEqual([one, other]);
  });

  it.each(['hush', `${one},`, Buffer.alloc(16, 1).toString('base64'), `${one} ${other}`])('%j is none', (text) => {
    expect(faultsOf({ VOORDEUR_MAIL_HOOK_SECRET: text })).toEqual(['VOORDEUR_MAIL_HOOK_SECRET must be base64 of 24 to 64 bytes']);
  });
});
