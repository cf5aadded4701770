import type { PageModels } from '../../../src/views/models.ts';
import { newPasskey } from './passkeys.ts';
import type { Samples } from './sample.ts';

const AT = Date.UTC(2026, 10, 27, 15);

const twoStep: PageModels['account/two-step'] = {
  action: '/voorbeeld/account/two-step',
  isOn: true,
  isRequired: false,
  factors: [],
  mustStay: false,
  browsers: [],
  isDecided: false,
  sessionsHref: '/voorbeeld/account/sessions',
  addAppHref: '/voorbeeld/account/two-step/app',
  addPasskeyHref: '/voorbeeld/account/passkeys/add',
  isFresh: true,
};

const { addAppHref: _app, addPasskeyHref: _passkey, ...decided } = twoStep;

const row = {
  renameHref: '/voorbeeld/account/two-step/rename?kind=app&id=a1',
  removeHref: '/voorbeeld/account/two-step/remove?kind=app&id=a1',
};
const codesHref = '/voorbeeld/account/two-step/codes';

const addPasskey: PageModels['account/add-passkey'] = {
  action: '/voorbeeld/account/passkeys/add',
  name: 'Android',
  passkey: newPasskey,
  backHref: '/voorbeeld/account/two-step',
  problems: [],
};

const cancelHref = '/voorbeeld/account/two-step';

const addApp: PageModels['account/add-app'] = {
  action: '/voorbeeld/account/two-step/app',
  username: 'J.deBoer',
  key: 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ',
  address: 'otpauth://totp/Voorbeeld%20BV:J.deBoer?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Voorbeeld%20BV',
  name: '',
  backHref: cancelHref,
  problems: [],
};

const remove: PageModels['account/remove-factor'] = {
  action: '/voorbeeld/account/two-step/remove',
  kind: 'app',
  id: 'a1',
  name: 'Telefoon',
  mustStay: false,
  isLast: true,
  cancelHref,
};

const rename: PageModels['account/rename-factor'] = {
  action: '/voorbeeld/account/two-step/rename',
  kind: 'passkey',
  id: 'p1',
  name: 'Windows',
  cancelHref,
  problems: [],
};

const codes: PageModels['account/recovery-codes'] = {
  action: codesHref,
  fileHref: `${codesHref}.txt`,
  portal: 'voorbeeld',
  orgName: 'Voorbeeld BV',
  username: 'J.deBoer',
  at: AT,
  codes: Array.from({ length: 10 }, (_, index) => `7F3K-9QXM-2TWA-HN${index}P`),
  replaces: true,
  cancelHref,
  problems: [],
};

/** The pages about two-step verification of one's own. */
export const twoStepSamples: Pick<
  Samples,
  | 'account/add-passkey'
  | 'account/two-step'
  | 'account/add-app'
  | 'account/remove-factor'
  | 'account/rename-factor'
  | 'account/recovery-codes'
> = {
  'account/add-passkey': {
    plain: addPasskey,
    'too long a name': { ...addPasskey, name: 'x'.repeat(60), problems: [{ code: 'passkey-name-long', fields: ['name'] }] },
    full: { ...addPasskey, problems: [{ code: 'passkey-full', fields: ['passkey'] }] },
  },
  'account/two-step': {
    plain: twoStep,
    'left to nobody': { ...decided, isOn: false, isDecided: true },
    'single sign-on': { ...decided, isOn: false, isDecided: true, singleSignOn: true },
    'off, mail on offer': { ...twoStep, isOn: false, mailSwitch: 'on', isFresh: false, done: { key: 'mail-off' } },
    'by mail': { ...twoStep, mailedTo: 'j.deboer@voorbeeld.example', mailSwitch: 'off', done: { key: 'mail-on' } },
    'required, two apps and a passkey': {
      ...twoStep,
      isRequired: true,
      factors: [
        { ...row, kind: 'app', name: 'Telefoon', since: AT, usedAt: AT },
        { ...row, kind: 'app', name: '', since: AT },
        { ...row, kind: 'passkey', name: '', since: AT, usedAt: AT },
        { ...row, kind: 'passkey', name: 'Windows', since: AT },
      ],
      codesLeft: 8,
      codesHref,
      done: { key: 'passkey-removed' },
      browsers: [
        { id: 'b1', device: { browser: 'Chrome', system: 'Windows' }, until: AT },
        { id: 'b2', device: {}, until: AT },
      ],
    },
    'one code left': { ...twoStep, factors: [{ ...row, kind: 'app', name: '', since: AT }], codesLeft: 1, codesHref },
    'no code left': { ...twoStep, factors: [{ ...row, kind: 'app', name: '', since: AT }], codesLeft: 0, codesHref },
    'the last one, which must stay': {
      ...twoStep,
      isRequired: true,
      factors: [{ kind: 'app', name: '', since: AT, renameHref: row.renameHref }],
      mustStay: true,
      codesLeft: 8,
      codesHref,
      done: { key: 'factor-renamed' },
    },
    'codes made': { ...twoStep, done: { key: 'codes-made' } },
    'app added': { ...twoStep, done: { key: 'app-added' } },
    'app removed': { ...twoStep, done: { key: 'app-removed' } },
    'browser no longer trusted': { ...twoStep, done: { key: 'browser-revoked' } },
  },
  'account/add-app': {
    plain: addApp,
    wrong: { ...addApp, name: 'Telefoon', problems: [{ code: 'otp-wrong', fields: ['code'] }] },
    'a few digits': { ...addApp, problems: [{ code: 'otp-length', fields: ['code'], values: { have: 4 } }] },
    'took too long': { ...addApp, problems: [{ code: 'set-up-over', fields: ['code'] }] },
    'too long a name': { ...addApp, name: 'x'.repeat(60), problems: [{ code: 'passkey-name-long', fields: ['name'] }] },
  },
  'account/remove-factor': {
    plain: remove,
    'passkey without a name': { ...remove, kind: 'passkey', name: '', isLast: false },
    'must stay': { ...remove, mustStay: true },
  },
  'account/rename-factor': {
    plain: rename,
    'too long': { ...rename, kind: 'app', name: 'x'.repeat(60), problems: [{ code: 'passkey-name-long', fields: ['name'] }] },
  },
  'account/recovery-codes': {
    plain: codes,
    'the first ones': { ...codes, replaces: false, done: { key: 'app-added' } },
    unsaved: { ...codes, problems: [{ code: 'codes-unsaved', fields: ['saved'] }] },
    others: { ...codes, problems: [{ code: 'codes-over', fields: ['saved'] }] },
  },
};
