// Beginning anew after an address that no longer works: what the person brings along, and an end to going round.
import type Koa from 'koa';
import type { Clock } from '../kernel/clock.ts';
import { minutes, seconds } from '../kernel/duration.ts';
import type { NoteSeal } from '../kernel/note-seal.ts';
import type { BrowserCookie } from './browser.ts';

/** What is brought along to the new sign-in, and shown in that one only (`settled.md` 40, 41). Never a password or a code. */
export interface Brought {
  /** One quiet line: an old page was opened, or a form was sent from one, or from the page of a sign-in that somebody else finished. */
  readonly notice: 'restarted' | 'password-again' | 'other-account';
  readonly username?: string;
}

/** What was tried at the address that no longer works. */
export interface Tried {
  /** Whether somebody is signed in at this portal: they go on without a page of ours. */
  readonly signedIn: boolean;
  /** The name in a form that was sent there. */
  readonly username?: string | undefined;
  /** Whether that very sign-in was finished in this browser, as in another tab: it does not begin anew because anybody was away. */
  readonly isFinished?: boolean;
}

/** Restarts of sign-ins, by portal and browser. */
export interface Restarts {
  /** Whether to begin anew; not when that was done within the last minute already (R12.3). Keeps what is brought along either way. */
  allow(ctx: Koa.Context, portal: string, tried: Tried): boolean;
  /** Whether this browser has kept what `allow` gave it. If not, it is given once more, so that a reload shows whether it takes cookies by now. */
  kept(ctx: Koa.Context, portal: string): boolean;
  /** What this browser brought along to this portal. */
  brought(ctx: Koa.Context, portal: string): Brought | undefined;
  /** The same for one flow's page: from now on no other flow shows it. */
  broughtTo(ctx: Koa.Context, portal: string, flow: string): Brought | undefined;
  /** Leaves the quiet line for an address that leads to the portal by itself; it counts as no restart. */
  mention(ctx: Koa.Context, portal: string): void;
  /** Leaves nothing to show: the person goes on without a page of ours. */
  forget(ctx: Koa.Context, portal: string): void;
}

/** What restarts are made with. */
export interface RestartNeeds {
  readonly seal: NoteSeal;
  readonly browser: Pick<BrowserCookie, 'id'>;
  readonly clock: Clock;
  readonly secure: boolean;
}

interface Note extends Partial<Brought> {
  /** When it was left, and when the restarts were that still count; epoch milliseconds. */
  readonly left: number;
  readonly at: readonly number[];
  /** The flow that shows it. */
  readonly flow?: string;
}

/** How long what is brought along waits for its page (`settled.md` 41). */
const LIFE = minutes(5);
/** Within this time one restart is a coincidence and two are a loop (R12.3). */
const WINDOW = seconds(60);
/** Who is signed in sees no page in between, and may well press Back again and again. */
const MOST = { signedIn: 6, signedOut: 1 } as const;
/** More than any name of ours measures; a cookie has to stay small. */
const LONGEST_NAME = 150;

/** The note of a portal: one sealed cookie, whose path is the portal's. */
function notes({ seal, browser, clock, secure }: RestartNeeds) {
  const cookie = `${secure ? '__Secure-' : ''}voordeur_restart`;
  const placeOf = (ctx: Koa.Context, portal: string) => `${cookie} ${browser.id(ctx)} ${portal}`;
  const read = (ctx: Koa.Context, portal: string): Note | undefined => {
    const sealed = ctx.cookies.get(cookie, { signed: false });
    const text = sealed === undefined ? undefined : seal.open(sealed, placeOf(ctx, portal));
    const note = text === undefined ? undefined : (JSON.parse(text) as Note);
    return note && clock.now() - note.left < LIFE ? note : undefined;
  };
  const leave = (ctx: Koa.Context, portal: string, note: Note) => {
    const sealed = seal.seal(JSON.stringify(note), placeOf(ctx, portal));
    ctx.cookies.set(cookie, sealed, { signed: false, httpOnly: true, sameSite: 'lax', secure, maxAge: LIFE, path: `/${portal}` });
  };
  return { read, leave };
}

/** Restarts, remembered in a note of the portal. */
export function restarts(needs: RestartNeeds): Restarts {
  const { clock } = needs;
  const { read, leave } = notes(needs);
  const mention = (ctx: Koa.Context, portal: string) =>
    leave(ctx, portal, { left: clock.now(), at: read(ctx, portal)?.at ?? [], notice: 'restarted' });
  return {
    allow: (ctx, portal, tried) => {
      const now = clock.now();
      const before = read(ctx, portal);
      const recent = before?.at.filter((at) => now - at < WINDOW) ?? [];
      const allowed = recent.length < (tried.signedIn ? MOST.signedIn : MOST.signedOut);
      const unseen = before?.flow === undefined ? wordsOf(before) : undefined;
      leave(ctx, portal, { left: now, at: allowed ? [...recent, now] : recent, ...unseen, ...toBring(tried) });
      return allowed;
    },
    kept: (ctx, portal) => {
      const isKept = read(ctx, portal) !== undefined;
      if (!isKept) mention(ctx, portal);
      return isKept;
    },
    brought: (ctx, portal) => wordsOf(read(ctx, portal)),
    broughtTo: (ctx, portal, flow) => {
      const note = read(ctx, portal);
      if (note?.notice !== undefined && note.flow === undefined) leave(ctx, portal, { ...note, flow });
      return note?.flow === undefined || note.flow === flow ? wordsOf(note) : undefined;
    },
    mention,
    forget: (ctx, portal) => {
      const note = read(ctx, portal);
      if (note?.notice !== undefined) leave(ctx, portal, { left: note.left, at: note.at });
    },
  };
}

function toBring({ signedIn, username = '', isFinished = false }: Tried): Partial<Brought> {
  if (username !== '')
    return { notice: isFinished ? 'other-account' : 'password-again', username: [...username].slice(0, LONGEST_NAME).join('') };
  return signedIn ? {} : { notice: 'restarted' };
}

function wordsOf(note: Note | undefined): Brought | undefined {
  const { notice, username } = note ?? {};
  return notice && { notice, ...(username !== undefined && { username }) };
}
