// What a form leaves for its own page when something is wrong with it (`settled.md` 41): sealed, for five minutes, in this
// browser and for this address alone. Shown once: who comes back later finds an empty form. The page that has shown it can
// still be had in the other language (ux.md 8.51), as long as no other has been shown there since.
import type Koa from 'koa';
import { minutes } from '../kernel/duration.ts';
import { type PageNoteNeeds, pageNotes } from './page-note.ts';

/** What is left for a page: texts of at most a thousand bytes each, so that both fit into a cookie, sealed and one within the other. */
export interface LeftForPage {
  /** What is shown once. */
  readonly once: string;
  /** What is shown instead of it from then on, while it lasts; `life`, in milliseconds, begins now, or goes on where it had begun. */
  readonly lasting?: { readonly text: string; readonly life?: number };
}

/** What waits for the page at an address, by that address. */
export interface ShownOnce {
  leave(ctx: Koa.Context, place: string, left: LeftForPage): void;
  /** What the page there has to show. */
  read(ctx: Koa.Context, place: string): string | undefined;
  /** The page was shown. */
  seen(ctx: Koa.Context, place: string): void;
  /** The form there came through: nothing of an earlier try is shown any more. */
  forget(ctx: Koa.Context, place: string): void;
  /** The page at this request's address is asked for in another language: it shows again what it has just shown. */
  again(ctx: Koa.Context): void;
}

interface Waiting {
  readonly once: string;
  readonly isShown: boolean;
  /** Epoch milliseconds. */
  readonly onceUntil: number;
  readonly lasting?: string;
  readonly lastsUntil?: number;
}

const LIFE = minutes(5);
/** Characters of a note: no text of ours is cut. */
const LONGEST = 4096;

/** It, in a cookie of its own beside the notes. */
export function shownOnce(needs: PageNoteNeeds): ShownOnce {
  const notes = pageNotes(needs, 'shown', LONGEST);
  const now = () => needs.clock.now();
  const waiting = (ctx: Koa.Context, place: string) => {
    const text = notes.read(ctx, place);
    return text === undefined ? undefined : (JSON.parse(text) as Waiting);
  };
  const keep = (ctx: Koa.Context, place: string, left: Waiting) =>
    notes.leave(ctx, place, JSON.stringify(left), Math.max(left.onceUntil, left.lastsUntil ?? 0) - now());
  return {
    leave: (ctx, place, left) => keep(ctx, place, begun(left, now(), waiting(ctx, place))),
    read: (ctx, place) => {
      const left = waiting(ctx, place);
      return left && shownNow(left, now());
    },
    seen: (ctx, place) => {
      const left = waiting(ctx, place);
      if (!left) return;
      const next = onceSeen(left, now());
      if (next) keep(ctx, place, next);
      else notes.forget(ctx, place);
    },
    forget: (ctx, place) => {
      if (notes.read(ctx, place) !== undefined) notes.forget(ctx, place);
    },
    again: (ctx) => {
      const left = waiting(ctx, ctx.path);
      if (left?.isShown) keep(ctx, ctx.path, { ...left, isShown: false });
    },
  };
}

function begun({ once, lasting }: LeftForPage, now: number, before: Waiting | undefined): Waiting {
  const left = { once, isShown: false, onceUntil: now + LIFE };
  if (!lasting) return left;
  const lastsUntil = lasting.life === undefined ? (before?.lastsUntil ?? now + LIFE) : now + lasting.life;
  return { ...left, lasting: lasting.text, lastsUntil };
}

const isNew = ({ isShown, onceUntil }: Waiting, now: number) => !isShown && now < onceUntil;

function shownNow(left: Waiting, now: number): string | undefined {
  if (isNew(left, now)) return left.once;
  return now < (left.lastsUntil ?? 0) ? left.lasting : undefined;
}

/** What is left once that was shown. What had been shown before has not been shown now: no switch brings it back. */
function onceSeen(left: Waiting, now: number): Waiting | undefined {
  if (isNew(left, now)) return { ...left, isShown: true };
  return left.lasting === undefined ? undefined : { ...left, once: left.lasting };
}
