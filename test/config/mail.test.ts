import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config/config.ts';
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
