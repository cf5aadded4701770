import { SIGNED_OUT } from '../../interactions/kit/single-sign-on.ts';
import { minutes } from '../kernel/duration.ts';
import type { PartingNotes } from '../provider/partings.ts';
import { PROTOCOL_PATHS } from '../provider/paths.ts';
import type { PageNotes } from '../web/page-note.ts';

/** How long a browser is told that a session was ended in it. */
const LIFE = minutes(10);

/** Word of sessions that were ended in a browser, for the signed-out page and for the sign-ins of the portals that were left. */
export function partingNotes(notes: PageNotes): PartingNotes {
  const place = PROTOCOL_PATHS.endSessionSuccess;
  return {
    leave: (ctx, partings) => {
      for (const { organisation } of partings) notes.leave(ctx, `/${organisation.portal}`, SIGNED_OUT, LIFE);
      notes.leave(ctx, place, partings.map(({ sessionUid }) => sessionUid).join(' '), LIFE);
    },
    left: (ctx) => notes.read(ctx, place)?.split(' ') ?? [],
  };
}
