import type { MailKind } from './mails.ts';

/** 0: somebody sits and waits for it. 1: it may come a little later. What comes first is handed over first, whatever else is queued. */
export type Urgency = 0 | 1;

/** Ten thousand invitations of an import must not keep anybody from a new password. */
export const URGENCY: Readonly<Record<MailKind, Urgency>> = {
  'challenge-code': 0,
  'sign-in-code': 0,
  'password-reset': 0,
  'user-names': 0,
  portals: 0,
  'no-account': 0,
  'account-closed': 0,
  'single-sign-on': 0,
  'attempts-slowed': 0,
  'codes-guessed': 0,
  'email-new': 0,
  'email-old': 0,
  'email-changed': 0,
  'password-changed': 0,
  'two-step': 0,
  'recovery-code-used': 0,
  'new-browser': 1,
  activation: 1,
  'single-sign-on-invited': 1,
  'password-expires': 1,
};
