import { describe, expect, test } from '@jest/globals';
import { deviceOf } from '../../src/domain/mail/device.ts';
import { linksIn, MAIL_KINDS, type MailedLink } from '../../src/domain/mail/mails.ts';
import type { AnnouncedKind } from '../../src/views/mail-models.ts';
import { compose, composeSample, everyMail, mailViews, PORTAL_URL, samples } from './letters.ts';

const LINK: MailedLink = { link: 'l1', address: `${PORTAL_URL}/activate?t=x`, code: 'AAAA-BBBB', life: 0 };

const textOf = async (locale: string, life: number) => (await compose({ locale, mail: { kind: 'activation', ...LINK, life } }))?.text ?? '';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('A length of time and its end', () => {
  test.each([
    [14 * DAY, '14 dagen, tot 11 december 2026, 14:32', '14 days, until 11 December 2026, 14:32'],
    [DAY, '1 dag, tot 28 november 2026, 14:32', '1 day, until 28 November 2026, 14:32'],
    [36 * HOUR, '36 uur, tot 29 november 2026, 02:32', '36 hours, until 29 November 2026, 02:32'],
    [HOUR, '1 uur, tot 27 november 2026, 15:32', '1 hour, until 27 November 2026, 15:32'],
    [90 * MINUTE, '90 minuten, tot 27 november 2026, 16:02', '90 minutes, until 27 November 2026, 16:02'],
    [MINUTE, '1 minuut, tot 27 november 2026, 14:33', '1 minute, until 27 November 2026, 14:33'],
    [15 * MINUTE + 59_999, '15 minuten, tot 27 november 2026, 14:47', '15 minutes, until 27 November 2026, 14:47'],
  ])('%d ms from hand-over are told in words, with the zone (R7.3)', async (life, nl, en) => {
    expect(await textOf('nl', life)).toContain(`De link werkt ${nl} (Nederlandse tijd).`);
    expect(await textOf('en', life)).toContain(`The link works for ${en} (Dutch time).`);
  });

  test('over the change of the clocks the hour is that of the day it ends', async () => {
    const summer = Date.UTC(2026, 6, 1, 22, 5);
    const changed = await compose({ mail: { kind: 'password-changed', changed: { at: summer } } });
    expect(changed?.text).toContain('op 2 juli 2026, 00:05 (Nederlandse tijd)');
  });
});

describe('The words that a page tells people to search for (R9.6)', () => {
  const promised: readonly AnnouncedKind[] = ['activation', 'password-reset', 'user-names', 'portals', 'challenge-code'];

  test.each(everyMail.filter(([, { mail }]) => promised.some((kind) => kind === mail.kind)))(
    '%s: they stand in the subject',
    async (_name, sample, language) => {
      const { subject } = await composeSample(sample, language);
      expect(subject).toContain(
        mailViews.searchWords(sample.mail.kind as AnnouncedKind, sample.root ? undefined : 'Acme Assessments', language),
      );
    },
  );

  test('they are those that people know (ux.md 3.12)', () => {
    expect(mailViews.searchWords('activation', 'Acme', 'nl')).toBe('Activeer je account bij Acme');
    expect(mailViews.searchWords('password-reset', 'Acme', 'en')).toBe('Make a new password for Acme');
    expect(mailViews.searchWords('user-names', 'Acme', 'nl')).toBe('Je gebruikersnaam voor Acme');
    expect(mailViews.searchWords('challenge-code', 'Acme', 'en')).toBe('your code for Acme');
  });

  test('a mail in the stead of the promised one has its subject, so that the page can say one thing to all (R4.2, G6)', async () => {
    const subject = async (mail: Parameters<typeof compose>[0]['mail']) => (await compose({ mail }))?.subject;
    for (const kind of ['password-reset', 'user-names'] as const) {
      const words = mailViews.searchWords(kind, 'Acme Assessments', 'nl');
      expect(await subject({ kind: 'no-account', promised: kind })).toBe(words);
      expect(await subject({ kind: 'account-closed', promised: kind })).toBe(words);
    }
    expect(await subject({ kind: 'single-sign-on' })).toBe(mailViews.searchWords('password-reset', 'Acme Assessments', 'nl'));
  });

  test('the sender is named as mailboxes show it', async () => {
    const mail = await compose({ mail: { kind: 'single-sign-on' } });
    expect(mailViews.senderName({ name: 'Acme Assessments', policy: { mailSenderName: '' } }, 'nl')).toBe(mail?.from.name);
  });
});

test('every kind of mail has samples, and the ids of its links are known to whoever starts their lives (R7.3)', () => {
  expect([...new Set(samples.map(({ mail }) => mail.kind))].toSorted()).toEqual([...MAIL_KINDS].toSorted());
  const found = Object.fromEntries(samples.map(({ mail, state }) => [`${mail.kind}, ${state}`, linksIn(mail)]));
  expect(found['activation, plain']).toHaveLength(1);
  expect(found['password-reset, several accounts']).toHaveLength(2);
  // No other mail has a token in it.
  for (const { mail } of samples) expect(linksIn(mail).length > 0).toBe(JSON.stringify(mail).includes('?t='));
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0',
    'Edge',
    'Windows',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox', 'Windows'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15',
    'Safari',
    'macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
    'Safari',
    'iOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1',
    'Chrome',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36',
    'Samsung Internet',
    'Android',
  ],
  ['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36', 'Chrome', 'ChromeOS'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0', 'Opera', 'Linux'],
  ['curl/8.5.0', undefined, undefined],
  ['Evil\r\nBcc: x@y.example', undefined, undefined],
  [undefined, undefined, undefined],
] as const)('%j is told as a browser and a system that people know, or as unknown', (userAgent, browser, system) => {
  expect(deviceOf(userAgent)).toEqual({ browser, system });
});
