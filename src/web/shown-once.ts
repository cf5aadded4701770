// What a form outside any sign-in leaves for its page when something is wrong with it (`settled.md` 41): sealed, for five
// minutes, in this browser and for this address alone. Shown once: who comes back later finds an empty form. A page that
// has shown it can still be had in the other language (ux.md 8.51).
import type Koa from 'koa';
import { minutes } from '../kernel/duration.ts';
import { type PageNoteNeeds, pageNotes } from './page-note.ts';

/** What waits for the page at an address, by that address. */
export interface ShownOnce {
  /** Leaves a text of at most 1000 characters for the page there; `stays`: for as many milliseconds, however often the page is loaded. */
  leave(ctx: Koa.Context, place: string, text: string, stays?: number): void;
  /** What was left for it and not shown yet; from now on it has been. */
  take(ctx: Koa.Context, place: string): string | undefined;
  /** The form there came through: nothing of an earlier try is shown any more. */
  forget(ctx: Koa.Context, place: string): void;
  /** The page at this request's address is asked for in another language: it shows again what it has just shown. */
  again(ctx: Koa.Context): void;
}

const LIFE = minutes(5);
/** A cookie holds four thousand bytes, and a character can be four of them; only a made-up name is as long. */
const LONGEST = 1000;
/** What a text begins with: one that is yet to be shown, that was, and that stays. */
const [WAITS, SHOWN, STAYS] = ['waits ', 'shown ', 'stays '];

/** It, in a cookie of its own beside the notes. */
export function shownOnce(needs: PageNoteNeeds): ShownOnce {
  const notes = pageNotes(needs, 'shown', LONGEST + WAITS.length);
  const kept = (ctx: Koa.Context, place: string, state: string) => {
    const note = notes.read(ctx, place);
    return note?.startsWith(state) ? note.slice(state.length) : undefined;
  };
  const turn = (ctx: Koa.Context, place: string, from: string, to: string) => {
    const text = kept(ctx, place, from);
    if (text !== undefined) notes.leave(ctx, place, to + text, LIFE);
    return text;
  };
  return {
    leave: (ctx, place, text, stays) => notes.leave(ctx, place, (stays === undefined ? WAITS : STAYS) + text, stays ?? LIFE),
    take: (ctx, place) => kept(ctx, place, STAYS) ?? turn(ctx, place, WAITS, SHOWN),
    forget: (ctx, place) => {
      if (notes.read(ctx, place) !== undefined) notes.forget(ctx, place);
    },
    again: (ctx) => void turn(ctx, ctx.path, SHOWN, WAITS),
  };
}
