// Kit: what every screen is made of, and how it is put on an address. Owns the types, the way of a request and the
// finish; never knows a particular screen.
import type * as v from '@badrap/valita';
import type { Account } from '../../src/domain/accounts/account.ts';
import type { Journey, Shown } from '../../src/domain/journeys/journey.ts';
import type { SignInFacts } from '../../src/domain/journeys/ports.ts';
import type { Way } from '../../src/domain/journeys/sign-in.ts';
import type { Language } from '../../src/domain/organisations/organisation.ts';
import type { ErrorKind, Frame, PageModels, PageName, TextFile } from '../../src/views/models.ts';
import { readFields } from './fields.ts';
import type { FlowVisit, Left } from './visit.ts';

/** What one page leaves for the next in this browser (`settled.md` 41): never a password or a code. */
export interface PageNote {
  readonly place: string;
  readonly text: string;
  /** Milliseconds. */
  readonly life: number;
}

/** Fields of a submitted form, each once. */
export type FormFields = Readonly<Record<string, string>>;

/** What came of a submitted form in a sign-in. */
export type Outcome =
  /** Something was proved or decided: on to the next open way, or to the end. */
  | {
      readonly kind: 'proceed';
      readonly journey: Journey;
      /** What is known of who was proved just now, and the counters that the attempt is to be given back on. */
      readonly attempt?: { readonly facts: SignInFacts; readonly taken: readonly string[] };
      /** The person asked that this browser be spared the second step from now on (R14.6). */
      readonly trust?: boolean;
    }
  /** The same screen again, with what it has to say. `lasts`: until when the sign-in must last, epoch milliseconds. `at`: which field comes next. */
  | { readonly kind: 'retry'; readonly shown: Shown; readonly lasts?: number; readonly at?: `#${string}` }
  /** Another way of the same step was chosen. */
  | { readonly kind: 'turn'; readonly way: Way }
  /** On to the organisation's own identity provider. */
  | { readonly kind: 'away' }
  /** Too much was tried from this address: a page for everybody, and nothing was looked at (security.md 2.4 layer 4). */
  | { readonly kind: 'too-many'; readonly retryAfterSeconds: number }
  /** Consent was given: the flow is answered. */
  | { readonly kind: 'consented' }
  /** The person does not want to go on. */
  | { readonly kind: 'cancelled' };

/** What the page at a place is to show once. To whoever is signed in when it is left, unless it is for another account. */
export interface Told {
  readonly place: string;
  readonly left: Left;
  readonly accountId?: string | undefined;
}

/** What came of a form anywhere else. Its page is not among it: a reload, Back and the language switch never send a form again (ux.md G2). */
export type FormOutcome =
  /** `note`: left for the pages at that place, for so many milliseconds. `told`: left for the page there, which shows it once. `isCancelled`: nothing waits any more here. */
  | { readonly kind: 'go'; readonly to: string; readonly note?: PageNote; readonly told?: Told; readonly isCancelled?: true }
  /**
   * A form's own page again, by a redirect; `left` is shown there once. `query`: what its address has, without the question mark.
   * `stays`: for how many milliseconds from now its field for a mailed code does, and what was typed.
   */
  | { readonly kind: 'again'; readonly left: Left; readonly query?: string; readonly stays?: number }
  /** An error page, where it says so with the time to wait. */
  | { readonly kind: 'fail'; readonly error: ErrorKind; readonly status: number; readonly retryAfterSeconds?: number };

/** What came of a page: as of a form, or what to show. */
export type PageOutcome<Model> =
  | Exclude<FormOutcome, { readonly kind: 'again' }>
  /** A file to keep: `body` is its text. */
  | { readonly kind: 'file'; readonly name: string; readonly type: string; readonly body: string }
  | {
      readonly kind: 'page';
      readonly model: Model;
      readonly status?: number;
      /** Who is signed in, with a way out (ux.md G16). */
      readonly signedIn?: Frame['signedIn'];
      /** The language of who is signed in, unless another was chosen in this browser (ux.md G10). */
      readonly preference?: Language | undefined;
      /** The navigation of the account, on a page of it. */
      readonly account?: Frame['account'];
      /** Applications' addresses where the redirects after the page's form may end (security.md 2.7 trap 1). */
      readonly formTargets?: readonly string[];
    };

/** A named action of a screen: reads its fields, then acts. */
export interface Action<Visit, Result> {
  readonly run: (visit: Visit, fields: FormFields) => Promise<Result>;
}

/** An action from its form's schema and what it does. Fields are text; a schema fills in what is absent, and never fails. */
export function action<Visit, Form, Result>(
  form: v.Type<Form>,
  submit: (visit: Visit, form: Form) => Promise<Result>,
): Action<Visit, Result> {
  return { run: (visit, fields) => submit(visit, readFields(form, fields)) };
}

/** A screen of a sign-in: a way, its template of the same name, and its actions by the value of the pressed button `do`. */
export interface Screen<W extends Way> {
  readonly way: W;
  /** Who is signed in already, on a screen that comes after that: the page is in their language. */
  readonly owner?: (visit: FlowVisit) => Promise<Account>;
  readonly model: (visit: FlowVisit) => Promise<PageModels[`sign-in/${W}`]>;
  /**
   * Done before the screen is first shown, in the request that leads to it by a form: looking at a page changes nothing.
   * Returns until when the sign-in must last for it, epoch milliseconds, if longer than it does.
   */
  readonly prepare?: (visit: FlowVisit) => Promise<number | undefined>;
  /** What the page lets people keep as a file, at `…/<way>/codes.txt`. */
  readonly file?: (visit: FlowVisit) => Promise<TextFile>;
  readonly actions: { readonly submit: Action<FlowVisit, Outcome> } & Readonly<Record<string, Action<FlowVisit, Outcome>>>;
}

/** All screens of sign-ins: forgetting one does not compile. */
export type Screens = { readonly [W in Way]: Screen<W> };

/** A page outside any sign-in, at an address of its own. */
export interface Page<V, Name extends PageName> {
  /** Path with parameters, such as `/:portal/help`. */
  readonly address: string;
  readonly template: Name;
  /** The page's model, or where to go instead. */
  readonly load: (visit: V) => Promise<PageOutcome<PageModels[Name]>>;
  readonly submit?: Action<V, FormOutcome>;
}
