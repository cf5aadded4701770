import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pageReply, type Reply } from './http.ts';
import { type Face, type SignedIn, type Trouble, troublePage } from './pages.ts';
import type { Begun, RelyingParty } from './relying-party.ts';
import type { Shelf } from './shelf.ts';
import type { Language } from './texts.ts';
import type { Trust } from './tokens.ts';

/** A sign-in under way in one browser. */
export type Underway = Begun & { readonly browser: string };

/** What the app's routes work with. */
export interface App {
  readonly url: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly face: Face;
  readonly cookies: { readonly browser: string; readonly session: string };
  readonly party: RelyingParty;
  readonly trust: () => Promise<Trust>;
  readonly underway: Shelf<Underway>;
  readonly sessions: Shelf<SignedIn>;
}

/** One request, and whose it is. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly language: Language;
  readonly browser: string | undefined;
  readonly session: { readonly key: string; readonly signedIn: SignedIn } | undefined;
}

/** A name of 256 bits that nobody guesses. */
export function unguessable(): string {
  return randomBytes(32).toString('base64url');
}

/** The page about a trouble, with a way to begin again. */
export function trouble(
  app: App,
  visit: Visit,
  what: Trouble,
  status: number,
  more: { readonly reason?: string; readonly portal?: string | undefined } = {},
): Reply {
  const again = more.portal === undefined ? '/' : `/login?portal=${encodeURIComponent(more.portal)}`;
  return pageReply(troublePage(app.face, visit.language, what, { reason: more.reason, again }), status);
}
