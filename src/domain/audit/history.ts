import { days } from '../../kernel/duration.ts';
import type { AuditEvent } from './events.ts';

/** How far back people see what happened to their account, in milliseconds (ux.md 1.16). */
export const HISTORY_FOR = days(90);

/** What of the audit log an account's owner is shown: what people know of, nothing between machines. */
export const HISTORY_EVENTS = [
  'sign-in.succeeded',
  'sign-in.refused',
  'sign-in.slowed',
  'sign-out.done',
  'session.ended',
  'consent.given',
  'consent.withdrawn',
  'account.created',
  'account.changed',
  'account.invited',
  'account.linked',
  'account.unlinked',
  'email.change-asked',
  'email.changed',
  'email.change-stopped',
  'password.set',
  'password.marked',
  'password.changed',
  'link.asked',
  'link.code-wrong',
  'code.wrong',
  'factor.added',
  'factor.removed',
  'factor.renamed',
  'recovery-codes.made',
  'recovery-code.used',
  'two-step.reset',
  'trusted-browser.added',
  'trusted-browser.revoked',
  'data.downloaded',
] as const satisfies readonly AuditEvent['event'][];
