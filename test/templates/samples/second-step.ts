import { minutes } from '../../../src/kernel/duration.ts';
import type { PageModels, Problem } from '../../../src/views/models.ts';
import { SAMPLE_TIME, type Samples } from './sample.ts';

const maskedEmail = 'j•••@voorbeeld.example';
const at = (screen: string) => `/voorbeeld/sign-in/u1/${screen}`;

const mailed: PageModels['sign-in/mail-code'] = {
  action: at('mail-code'),
  maskedEmail,
  state: 'live',
  letters: 'KR',
  until: SAMPLE_TIME + minutes(60),
  resent: false,
  mail: { sender: 'Voorbeeld BV via Voordeur', address: 'inloggen@login.example', subjects: [{ words: 'je code voor Voorbeeld BV' }] },
  problems: [],
  help: { maskedEmail },
};
const over: PageModels['sign-in/mail-code'] = {
  action: at('mail-code'),
  maskedEmail,
  state: 'over',
  resent: false,
  mail: mailed.mail,
  problems: [],
  help: { maskedEmail },
};
const wrong = (problem: Problem) => ({ ...mailed, problems: [problem] });
const choices: PageModels['sign-in/choose-second'] = {
  action: at('choose-second'),
  choices: [{ way: 'app' }, { way: 'passkey' }, { way: 'mail', maskedEmail }, { way: 'recovery' }],
  problems: [],
  help: { maskedEmail, recoveryHref: at('recovery-code') },
};

/** The screens of the second step. */
export const secondSamples: Pick<Samples, 'sign-in/choose-second' | 'sign-in/mail-code'> = {
  'sign-in/choose-second': {
    plain: choices,
    'no choice': { ...choices, problems: [{ code: 'choice-missing', fields: ['choices'] }] },
    'no mail and no recovery code': { ...choices, choices: [{ way: 'app' }, { way: 'passkey' }], help: {} },
  },
  'sign-in/mail-code': {
    plain: mailed,
    'with other ways': {
      ...mailed,
      next: { at: SAMPLE_TIME + 45_000, seconds: 45 },
      help: { maskedEmail, otherHref: at('choose-second'), recoveryHref: at('recovery-code') },
      trust: { days: 30 },
    },
    'sparing a browser for a day': { ...mailed, trust: { days: 1 } },
    resent: { ...mailed, resent: true, next: { at: SAMPLE_TIME + 60_000, seconds: 60 } },
    'nothing sent yet': { ...over, state: 'none' },
    'too old': { ...over, problems: [{ code: 'mail-code-old', fields: ['resend'] }] },
    'tried too often': { ...over, problems: [{ code: 'mail-code-used-up', fields: ['resend'] }] },
    'asked for too early': {
      ...mailed,
      next: { at: SAMPLE_TIME + 45_000, seconds: 45 },
      problems: [{ code: 'mail-code-wait', fields: ['resend'], values: { time: '14:32' } }],
    },
    empty: wrong({ code: 'otp-missing', fields: ['code'] }),
    'one digit': wrong({ code: 'otp-length', fields: ['code'], values: { have: 1 } }),
    'five digits': wrong({ code: 'otp-length', fields: ['code'], values: { have: 5 } }),
    wrong: wrong({ code: 'otp-wrong', fields: ['code'] }),
    'of another mail': wrong({ code: 'mail-code-letters', fields: ['code'], values: { letters: 'KR' } }),
    'blocked for an hour': wrong({ code: 'otp-blocked', fields: ['code'], values: { minutes: 60 } }),
    'blocked for a minute': wrong({ code: 'otp-blocked', fields: ['code'], values: { minutes: 1 } }),
    closed: { ...wrong({ code: 'otp-closed', fields: ['code'] }), help: { closed: {} } },
  },
};
