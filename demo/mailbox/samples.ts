import type { Mail, MailKind } from '../../src/domain/mail/mails.ts';
import { days, hours, minutes } from '../../src/kernel/duration.ts';

/** A mail to look at. */
export interface MailSample {
  /** What is the case; `plain` is the first. */
  readonly state: string;
  readonly mail: Mail;
  /** Whether it is for one account; those that list accounts are for whoever reads the address. */
  readonly personal: boolean;
  /** Whether the platform itself writes, without an organisation. */
  readonly root?: true;
}

/** An address of a portal, and a moment (epoch milliseconds), around which the samples are made. */
export interface SamplePlace {
  readonly portalUrl: string;
  readonly now: number;
}

type Samples = { readonly [Kind in MailKind]: readonly Omit<MailSample, 'kind'>[] };

const DEVICE = { browser: 'Firefox', system: 'Windows' } as const;
const CHANGES = ['on', 'off', 'app-added', 'app-removed', 'passkey-added', 'passkey-removed', 'codes-made'] as const;
/** Looks like a token and opens nothing. */
const TOKEN = 'voorbeeld-3xK9pQvR7mTzL2wN8cYbF5hJdG6sA4uE1iO0';

/** Every kind of mail in every state worth looking at. The compiler counts: a kind without samples does not compile. */
export function mailSamples(place: SamplePlace): readonly MailSample[] {
  return Object.values({
    ...links(place),
    ...addresses(place),
    ...lists(place),
    ...answers(place),
    ...notices(place),
  } satisfies Samples).flat();
}

function links({ portalUrl, now }: SamplePlace) {
  const link = (path: string, code: string, life: number) => ({ link: code, address: `${portalUrl}/${path}?t=${TOKEN}`, code, life });
  const asked = { at: now - minutes(1), device: DEVICE };
  const reset = { ...link('reset', 'K7PM-4XQT', hours(1)), username: 'anna.jansen' };
  return {
    activation: [
      { state: 'plain', personal: true, mail: { kind: 'activation', ...link('activate', 'R4HW-9CJD', days(14)) } },
      {
        state: 'invited by somebody',
        personal: true,
        mail: { kind: 'activation', invitedBy: 'Fatima El Amrani', ...link('activate', 'R4HW-9CJD', hours(36)) },
      },
    ],
    'password-reset': [
      { state: 'plain', personal: true, mail: { kind: 'password-reset', asked, accounts: [reset] } },
      {
        state: 'beside single sign-on',
        personal: false,
        mail: { kind: 'password-reset', asked, accounts: [reset], singleSignOn: ['a.jansen', 'AnnaJansen2026'] },
      },
      {
        state: 'several accounts',
        personal: false,
        mail: {
          kind: 'password-reset',
          asked: { at: now },
          accounts: [reset, { ...link('reset', 'V3NB-8FKL', hours(1)), username: 'AnnaJansen2026' }],
          more: true,
        },
      },
    ],
  } satisfies Partial<Samples>;
}

function addresses({ portalUrl, now }: SamplePlace) {
  const link = { link: 'N7PM', address: `${portalUrl}/new-address?t=${TOKEN}`, code: 'N7PM-4XQT', life: hours(24) };
  const asked = { at: now - minutes(1), device: DEVICE };
  return {
    'email-new': [{ state: 'plain', personal: false, mail: { kind: 'email-new', ...link } }],
    'email-old': [{ state: 'plain', personal: true, mail: { kind: 'email-old', email: 'anna@nieuw.example', asked, ...link } }],
    'email-changed': [{ state: 'plain', personal: true, mail: { kind: 'email-changed', email: 'anna@nieuw.example', changed: asked } }],
  } satisfies Partial<Samples>;
}

