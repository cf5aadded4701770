// What one page leaves for the next in this browser alone (`settled.md` 32, 41): a name that was typed, the link that
// was opened. Sealed and bound to browser and place; never a password, a code or a token.
import type Koa from 'koa';
import type { Clock } from '../kernel/clock.ts';
import type { NoteSeal } from '../kernel/note-seal.ts';
import type { BrowserCookie } from './browser.ts';

/** Notes by place: the path whose pages, and those below it, may read them. */
export interface PageNotes {
  /** `life` in milliseconds. `about`: what else a note is bound to, which costs the cookie nothing. */
  leave(ctx: Koa.Context, place: string, text: string, life: number, about?: string): void;
  read(ctx: Koa.Context, place: string, about?: string): string | undefined;
  /** Whatever it is about. */
  forget(ctx: Koa.Context, place: string): void;
}

/** What notes are made with. */
export interface PageNoteNeeds {
  readonly seal: NoteSeal;
  readonly browser: Pick<BrowserCookie, 'id'>;
  readonly clock: Clock;
  readonly secure: boolean;
}

interface Note {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** More than a name or an id measures; a cookie has to stay small. */
const LONGEST = 300;

/** Notes in cookies: one a place, whose path is the place. Another `name` than the first's makes notes beside them. */
export function pageNotes({ seal, browser, clock, secure }: PageNoteNeeds, name = 'note', longest = LONGEST): PageNotes {
  const cookie = `${secure ? '__Secure-' : ''}voordeur_${name}`;
  const bound = (ctx: Koa.Context, place: string, about: string) => `${cookie} ${browser.id(ctx)} ${place}${about && ` ${about}`}`;
  const attributes = { signed: false, httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    leave: (ctx, place, text, life, about = '') => {
      const note: Note = { text: [...text].slice(0, longest).join(''), until: clock.now() + life };
      const sealed = seal.seal(JSON.stringify(note), bound(ctx, place, about));
      ctx.cookies.set(cookie, sealed, { ...attributes, maxAge: life, path: place });
    },
    read: (ctx, place, about = '') => {
      // Places within one another have a cookie each under this name; the one that opens is the one.
      const opened = sentAs(ctx, cookie).map((sealed) => seal.open(sealed, bound(ctx, place, about)));
      const text = opened.find((each) => each !== undefined);
      const note = text === undefined ? undefined : (JSON.parse(text) as Note);
      return note && clock.now() < note.until ? note.text : undefined;
    },
    forget: (ctx, place) => {
      if (sentAs(ctx, cookie).length > 0) ctx.cookies.set(cookie, null, { ...attributes, path: place });
    },
  };
}

/** Every value that came under a name; a browser sends those of all places above the page. */
function sentAs(ctx: Koa.Context, name: string): string[] {
  const pairs = ctx.get('cookie').split(';');
  return pairs.flatMap((pair) => (pair.trim().startsWith(`${name}=`) ? [pair.trim().slice(name.length + 1)] : [])).slice(0, MOST);
}

/** More places than lie within one another. */
const MOST = 5;
