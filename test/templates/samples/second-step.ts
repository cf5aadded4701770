import type { NewPasskeyView, PageModels, PasskeyView } from '../../../src/views/models.ts';
import type { Samples } from './sample.ts';

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
  recoveryHref: `${flow}/recovery-code`,
  problems: [],
};
const fields = ['code'];
const passkey: PasskeyView = { challenge: 'AAAA', site: 'login.example', known: '[{"id":"BBBB","transports":["internal"]}]' };
/** A passkey that is to be made. */
export const newPasskey: NewPasskeyView = {
  ...passkey,
  owner: '4f0c',
  username: 'J.deBoer',
  name: 'Jan de Boer',
  org: 'Stichting Toetsing «Oost & West»',
};
const byPasskey: PageModels['sign-in/passkey'] = { action: `${flow}/passkey`, passkey, problems: [] };
const enrolPasskey: PageModels['sign-in/enrol-passkey'] = {
  action: `${flow}/enrol-passkey`,
  passkey: newPasskey,
  mayWait: false,
  problems: [],
};
const atButton = ['passkey'];

/** The pages of two-step verification. */
export const secondStepSamples: Pick<Samples, 'sign-in/totp' | 'sign-in/passkey' | 'sign-in/enrol-totp' | 'sign-in/enrol-passkey'> = {
  'sign-in/passkey': {
    plain: { ...byPasskey, recoveryHref: `${flow}/recovery-code` },
    'other ways, and a browser to trust': { ...byPasskey, otherHref: `${flow}/choose-second`, trust: { days: 30 } },
    refused: { ...byPasskey, problems: [{ code: 'passkey-refused', fields: atButton }] },
    old: { ...byPasskey, problems: [{ code: 'passkey-old', fields: atButton }] },
  },
  'sign-in/enrol-passkey': {
    plain: { ...enrolPasskey, otherHref: `${flow}/enrol-totp` },
    'with time left': { ...enrolPasskey, mayWait: true },
    'not made': { ...enrolPasskey, problems: [{ code: 'passkey-not-made', fields: atButton }] },
  },
  'sign-in/totp': {
    plain: totp,
    'other ways, and a browser to trust': { ...totp, otherHref: `${flow}/choose-second`, trust: { days: 30 } },
    'trusted for a day': { ...totp, trust: { days: 1 } },
    'no way out but asking': { action: totp.action, problems: [{ code: 'otp-missing', fields }] },
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
    closed: { ...totp, problems: [{ code: 'otp-closed', fields }] },
  },
  'sign-in/enrol-totp': {
    plain: enrol,
    'with time left, or a passkey': { ...enrol, mayWait: true, otherHref: `${flow}/enrol-passkey` },
    'too late': { ...enrol, problems: [{ code: 'set-up-over', fields }] },
  },
};
