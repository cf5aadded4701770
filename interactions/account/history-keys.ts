import type { AuditRecord } from '../../src/domain/audit/events.ts';
import { HISTORY_EVENTS } from '../../src/domain/audit/history.ts';

/** An event that an account's owner is shown. */
type Shown = (typeof HISTORY_EVENTS)[number];

/** Events of several kinds, each with words of its own. */
const KINDS = {
  'session.ended': ['one', 'others', 'oldest'],
  'password.changed': ['expired', 'marked', 'chosen', 'activated', 'forgotten'],
  'link.asked': ['activation', 'password-reset', 'single-sign-on', 'user-names', 'portals', 'nothing'],
  'account.changed': ['person', 'activated', 'others'],
  'factor.added': ['app', 'passkey', 'mail'],
  'factor.removed': ['app', 'passkey', 'mail'],
  'factor.renamed': ['app', 'passkey'],
} as const satisfies Partial<Record<Shown, readonly string[]>>;

/** The product changes an account by itself where its person first comes from the organisation's identity provider. */
const CHANGED_BY = { person: 'person', system: 'activated', operator: 'others' } as const;

/** Every key that an entry of the history can have: of its phrase, after `acc.his.`. */
export const HISTORY_KEYS: readonly string[] = HISTORY_EVENTS.flatMap((event) => {
  const kinds: Partial<Record<Shown, readonly string[]>> = KINDS;
  return kinds[event]?.map((kind) => `${event}.${kind}`) ?? [event];
});

/** Which phrase says it: the event, and where there are several kinds of it, which. */
export function historyKey(record: AuditRecord): string {
  switch (record.event) {
    case 'session.ended':
      return `${record.event}.${record.which}`;
    case 'password.changed':
      return `${record.event}.${record.because}`;
    case 'link.asked':
      return `${record.event}.${record.purpose}`;
    case 'factor.added':
    case 'factor.removed':
    case 'factor.renamed':
      return `${record.event}.${record.method}`;
    case 'account.changed':
      return `${record.event}.${CHANGED_BY[record.actor]}`;
    default:
      return record.event;
  }
}
