// How long a session lasts (security.md 2.5, `settled.md` 6): absolutely from the sign-in, and while it is used.
import type { ProvedSession } from './ports.ts';

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
