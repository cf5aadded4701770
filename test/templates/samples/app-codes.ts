import type { PageModels } from '../../../src/views/models.ts';
import { SAMPLE_TIME, type Samples } from './sample.ts';

const flow = '/voorbeeld/sign-in/u1';
const enrol: PageModels['sign-in/enrol-totp'] = {
  action: `${flow}/enrol-totp`,
  username: 'J.deBoer',
  key: '6CBU TJPC S3GU T3R4 ZZK4 UJZJ GOH7 WJX6',
  address: 'otpauth://totp/Voorbeeld%20BV:J.deBoer?secret=6CBUTJPCS3GUT3R4ZZK4UJZJGOH7WJX6&issuer=Voorbeeld%20BV',
  mayWait: false,
  problems: [],
};
const totp: PageModels['sign-in/totp'] = {
  action: `${flow}/totp`,
  help: { recoveryHref: `${flow}/recovery-code` },
  problems: [],
};
const fields = ['code'];
const codes: PageModels['sign-in/recovery-codes'] = {
  action: `${flow}/recovery-codes`,
  fileHref: `${flow}/recovery-codes/codes.txt`,
  portal: 'voorbeeld',
  orgName: 'Voorbeeld BV',
  username: 'J.deBoer',
  at: SAMPLE_TIME,
  codes: Array.from({ length: 10 }, (_, at) => `7F3K-9QXM-2TWA-HN${at}P`),
  problems: [],
};
const recovery: PageModels['sign-in/recovery-code'] = { action: `${flow}/recovery-code`, problems: [], help: {} };

/** The pages of two-step verification. */
export const appCodeSamples: Pick<Samples, 'sign-in/totp' | 'sign-in/enrol-totp' | (`sign-in/recovery-${string}` & keyof Samples)> = {
  'sign-in/recovery-code': {
    plain: recovery,
    wrong: { ...recovery, help: { otherHref: `${flow}/choose-second` }, problems: [{ code: 'recovery-wrong', fields }] },
  },
  'sign-in/recovery-codes': {
    plain: codes,
    unsaved: { ...codes, problems: [{ code: 'codes-unsaved', fields: ['saved'] }] },
    'other ones': { ...codes, problems: [{ code: 'codes-over', fields: ['saved'] }] },
  },
  'sign-in/totp': {
    plain: totp,
    'other ways, and a browser to trust': { ...totp, help: { otherHref: `${flow}/choose-second` }, trust: { days: 30 } },
    'trusted for a day': { ...totp, trust: { days: 1 } },
    'no way out but asking': { ...totp, help: {}, problems: [{ code: 'otp-missing', fields }] },
    'a digit': { ...totp, problems: [{ code: 'otp-length', fields, values: { have: 1 } }] },
    'too many digits': { ...totp, problems: [{ code: 'otp-length', fields, values: { have: 7 } }] },
    'wrong twice': {
      ...totp,
      problems: [
        { code: 'otp-wrong', fields },
        { code: 'otp-clock', fields },
      ],
    },
    used: { ...totp, problems: [{ code: 'otp-used', fields }] },
    blocked: { ...totp, problems: [{ code: 'otp-blocked', fields, values: { minutes: 60 } }] },
    'blocked for a minute': { ...totp, problems: [{ code: 'otp-blocked', fields, values: { minutes: 1 } }] },
    closed: { ...totp, help: { closed: { newPasswordHref: '/acme/forgot-password' } }, problems: [{ code: 'otp-closed', fields }] },
  },
  'sign-in/enrol-totp': {
    plain: enrol,
    'with time left': { ...enrol, mayWait: true },
    'or a passkey': { ...enrol, otherHref: `${flow}/enrol-passkey` },
    'too late': { ...enrol, problems: [{ code: 'set-up-over', fields }] },
  },
};
