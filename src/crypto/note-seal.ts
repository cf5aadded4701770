import type { NoteSeal } from '../kernel/note-seal.ts';
import type { Sealer } from './sealed.ts';

/** Notes in cookies, sealed as fields are (security.md 2.8). What a browser hands back is never trusted to be ours, so opening never throws. */
export function noteSeal(sealer: Sealer): NoteSeal {
  const placeOf = (place: string) => ({ table: 'cookie', column: 'note', row: place });
  return {
    seal: (note, place) => sealer.seal(note, placeOf(place)),
    open: (sealed, place) => {
      try {
        return sealer.open(sealed, placeOf(place));
      } catch {
        return undefined;
      }
    },
  };
}
