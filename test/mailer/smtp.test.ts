import { generateKeyPairSync } from 'node:crypto';
import tls from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.ts';
import { testCertificate } from '../kit/certificate.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { handedOver } from './desk.ts';

let server: MailServer;
afterEach(() => server.close());

describe('what a mail server answers', () => {
  test('a mail that it takes has one address, the id of its letter as Message-ID, and a text and an HTML part', async () => {
    server = await openMailServer();
    expect(await handedOver(server)).toEqual({ kind: 'accepted' });
    const [mail, ...more] = await server.received();
    expect(more).toEqual([]);
    expect([mail?.from, mail?.to]).toEqual(['inloggen@voordeur.example', 'anna@acme.example']);
    expect(mail?.raw).toContain('Message-ID: <letter-1@login.example>');
    expect(mail?.raw).toMatch(/^From: Voordeur <inloggen@voordeur\.example>\r\nTo: anna@acme\.example\r\n/m);
    expect(mail?.raw.match(/^Content-Type: text\/(?:plain|html)/gm)).toHaveLength(2);
  });

  test.each([
    ['sender', '451 4.3.0 later', { kind: 'refused', code: 451, enhanced: '4.3.0', at: 'sender' }],
    ['sender', '550 5.7.1 not you', { kind: 'refused', code: 550, enhanced: '5.7.1', at: 'sender' }],
    ['recipient', '450 greylisted', { kind: 'refused', code: 450, enhanced: undefined, at: 'recipient' }],
    ['recipient', '550 5.1.1 no such user anna@acme.example', { kind: 'refused', code: 550, enhanced: '5.1.1', at: 'recipient' }],
    ['data', '452 4.3.1 full', { kind: 'refused', code: 452, enhanced: '4.3.1', at: 'content' }],
    ['content', '554 5.7.1 spam', { kind: 'refused', code: 554, enhanced: '5.7.1', at: 'content' }],
    ['sender', 'drop', { kind: 'broken-off' }],
    ['recipient', 'hang', { kind: 'broken-off' }],
    ['content', 'hang', { kind: 'broken-off' }],
    ['content', 'trickle', { kind: 'broken-off' }],
    ['sender', 'trickle', { kind: 'broken-off' }],
    ['hello', 'trickle', { kind: 'unreachable', because: 'connection' }],
    ['content', 'keep-and-drop', { kind: 'broken-off' }],
    ['greeting', '421 4.3.2 busy', { kind: 'unreachable', because: 'connection', code: 421 }],
    ['greeting', 'drop', { kind: 'unreachable', because: 'connection' }],
    ['hello', 'hang', { kind: 'unreachable', because: 'connection' }],
  ] as const)('at the %s %j is understood', async (at, does, answer) => {
    server = await openMailServer();
    await server.behave({ at, does });
    expect(await handedOver(server)).toEqual({ code: undefined, ...answer });
  });

  test('one that does not listen can be reached by nobody', async () => {
    server = await openMailServer();
    await server.down();
    expect(await handedOver(server)).toMatchObject({ kind: 'unreachable', because: 'connection' });
  });

  test('who must log in does; a wrong password, or none, is nobody’s letter’s fault', async () => {
    server = await openMailServer({ login: 'voordeur:hush' });
    const login = (password: string) => ({ login: { user: 'voordeur', password: new Secret(password) } });
    expect(await handedOver(server, login('hush'))).toEqual({ kind: 'accepted' });
    expect((await server.received())[0]?.user).toBe('voordeur');
    expect(await handedOver(server, login('wrong'))).toEqual({ kind: 'unreachable', because: 'login', code: 535 });
    expect(await handedOver(server)).toEqual({ kind: 'unreachable', because: 'login', code: 530 });
  });
});

describe('TLS', () => {
  const { certificate, privateKey } = testCertificate([['2.5.4.3', 'localhost']], { dns: 'localhost' });
  const pem = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: certificate.toString() };

  test.each(['at-once', 'upgrade'] as const)('%s: nothing is handed to a server whose certificate nobody vouches for', async (how) => {
    server = await openMailServer({ tls: { ...pem, atOnce: how === 'at-once' } });
    expect((await handedOver(server, { tls: how })).kind).toBe('unreachable');
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, pem.cert]);
    expect(await handedOver(server, { tls: how })).toEqual({ kind: 'accepted' });
    tls.setDefaultCACertificates(before);
    expect((await server.received()).map(({ encrypted }) => encrypted)).toEqual([true]);
  });

  test('a server that offers no STARTTLS, or from whose offer somebody took it away, gets nothing and no password', async () => {
    server = await openMailServer({ login: 'voordeur:hush' });
    const login = { user: 'voordeur', password: new Secret('hush') };
    expect(await handedOver(server, { tls: 'upgrade', login })).toMatchObject({ kind: 'unreachable', because: 'tls' });
    expect(await server.counts()).toEqual({ connections: 1, begun: 0, kept: 0 });
  });
});

test('R9.1 mails are signed for the sender’s domain where a DKIM key is given', async () => {
  server = await openMailServer();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  expect(await handedOver(server, {}, { domain: 'voordeur.example', selector: 's2026', key })).toEqual({ kind: 'accepted' });
  const raw = (await server.received())[0]?.raw ?? '';
  const signature = /^DKIM-Signature:((?:.|\r\n[ \t])*)/m.exec(raw)?.[1]?.replace(/\s+/g, '');
  expect(signature).toMatch(/a=rsa-sha256;.*d=voordeur\.example;.*s=s2026;/);
  expect(
    /;h=([^;]+)/
      .exec(signature ?? '')?.[1]
      ?.toLowerCase()
      .split(':'),
  ).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'message-id', 'date']));
});

test.each([
  ['a key of 1024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })],
  ['a key of another kind', () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })],
  ['no key', () => '-----BEGIN PRIVATE KEY-----\naHVzaA==\n-----END PRIVATE KEY-----'],
])('R9.1 a server does not start with %s to sign with, rather than send unsigned mail', async (_what, pem) => {
  server = await openMailServer();
  const dkim = { domain: 'voordeur.example', selector: 's', key: new Secret(pem().toString()) };
  await expect(handedOver(server, {}, dkim)).rejects.toThrow(/^VOORDEUR_DKIM_KEY must be an RSA key of at least 2048 bits/);
});
