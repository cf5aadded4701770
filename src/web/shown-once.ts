// What a form leaves for its own page when something is wrong with it (`settled.md` 41): sealed, for five minutes, in this
// browser and for this address alone. Shown once: who comes back later finds an empty form. The page that has shown it can
// still be had in the other language (ux.md 8.51), as long as no other has been shown there since.
import type Koa from 'koa';
import { minutes } from '../kernel/duration.ts';
import { type PageNoteNeeds, pageNotes } from './page-note.ts';

/** A page, by its path and its query, without the question mark. */
export interface PagePlace {
  readonly path: string;
  readonly query: string;
}

/** What is left for a page. Each text has at most 1300 bytes where it stands in a text within another: so much fits into a cookie, sealed. */
export interface LeftForPage {
  /** What is shown once. */
  readonly once: string;
  /** What is shown instead of it from then on, while it stays; `life`, in milliseconds, begins now, or goes on where it had begun. */
  readonly stays?: { readonly text: string; readonly life?: number };
}

/** What waits for the page at a place. */
export interface ShownOnce {
  leave(ctx: Koa.Context, page: PagePlace, left: LeftForPage): void;
  /** What the page there has to show. */
  read(ctx: Koa.Context, page: PagePlace): string | undefined;
  /** The page was shown. */
  seen(ctx: Koa.Context, page: PagePlace): void;
  /** The form there led elsewhere: nothing of an earlier try is shown any more. */
  forget(ctx: Koa.Context, path: string): void;
  /** The page there is asked for in another language: it shows again what it has just shown. */
  again(ctx: Koa.Context, page: PagePlace): void;
}

interface Waiting {
  readonly once: string;
  readonly isShown: boolean;
  /** Epoch milliseconds; never later than what stays. */
  readonly onceUntil: number;
  readonly stays?: string;
  readonly staysUntil?: number;
}

const LIFE = minutes(5);
/** Characters of a note: no text of ours is cut. */
const LONGEST = 4096;

/** It, in a cookie of its own beside the notes. */
export function shownOnce(needs: PageNoteNeeds): ShownOnce {
  const notes = pageNotes(needs, 'shown', LONGEST);
  const now = () => needs.clock.now();
  const waiting = (ctx: Koa.Context, { path, query }: PagePlace) => {
    const text = notes.read(ctx, path, query);
    return text === undefined ? undefined : (JSON.parse(text) as Waiting);
  };
  const keep = (ctx: Koa.Context, { path, query }: PagePlace, left: Waiting) =>
    notes.leave(ctx, path, JSON.stringify(left), Math.max(left.onceUntil, left.staysUntil ?? 0) - now(), query);
  return {
    leave: (ctx, page, left) => keep(ctx, page, begun(left, now(), waiting(ctx, page))),
    read: (ctx, page) => {
      const left = waiting(ctx, page);
      return left && shownNow(left, now());
    },
    seen: (ctx, page) => {
      const left = waiting(ctx, page);
      if (!left) return;
      const next = onceSeen(left, now());
      if (next) keep(ctx, page, next);
      else notes.forget(ctx, page.path);
    },
    forget: (ctx, path) => notes.forget(ctx, path),
    again: (ctx, page) => {
      const left = waiting(ctx, page);
      if (left?.isShown) keep(ctx, page, { ...left, isShown: false });
    },
  };
}

function begun({ once, stays }: LeftForPage, now: number, before: Waiting | undefined): Waiting {
  const left = { once, isShown: false, onceUntil: now + LIFE };
  if (!stays) return left;
  const staysUntil = stays.life === undefined ? (before?.staysUntil ?? now + LIFE) : now + stays.life;
  return { ...left, onceUntil: Math.min(left.onceUntil, staysUntil), stays: stays.text, staysUntil };
}

const isNew = ({ isShown, onceUntil }: Waiting, now: number) => !isShown && now < onceUntil;

function shownNow(left: Waiting, now: number): string | undefined {
  if (isNew(left, now)) return left.once;
  return now < (left.staysUntil ?? 0) ? left.stays : undefined;
}

/** What is left once that was shown. What had been shown before has not been shown now: no switch brings it back. */
function onceSeen(left: Waiting, now: number): Waiting | undefined {
  if (isNew(left, now)) return { ...left, isShown: true };
  return left.stays === undefined ? undefined : { ...left, once: left.stays };
}
