// Audit: what happened, to whom, by whom, when. An allow-list by type: an event can hold nothing but what is named
// here, so no secret can slip in (security.md 1.39, 2.9). Knows nobody; never decides anything.

/** Why a sign-in was refused; for the organisation's own eyes, never for the page (security.md 1.4). */
export type RefusalReason =
  | 'unknown-name'
  | 'name-case'
  | 'wrong-password'
  | 'no-password'
  /** Signed in to through the organisation's own identity provider and in no other way (R17.2), and open to it; whatever was typed. */
  | 'single-sign-on'
  /** A passkey that is nobody's, or no longer; of somebody else than it must be, or elsewhere; with a wrong answer. */
  | 'unknown-passkey'
  | 'foreign-passkey'
  | 'wrong-passkey'
  /** Its counter did not go on, or it is not kept as it was made to be: there may be two of it. */
  | 'copied-passkey'
  | 'invited'
  | 'suspended'
  | 'closed';

/** Why somebody was not signed in through the organisation's own identity provider. `stranger`: another browser came than was sent. */
export type SingleSignOnFailure = 'cancelled' | 'down' | 'config' | 'no-account' | 'blocked' | 'wrong-person' | 'stranger';

/** Everything that is recorded. `account` is an account id, `client` a client id, `session` a hash of a session's uid. */
export type AuditEvent =
  /**
   * `browser` and `system`: what the browser calls itself, out of closed lists. `trusted`: id of a trusted one that spared the
   * second step. `letThrough`: nothing was there to prove yet, and one was let through.
   */
  | {
      readonly event: 'sign-in.succeeded';
      readonly amr: readonly string[];
      readonly acr: string;
      readonly browser?: string | undefined;
      readonly system?: string | undefined;
      readonly trusted?: string | undefined;
      readonly letThrough?: boolean | undefined;
    }
  /** A browser is spared the second step from now on, or no longer. `browser` is its id. */
  | { readonly event: 'trusted-browser.added' | 'trusted-browser.revoked'; readonly browser: string }
  /** The operator took everything but the password away from an account, so that its person begins anew. */
  | { readonly event: 'two-step.reset' }
  | { readonly event: 'sign-in.refused'; readonly reason: RefusalReason }
  /**
   * Nobody came back from the organisation's own identity provider, or nobody who may sign in here. `detail`: what happened, for
   * who runs the installation; `reference`: what the person was told to mention (R17.3). `subject`: who it is there (`sub`), for who
   * has no account yet to be linked.
   */
  | {
      readonly event: 'sign-in.sso-failed';
      readonly failure: SingleSignOnFailure;
      readonly detail: string;
      readonly reference: string;
      readonly subject?: string | undefined;
    }
  /** Too many misses: from now on strangers must wait (`settled.md` 17). */
  | { readonly event: 'sign-in.slowed' }
  | { readonly event: 'sign-in.cancelled' }
  | { readonly event: 'sign-out.done' }
  /** Ended from another browser than its own: one, all others, or the one not used for the longest of too many. */
  | { readonly event: 'session.ended'; readonly which: 'one' | 'others' | 'oldest' }
  | { readonly event: 'consent.given'; readonly scopes: readonly string[] }
  | { readonly event: 'consent.refused' | 'consent.withdrawn' }
  | { readonly event: 'grant.issued' }
  | { readonly event: 'grant.revoked' }
  | { readonly event: 'token.refused'; readonly error: string; readonly detail?: string }
  /** So many of an application, or of senders that are not known, that more of them are not recorded for some minutes (`refusals.ts`). */
  | { readonly event: 'token.refused-often' }
  | { readonly event: 'organisation.created' | 'organisation.changed'; readonly fields: readonly string[] }
  /** An organisation's own identity provider. `connection` is its id; `people`: how many are no longer known by it. */
  | { readonly event: 'connection.created' | 'connection.changed'; readonly connection: string; readonly fields: readonly string[] }
  | { readonly event: 'connection.removed'; readonly connection: string; readonly people: number }
  /** An account is somebody's at a connection's provider from now on: said by who manages it, found by its address, or made for them. */
  | { readonly event: 'account.linked'; readonly connection: string; readonly because: 'by-hand' | 'by-email' | 'made' }
  | { readonly event: 'account.unlinked'; readonly connection: string }
  | { readonly event: 'account.created' | 'account.changed'; readonly fields: readonly string[] }
  /** The person wants another mail address; has it; or somebody who may has stopped that. */
  | { readonly event: 'email.change-asked' | 'email.changed' | 'email.change-stopped' }
  | { readonly event: 'password.set' | 'password.marked' }
  /** By the person: because it was too old, marked for change, of free will, or by a mailed link. */
  | { readonly event: 'password.changed'; readonly because: 'expired' | 'marked' | 'chosen' | 'activated' | 'forgotten' }
  /**
   * A person asked for mail by a "forgot" form or from a dead link; `nothing`: nobody was meant. A row for each account; `single-sign-on`:
   * it got no link (R17.2).
   */
  | {
      readonly event: 'link.asked';
      readonly purpose: 'activation' | 'password-reset' | 'single-sign-on' | 'user-names' | 'portals' | 'nothing';
    }
  /** A code for the extra check was mailed, for one kind of form; without an account where nobody was meant. Beyond the limits none is. */
  | { readonly event: 'challenge.code-asked'; readonly purpose: 'sign-in' | 'forgot' | 'change-password' }
  /** A code was typed instead of a link's token. */
  | { readonly event: 'link.code-right' | 'link.code-wrong' }
  /** A code of the second step that was looked at, by whichever way. */
  | { readonly event: 'code.right' | 'code.wrong'; readonly method: 'app' | 'mail' | 'recovery' }
  /** One was mailed. */
  | { readonly event: 'code.mailed' }
  /** An app, a passkey or codes by mail that the person has from now on, or no longer, or calls otherwise. */
  | { readonly event: 'factor.added' | 'factor.removed' | 'factor.renamed'; readonly method: 'app' | 'passkey' | 'mail' }
  /** New ones are good from now on, and none of the former. */
  | { readonly event: 'recovery-codes.made' }
  /** `left`: how many were not used yet. */
  | { readonly event: 'recovery-code.used'; readonly left: number }
  /** The person took along all that is kept of the account. */
  | { readonly event: 'data.downloaded' }
  /** The operator or a contact person had an invitation sent. */
  | { readonly event: 'account.invited' }
  | { readonly event: 'client.created' | 'client.changed'; readonly fields: readonly string[] }
  | { readonly event: 'client.secret-added' }
  /** Too many wrong secrets for it: more of them are not recorded until these are forgotten. */
  | { readonly event: 'client.slowed' }
  | { readonly event: 'resource.created' | 'resource.changed'; readonly fields: readonly string[] }
  /** A mail that was given up is queued anew. `letter` is its id. */
  | { readonly event: 'mail.retried'; readonly letter: string; readonly kind: string }
  | { readonly event: 'keys.rotated'; readonly kids: readonly string[] };

/** Who and where, as far as it is known. */
export interface AuditContext {
  readonly organisation?: string | undefined;
  readonly account?: string | undefined;
  readonly client?: string | undefined;
  /** `person`, `operator` or `system`. */
  readonly actor: 'person' | 'operator' | 'system';
  /** Interaction uid or request id, to find what belongs together. */
  readonly trace?: string | undefined;
  /** Network address of the trusted hop; truncated after 30 days (security.md 1.39). */
  readonly address?: string | undefined;
}

/** One line of the audit log. `at` is epoch milliseconds. */
export type AuditRecord = AuditEvent & AuditContext & { readonly at: number };
