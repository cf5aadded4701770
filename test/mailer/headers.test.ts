import { describe, expect, test } from '@jest/globals';
import type { ComposedMail } from '../../src/domain/mail/ports.ts';
import { rawMails } from '../../src/mailer/raw-mail.ts';
import { ACME, ANNA, compose, composeSample, everyMail, HANDED_OVER, PORTAL_URL, SENDER } from './letters.ts';

const NASTY = [
  'Anna\r\nBcc: victim@else.example',
  'Anna\nSubject: other',
  'Anna\u2028X-Evil: 1\u0085Y: 2',
  'Jansen, Anna',
  'Anna "de baas" <boss@else.example>',
  '=?utf-8?Q?=0D=0ABcc:_victim@else.example?=',
  '\u202Egnp.exe\u2066Anna\u2069',
  'Łukasz Ørsted 王小明 👩‍🔬',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '{{t "m.from"}}{{constructor}}',
  "Robert'); DROP TABLE students;--",
  'A'.repeat(900),
  '\u0000\u0007\u001b[31mAnna',
];

/** Names of the header's fields, and the header unfolded. */
async function header(mail: ComposedMail) {
  const { bytes } = await rawMails('login.example', undefined)('letter-1', mail, HANDED_OVER);
  const raw = bytes.toString('latin1');
  const unfolded = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]/g, ' ');
  const lines = unfolded.split('\r\n').map((line) => /^([^:\s]+): (.*)$/.exec(line)?.slice(1) ?? [line]);
  return { names: lines.map(([name = '']) => name).sort(), field: (name: string) => lines.find(([one]) => one === name)?.[1] ?? '' };
}

const FIELDS = [
  'Auto-Submitted',
  'Content-Type',
  'Date',
  'From',
  'MIME-Version',
  'Message-ID',
  'Reply-To',
  'Subject',
  'To',
  'X-Auto-Response-Suppress',
];

describe.each(NASTY)('With %j for every name', (name) => {
  const scene = {
    organisation: { name, support: { ...ACME.support, contactName: name } },
    account: { givenName: name, familyName: name, username: name },
  };

  test('no header field appears that is not ours, and sender and recipient stay who they are (security.md 1.18)', async () => {
    for (const [, sample, language] of everyMail.filter(([, { root }]) => !root)) {
      const mail = await composeSample(sample, language, scene);
      const { names, field } = await header(mail);
      expect(names).toEqual([...FIELDS].sort());
      expect(field('To')).toBe('anna@home.example');
      expect(/<[^>]*>$/.exec(field('From'))?.[0]).toBe(`<${SENDER}>`);
      expect(/<[^>]*>$/.exec(field('Reply-To'))?.[0]).toBe('<toetsen@acme.example>');
      // What is not plain is encoded as a whole or quoted: a comma or quote begins no second mailbox.
      for (const one of ['From', 'Reply-To']) expect(field(one)).toMatch(/^(?:"(?:[^"\\]|\\.)*"|[\w .!#$%&'*+/=?^`{|}~-]*) ?<[^>]*>$/);
      expect(mail.subject).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    }
  });

  test('no markup and no change of direction comes into the mail, and both halves still agree in their names', async () => {
    const mail = await compose(
      {
        mail: { kind: 'activation', invitedBy: name, link: 'l', address: `${PORTAL_URL}/activate?t=x`, code: 'AAAA-BBBB', life: 3_600_000 },
      },
      scene,
    );
    expect(mail?.html).not.toMatch(/<script|<img/);
    for (const half of [mail?.html, mail?.text, mail?.subject, mail?.from.name]) {
      expect(half?.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    }
  });
});

test.each(['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'Anna <a@b.example>', 'a@b.example;c@d.example', '', 'anna'])(
  'a letter to %j is not composed: it goes to exactly one address, as it is kept (security.md 1.18)',
  async (to) => {
    await expect(compose({ mail: { kind: 'single-sign-on' } }, { to })).rejects.toThrow('exactly one address');
  },
);

test('no answering machine answers (ux.md 1.17, RFC 3834)', async () => {
  const mail = await compose({ mail: { kind: 'single-sign-on' } });
  expect(mail?.headers).toEqual({ 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' });
});

describe('The sender (R7.1, R9.1, R9.3)', () => {
  const from = async (policy: Partial<typeof ACME.policy>, support: object = ACME.support) => {
    const mail = await compose({ mail: { kind: 'single-sign-on' } }, { organisation: { policy: { ...ACME.policy, ...policy }, support } });
    return { from: mail?.from, replyTo: mail?.replyTo };
  };

  test('is the organisation via the platform, and answers go to its contact, unless it says otherwise', async () => {
    expect(await from({})).toEqual({
      from: { name: 'Acme Assessments via Voordeur', address: SENDER },
      replyTo: { name: 'Fatima El Amrani', address: 'toetsen@acme.example' },
    });
    expect(await from({ mailSenderName: 'Toetsteam Acme', mailReplyTo: 'team@acme.example' })).toEqual({
      from: { name: 'Toetsteam Acme', address: SENDER },
      replyTo: { address: 'team@acme.example' },
    });
    expect((await from({ mailReplyTo: 'none' })).replyTo).toBeUndefined();
    expect((await from({}, {})).replyTo).toBeUndefined();
  });
});

test('nobody is written to whose account or organisation is no more, or is another one', async () => {
  const mail = { kind: 'single-sign-on' } as const;
  expect(await compose({ mail, account: 'gone' })).toBeUndefined();
  expect(await compose({ mail, organisation: 'gone' })).toBeUndefined();
  expect(await compose({ mail }, { account: { organisationId: 'other' } })).toBeUndefined();
  expect(await compose({ mail, organisation: undefined })).toBeUndefined();
  expect(await compose({ mail, account: ANNA.id })).toBeDefined();
});
