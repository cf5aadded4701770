// Addresses of "My account" within a portal (`settled.md` 58), and which of them stand in its navigation.

/** The subjects of the account, each a page, in the order of the navigation (ux.md 1.16). */
export const SUBJECTS = ['profile', 'password', 'two-step', 'sessions', 'apps', 'history', 'data'] as const;

/** One of them. */
export type Subject = (typeof SUBJECTS)[number];

/** Address of each subject's page, within a portal. */
export const SUBJECT_PLACES = {
  profile: '/account',
  password: '/account/password',
  'two-step': '/account/two-step',
  sessions: '/account/sessions',
  apps: '/account/apps',
  history: '/account/history',
  data: '/account/data',
} as const satisfies Record<Subject, string>;

/** Where new recovery codes are made. */
export const OWN_CODES = '/account/two-step/codes';

/** Places within a portal that a sign-in for the account may lead back to. */
export const ACCOUNT_PLACES = [
  ...Object.values(SUBJECT_PLACES),
  '/account/email',
  '/account/passkeys/add',
  '/account/two-step/app',
  OWN_CODES,
] as const;

/** One of them. */
export type AccountPlace = (typeof ACCOUNT_PLACES)[number];

/** The navigation of the account at a portal, on a page of `current`. `without`: subjects that are none of this person's. */
export function accountNavigation(portal: string, current: Subject, without: readonly Subject[] = []) {
  return SUBJECTS.filter((subject) => !without.includes(subject)).map((subject) => ({
    subject,
    href: `/${portal}${SUBJECT_PLACES[subject]}`,
    current: subject === current,
  }));
}