function lists({ portalUrl, now }: SamplePlace) {
  const [origin = ''] = /^https?:\/\/[^/]+/.exec(portalUrl) ?? [];
  return {
    'user-names': [
      {
        state: 'plain',
        personal: false,
        mail: { kind: 'user-names', accounts: [{ username: 'anna.jansen', givenName: 'Anna', signedInAt: now }] },
      },
      {
        state: 'several accounts',
        personal: false,
        mail: {
          kind: 'user-names',
          accounts: [
            { username: 'anna.jansen', givenName: 'Anna', signedInAt: now - days(40) },
            { username: 'AnnaJansen2026', singleSignOn: true },
          ],
          more: true,
        },
      },
      { state: 'withheld', personal: false, mail: { kind: 'user-names', accounts: 'withheld' } },
    ],
    portals: [
      {
        state: 'plain',
        personal: false,
        root: true,
        mail: {
          kind: 'portals',
          portals: [
            { organisation: 'Acme Assessments', address: `${origin}/acme`, usernames: ['anna.jansen', 'AnnaJansen2026'] },
            { organisation: 'Stichting Toetsing Oost-Nederland', address: `${origin}/oost`, usernames: ['a.jansen'] },
          ],
          more: true,
        },
      },
    ],
  } satisfies Partial<Samples>;
}

function answers({ now }: SamplePlace) {
  return {
    'challenge-code': [
      { state: 'plain', personal: true, mail: { kind: 'challenge-code', code: '482913', life: minutes(10), until: now + minutes(10) } },
      {
        state: 'from the platform',
        personal: false,
        root: true,
        mail: { kind: 'challenge-code', code: '048291', life: minutes(10), until: now + minutes(10) },
      },
    ],
    'sign-in-code': [{ state: 'plain', personal: true, mail: { kind: 'sign-in-code', id: 'c1', code: 'KR-482913', life: hours(1) } }],
    'no-account': [
      { state: 'plain', personal: false, mail: { kind: 'no-account', promised: 'user-names' } },
      { state: 'from the platform', personal: false, root: true, mail: { kind: 'no-account', promised: 'portals' } },
    ],
    'account-closed': [{ state: 'plain', personal: true, mail: { kind: 'account-closed', promised: 'password-reset' } }],
    'single-sign-on': [
      { state: 'plain', personal: true, mail: { kind: 'single-sign-on' } },
      {
        state: 'several accounts',
        personal: false,
        mail: { kind: 'single-sign-on', usernames: ['anna.jansen', 'AnnaJansen2026'], more: true },
      },
    ],
    'single-sign-on-invited': [
      { state: 'plain', personal: true, mail: { kind: 'single-sign-on-invited' } },
      { state: 'invited by somebody', personal: true, mail: { kind: 'single-sign-on-invited', invitedBy: 'Fatima El Amrani' } },
    ],
  } satisfies Partial<Samples>;
}

function notices({ now }: SamplePlace) {
  return {
    'password-changed': [
      { state: 'plain', personal: true, mail: { kind: 'password-changed', changed: { at: now, device: DEVICE } } },
      { state: 'not in a browser', personal: true, mail: { kind: 'password-changed', changed: { at: now } } },
    ],
    'two-step': CHANGES.map((change) => ({
      state: change,
      personal: true,
      mail: { kind: 'two-step', change, changed: change === 'off' ? { at: now } : { at: now, device: DEVICE } } as const,
    })),
    'recovery-code-used': [9, 2, 1, 0].map((left) => ({
      state: `${left} left`,
      personal: true,
      mail: { kind: 'recovery-code-used', used: { at: now, device: DEVICE }, left } as const,
    })),
    'new-browser': [
      {
        state: 'plain',
        personal: true,
        mail: { kind: 'new-browser', signedIn: { at: now, device: { browser: 'Safari', system: 'iOS' } } },
      },
      { state: 'an unknown browser', personal: true, mail: { kind: 'new-browser', signedIn: { at: now, device: { system: 'Linux' } } } },
    ],
    'attempts-slowed': [{ state: 'plain', personal: true, mail: { kind: 'attempts-slowed', at: now } }],
    'codes-guessed': [{ state: 'plain', personal: true, mail: { kind: 'codes-guessed', at: now } }],
    'password-expires': [
      { state: 'plain', personal: true, mail: { kind: 'password-expires', days: 14, at: now + days(14) } },
      { state: 'tomorrow', personal: true, mail: { kind: 'password-expires', days: 1, at: now + days(1) } },
    ],
  } satisfies Partial<Samples>;
}
