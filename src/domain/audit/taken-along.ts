import type { AuditEvent, AuditRecord } from './events.ts';

/** The members of the union that have this event. */
type Of<Member, Event> = Member extends { readonly event: infer Each } ? (Event extends Each ? Member : never) : never;
type Fields<Event> = readonly Exclude<keyof Of<AuditEvent, Event>, 'event'>[];

/**
 * What of each event people take along of their own account (GDPR article 15), beside when it was, by whom and where; `false`: of
 * nobody's account. An event that is added to the log goes out once somebody has said what of it.
 */
const TAKEN_ALONG: { readonly [Event in AuditEvent['event']]: Fields<Event> | false } = {
  'sign-in.succeeded': ['amr', 'acr', 'browser', 'system', 'trusted', 'letThrough'],
  'trusted-browser.added': ['browser'],
  'trusted-browser.revoked': ['browser'],
  'two-step.reset': [],
  'sign-in.refused': ['reason'],
  // What the provider said is for whoever runs the installation.
  'sign-in.sso-failed': ['failure'],
  'sign-in.slowed': [],
  'sign-in.cancelled': [],
  'sign-out.done': [],
  'session.ended': ['which'],
  'consent.given': ['scopes'],
  'consent.refused': [],
  'consent.withdrawn': [],
  'grant.issued': [],
  'grant.revoked': [],
  // Its detail is for whoever runs the application.
  'token.refused': ['error'],
  'token.refused-often': false,
  'organisation.created': false,
  'organisation.changed': false,
  'connection.created': false,
  'connection.changed': false,
  'connection.removed': false,
  'account.linked': ['because'],
  'account.unlinked': [],
  'account.created': ['fields'],
  'account.changed': ['fields'],
  'email.change-asked': [],
  'email.changed': [],
  'email.change-stopped': [],
  'password.set': [],
  'password.marked': [],
  'password.changed': ['because'],
  'link.asked': ['purpose'],
  'challenge.code-asked': ['purpose'],
  'link.code-right': [],
  'link.code-wrong': [],
  'code.right': ['method'],
  'code.wrong': ['method'],
  'code.mailed': [],
  'factor.added': ['method'],
  'factor.removed': ['method'],
  'factor.renamed': ['method'],
  'recovery-codes.made': [],
  'recovery-code.used': ['left'],
  'data.downloaded': [],
  'account.invited': [],
  'client.created': false,
  'client.changed': false,
  'client.secret-added': false,
  'client.slowed': false,
  'resource.created': false,
  'resource.changed': false,
  'mail.retried': ['kind'],
  'keys.rotated': false,
};

/** Beside the fields of its event. */
const CONTEXT = ['actor', 'client', 'address'] as const satisfies readonly (keyof AuditRecord)[];

/** The events that people take along. */
export const TAKEN_EVENTS: readonly AuditEvent['event'][] = Object.entries(TAKEN_ALONG).flatMap(([event, fields]) =>
  fields === false ? [] : [event as AuditEvent['event']],
);

/** What of a row goes out: what is named, and nothing else. `at` is left to whoever writes dates. */
export function takenAlong(record: AuditRecord): Readonly<Record<string, unknown>> {
  const named: readonly string[] = [...CONTEXT, ...(TAKEN_ALONG[record.event] || [])];
  const values = new Map<string, unknown>(Object.entries(record));
  return Object.fromEntries([['event', record.event], ...named.flatMap((name) => (values.has(name) ? [[name, values.get(name)]] : []))]);
}
