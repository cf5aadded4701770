// The sign-in that a person left for a "forgot" page, so that the mailed link can lead back into it (`settled.md` 30).
import { minutes } from '../../src/kernel/duration.ts';
import type { PageNote } from './page.ts';
import type { PortalVisit } from './visit.ts';

/** As long as a sign-in is kept open (ux.md G15). */
const LIFE = minutes(60);

/** Remembers in this browser which sign-in the page was reached from, if it was from one. */
export function underWayNote({ organisation, cameFrom }: Pick<PortalVisit, 'organisation' | 'cameFrom'>): PageNote | undefined {
  const [, portal, place, uid] = cameFrom?.split('/') ?? [];
  if (portal !== organisation.portal || place !== 'sign-in' || uid === undefined || !/^[\w-]{10,64}$/.test(uid)) return undefined;
  return { place: `/${portal}`, text: uid, life: LIFE };
}

/** The sign-in that this browser was in. Whether it still is, only the sign-in itself can tell. */
export function underWay({ organisation, noteAt }: Pick<PortalVisit, 'organisation' | 'noteAt'>): string | undefined {
  return noteAt(`/${organisation.portal}`);
}
