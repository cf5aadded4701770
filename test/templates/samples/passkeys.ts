import type { NewPasskeyView, PageModels, PasskeyView } from '../../../src/views/models.ts';
import type { Samples } from './sample.ts';

const flow = '/voorbeeld/sign-in/u1';
const passkey: PasskeyView = { challenge: 'AAAA', site: 'login.example', known: '[{"id":"BBBB","transports":["internal"]}]' };
/** A passkey that is to be made. */
export const newPasskey: NewPasskeyView = {
  ...passkey,
  owner: '4f0c',
  username: 'J.deBoer',
  name: 'Jan de Boer',
  org: 'Stichting Toetsing «Oost & West»',
};
const byPasskey: PageModels['sign-in/passkey'] = { action: `${flow}/passkey`, passkey, problems: [], help: {} };
const enrolPasskey: PageModels['sign-in/enrol-passkey'] = {
  action: `${flow}/enrol-passkey`,
  passkey: newPasskey,
  mayWait: false,
  problems: [],
};
const atButton = ['passkey'];

/** The steps of a sign-in by a passkey. */
export const passkeySamples: Pick<Samples, 'sign-in/passkey' | 'sign-in/enrol-passkey'> = {
  'sign-in/passkey': {
    plain: { ...byPasskey, help: { recoveryHref: `${flow}/recovery-code` } },
    'other ways, and a browser to trust': { ...byPasskey, help: { otherHref: `${flow}/choose-second` }, trust: { days: 30 } },
    refused: { ...byPasskey, problems: [{ code: 'passkey-refused', fields: atButton }] },
    old: { ...byPasskey, problems: [{ code: 'passkey-old', fields: atButton }] },
  },
  'sign-in/enrol-passkey': {
    plain: { ...enrolPasskey, otherHref: `${flow}/enrol-totp` },
    'with time left': { ...enrolPasskey, mayWait: true },
    'not made': { ...enrolPasskey, problems: [{ code: 'passkey-not-made', fields: atButton }] },
  },
};
