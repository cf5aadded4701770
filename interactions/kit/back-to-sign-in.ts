// Between a sign-in and the forms for who forgot something: the name that was tried there, and the way back (ux.md 1.3, R4.5).
import { minutes } from '../../src/kernel/duration.ts';
import { afreshAt } from './afresh.ts';
import type { PageNote } from './page.ts';
import type { PortalVisit } from './visit.ts';

/** How long the name is remembered that was tried. */
const LIFE = minutes(15);

type From = Pick<PortalVisit, 'organisation' | 'cameFrom' | 'noteAt'>;

/** Leaves the name that was tried in a sign-in for the portal's forms (SC 3.3.7). Of one sign-in alone: the next one may be somebody else's. */
export function triedNote(place: string, uid: string, username: string): PageNote {
  return { place, text: `${uid} ${username}`, life: LIFE };
}

/** The name that was tried last in the sign-in that this browser came from; empty where there is none. */
export function lastTried({ organisation, cameFrom, noteAt }: From): string {
  const [, uid, username = ''] = /^(\S+) (.*)$/s.exec(noteAt(`/${organisation.portal}`) ?? '') ?? [];
  return uid !== undefined && uid === cameFrom ? username : '';
}

/** Back to the sign-in, for the application that it was for, with the name that was tried there; to the portal where nobody came from one. */
export function backToSignIn(visit: From): string {
  const { organisation, cameFrom } = visit;
  if (cameFrom === undefined) return `/${organisation.portal}`;
  return afreshAt(organisation.portal, cameFrom, lastTried(visit) || undefined);
}
