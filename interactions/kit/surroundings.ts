import type Koa from 'koa';
import type { Client } from '../../src/domain/clients/client.ts';
import type { OpenFlow } from '../../src/domain/journeys/flow.ts';
import type { Device } from '../../src/domain/mail/device.ts';
import type { Language, Organisation } from '../../src/domain/organisations/organisation.ts';
import type { CountedNetwork } from '../../src/domain/throttle/limits.ts';
import type { ErrorKind, Frame, PageModels, PageName, TextFile } from '../../src/views/models.ts';
import type { FinishedSignIn } from './finish.ts';
import type { FormFields, PageNote } from './page.ts';
import type { TrustCookies } from './spared.ts';
import type { Brought, HeldSession, OwnSession } from './visit.ts';

/** A page, by its path and its query, without the question mark. */
export interface PagePlace {
  readonly path: string;
  readonly query: string;
}

/** What surrounds a request, wired by the application: cookies, forms, languages, addresses, pages. */
export interface Surroundings extends TrustCookies {
  /** Epoch milliseconds. */
  now(): number;
  browserId(ctx: Koa.Context): string;
  /** The request's error number (ux.md G18). */
  reference(ctx: Koa.Context): string;
  network(ctx: Koa.Context): string;
  /** The network as misses are counted on it; undefined where they are not. */
  counted(ctx: Koa.Context, organisation: Organisation | undefined): CountedNetwork | undefined;
  /** The language for this person here (ux.md G10). */
  language(ctx: Koa.Context, organisation: Organisation | undefined, wishes?: PageWishes): Language;
  /** The submitted fields, after origin and anti-forgery checks. Throws a page error for anything malformed. */
  readForm(ctx: Koa.Context): Promise<FormFields>;
  /** Puts a page in the answer, with status 200 unless the frame says otherwise. */
  show<Name extends PageName>(ctx: Koa.Context, name: Name, model: PageModels[Name], frame: PageFrame): Promise<void>;
  /** Puts a file in the answer, to be kept under its name. */
  giveFile(ctx: Koa.Context, file: TextFile): void;
  /** Ends the request with an error page. */
  fail(kind: ErrorKind, status: number, retryAfterSeconds?: number): never;
  /** Allows the answer's form to lead to this address (security.md 2.7 trap 1). */
  allowFormTarget(ctx: Koa.Context, uri: string): void;
  /** Remembers the portal in this browser. */
  rememberPortal(ctx: Koa.Context, portal: string): void;
  /** The portal last used in this browser. */
  rememberedPortal(ctx: Koa.Context): string | undefined;
  /** Remembers that this browser signed in at the portal. */
  rememberSignIn(ctx: Koa.Context, portal: string): void;
  /** Short names of the portals at which this browser signed in, the latest first. */
  signedInBefore(ctx: Koa.Context): readonly string[];
  /** What the browser calls itself. */
  device(ctx: Koa.Context): Device;
  /** Leaves a note for the pages at a place; reads one. */
  leaveNote(ctx: Koa.Context, note: PageNote): void;
  noteAt(ctx: Koa.Context, place: string): string | undefined;
  /** What the page at a place is to show of a form that was sent; `src/web/shown-once.ts` keeps it. */
  readonly shown: {
    /** A text to be shown once; and another that stays from then on, for so many milliseconds, or as long as one stays there already. */
    leave(
      ctx: Koa.Context,
      page: PagePlace,
      left: { readonly once: string; readonly stays?: { readonly text: string; readonly life?: number } },
    ): void;
    read(ctx: Koa.Context, page: PagePlace): string | undefined;
    seen(ctx: Koa.Context, page: PagePlace): void;
    forget(ctx: Koa.Context, path: string): void;
  };
  /** Keeps the address of this answer from the next page it leads to: it holds a token. */
  hideAddress(ctx: Koa.Context): void;
  /** Sign-ins that had to begin anew. */
  readonly restarts: Restarts;
  /** Remembers at a finished flow's address which application it was for (R12.2 h). */
  finishedFor(ctx: Koa.Context, flowAddress: string, clientId: string): void;
  finishedApp(ctx: Koa.Context): string | undefined;
  /** The sign-in that was last shown in this browser at a portal and is not finished. `place`: the portal's path, `/<portal>`. */
  rememberCameFrom(ctx: Koa.Context, place: string, from: { readonly uid: string; readonly clientId: string }): void;
  forgetCameFrom(ctx: Koa.Context, place: string): void;
  cameFrom(ctx: Koa.Context): { readonly uid: string; readonly clientId: string } | undefined;
  organisationNamed(portal: string): Promise<Organisation | undefined>;
  client(id: string): Promise<Client | undefined>;
}

/** What is brought along from an address that no longer works; `src/web/restart.ts` keeps it. */
export interface Restarts {
  /** Whether to begin anew; not when that was done within the last minute already (R12.3). */
  allow(
    ctx: Koa.Context,
    portal: string,
    tried: { readonly signedIn: boolean; readonly username?: string | undefined; readonly isFinished?: boolean },
  ): boolean;
  /** Whether this browser has kept what `allow` gave it: it takes cookies. */
  kept(ctx: Koa.Context, portal: string): boolean;
  brought(ctx: Koa.Context, portal: string): Brought | undefined;
  /** What one flow's page shows; from now on no other does. */
  broughtTo(ctx: Koa.Context, portal: string, flow: string): Brought | undefined;
  /** Leaves the quiet line for an address that leads to the portal by itself. */
  mention(ctx: Koa.Context, portal: string): void;
  forget(ctx: Koa.Context, portal: string): void;
}

/** Languages that are wished for: by the application, and by who is signed in. */
export interface PageWishes {
  readonly uiLocales?: string | undefined;
  readonly preference?: Language | undefined;
}

/** What the frame around a page depends on. */
export interface PageFrame extends PageWishes {
  readonly organisation?: Organisation | undefined;
  /** Who is signed in, with a way out (ux.md G16). */
  readonly signedIn?: Frame['signedIn'] | undefined;
  /** The navigation of the account, on a page of it. */
  readonly account?: Frame['account'] | undefined;
  readonly status?: number | undefined;
}

/** Finds open flows, and answers the one that this request found; its adapter is the provider's (`settled.md` 50). */
export interface Flows {
  find(ctx: Koa.Context, uid: string): Promise<OpenFlow | undefined>;
  /** Makes the flow that this request found last until then, epoch milliseconds, in this browser too. */
  stretch(ctx: Koa.Context, until: number): Promise<void>;
  /** Where the browser goes on whose sign-in was ended before, and whose answer may have been lost. */
  onceMore(ctx: Koa.Context): string;
  /** Undefined: the protocol answers in this very request, further on its way. */
  finishSignIn(ctx: Koa.Context, organisation: Organisation, finished: FinishedSignIn): Promise<string | undefined>;
  finishConsent(): Promise<string>;
  cancel(because: 'unwanted' | 'unmet'): Promise<string>;
  /** The address of the very request that the application made, with `more` parameters; undefined where it is too long for one. */
  askedAgain(more: Readonly<Record<string, string>>): string | undefined;
  /** This browser's session at this organisation. */
  signedIn(ctx: Koa.Context, organisationId: string): Promise<Omit<OwnSession, 'browserId'> | undefined>;
  /** The portals this browser is signed in to now. */
  held(ctx: Koa.Context): Promise<readonly HeldSession[]>;
  endHeld(ctx: Koa.Context, organisationIds: readonly string[]): Promise<void>;
}
