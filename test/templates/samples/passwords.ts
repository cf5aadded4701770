import type { NewPasswordFields, PageModels, Problem } from '../../../src/views/models.ts';
import type { Samples } from './sample.ts';
import { challenge } from './sign-in.ts';

/** 8 August 2026. */
const CHOSEN = Date.UTC(2026, 7, 8, 9);

const fields: NewPasswordFields = {
  action: '/voorbeeld/sign-in/u1/new-password',
  username: 'J.deBoer',
  chosenAt: CHOSEN,
  rules: { least: 12, former: 5, words: 'j.deboer deboer voorbeeld voorbeeldbv' },
  askBlanks: false,
  problems: [],
};
const renewal: PageModels['sign-in/new-password'] = { ...fields, because: 'expired', days: 90, askCurrent: false, repaired: false };
const change: PageModels['account/password'] = {
  ...fields,
  action: '/voorbeeld/account/password',
  done: false,
  until: CHOSEN + 90 * 86_400_000,
  portalHref: '/voorbeeld',
};

/** Everything that can be wrong with a new password. */
const unfit: readonly Problem[] = [
  { code: 'new-missing', fields: ['new-password'] },
  { code: 'new-short', fields: ['new-password'], values: { have: 9, n: 12 } },
  { code: 'new-long', fields: ['new-password'] },
  { code: 'new-invalid', fields: ['new-password'] },
  { code: 'new-name', fields: ['new-password'] },
  { code: 'new-common', fields: ['new-password'] },
  { code: 'new-same', fields: ['new-password'] },
  { code: 'new-old', fields: ['new-password'] },
  { code: 'new-differs', fields: ['new-password', 'new-password-again'] },
];

/** The pages around a new password. */
export const passwordSamples: Pick<Samples, 'sign-in/password-soon' | 'sign-in/new-password' | 'account/password'> = {
  'sign-in/password-soon': {
    plain: { action: '/voorbeeld/sign-in/u1/password-soon', days: 7, at: CHOSEN, repaired: false, problems: [] },
    'one day': { action: '/voorbeeld/sign-in/u1/password-soon', days: 1, at: CHOSEN, repaired: true, problems: [] },
    'no choice': {
      action: '/voorbeeld/sign-in/u1/password-soon',
      days: 14,
      at: CHOSEN,
      repaired: false,
      problems: [{ code: 'choice-missing', fields: ['renew'] }],
    },
  },
  'sign-in/new-password': {
    plain: renewal,
    unfit: { ...renewal, problems: unfit },
    'one character': { ...renewal, problems: [{ code: 'new-short', fields: ['new-password'], values: { have: 1, n: 12 } }] },
    blank: { ...renewal, askBlanks: true, problems: [{ code: 'new-blank', fields: ['new-password'] }] },
    daily: { ...renewal, days: 1 },
    marked: { ...renewal, repaired: true, because: 'marked', days: 0 },
    chosen: { ...renewal, because: 'chosen', askCurrent: true },
    challenged: { ...renewal, askCurrent: true, challenge, problems: [{ code: 'current-wrong', fields: ['current-password'] }] },
  },
  'account/password': {
    plain: change,
    'for ever': { ...fields, action: change.action, done: false, portalHref: '/voorbeeld' },
    done: { ...change, done: true },
    empty: {
      ...change,
      problems: [
        { code: 'current-missing', fields: ['current-password'] },
        { code: 'new-missing', fields: ['new-password'] },
      ],
    },
    challenged: { ...change, challenge, problems: [{ code: 'challenge-missing', fields: ['captcha'] }] },
    ...Object.fromEntries(
      (
        [
          ['for a minute', 'throttled-current', { minutes: 1 }],
          ['for minutes', 'throttled-current', { minutes: 15 }],
          ['for a second', 'throttled-current-seconds', { seconds: 1 }],
          ['for seconds', 'throttled-current-seconds', { seconds: 45 }],
        ] as const
      ).map(([long, code, values]) => [`to wait ${long}`, { ...change, problems: [{ code, fields: ['current-password'], values }] }]),
    ),
  },
};
