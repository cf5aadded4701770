// How long a session lasts (security.md 2.5, `settled.md` 6): absolutely from the sign-in, and while it is used.

import type { Account } from '../accounts/account.ts';
import { renewalOf } from '../credentials/password-age.ts';
import { ageLimit, mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { ProvedSession, Standing } from './ports.ts';

/** Lives of a session in milliseconds. */
export interface SessionLife {
  /** From the sign-in, whatever happens. */
  readonly absolute: number;
  /** Without a sign-in, a silent sign-in or a refresh. */
  readonly idle: number;
}

/** How exactly activity is remembered, in milliseconds: one write a minute is enough to keep an hour. */
export const ACTIVITY_STEP = 60_000;

/** Why a session no longer signs anybody in: it is unknown, too old, or was not used for too long. */
export function sessionEnded(session: Pick<ProvedSession, 'signedInAt' | 'activeAt'> | undefined, life: SessionLife, now: number): boolean {
  if (!session) return true;
  return now >= session.signedInAt + life.absolute || now >= session.activeAt + ACTIVITY_STEP + life.idle;
}

/**
 * Whether a session's password must be renewed before the session is used: it was marked since, or was too old when the
 * session began. One that expires in the middle of a session is asked at the next sign-in, so that nobody is disturbed in a
 * test, and nobody who came without the password, or has none that counts (R13.4, R13.7).
 */
export function mustRenew(
  { session, password }: Standing,
  organisation: Organisation,
  account: Pick<Account, 'username' | 'email'>,
): boolean {
  if (mustUseSingleSignOn(organisation, account)) return false;
  const isByPassword = session.proofs.some(({ method }) => method === 'pwd');
  return isByPassword && password !== undefined && renewalOf(password, ageLimit(organisation), session.signedInAt).kind === 'due';
}
