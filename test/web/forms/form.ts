// A form on somebody's screen, of which tests send good and bent copies.
import { type Answer, formOf, type Visitor } from '../../kit/visitor.ts';

/** A form that is open in a browser. */
export interface OpenForm {
  readonly visitor: Visitor;
  readonly page: Answer;
  /** What the person fills in, by the names of the fields, at the moment of asking: an app shows another code each half minute. */
  readonly typed: () => Readonly<Record<string, string>>;
}

/** Something that the product asks by a form: where its router takes it, and how somebody comes to have it before them. */
export interface Asked<At> {
  /** The pattern in the router. */
  readonly route: string;
  /** A field of its own to bend; `do` where there is none. */
  readonly bend: string;
  /** What the good request comes to: part of an address, or words of a page. */
  readonly comesTo: string;
  /** What stands beside a bent field where its emptiness would be right. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly open: (at: At) => Promise<OpenForm>;
}

/** Where a form is sent: the page's own address, without what is asked of the page. */
export function placeOf({ page }: OpenForm): string {
  return new URL(page.url).origin + new URL(page.url).pathname;
}

/** What a good request says: the page's hidden fields, and what is typed. */
export function goodFields({ page, typed }: OpenForm): Readonly<Record<string, string>> {
  return { ...formOf(page).fields, ...typed() };
}

/** Sends such a body, as a browser would. */
export function sendForm(form: OpenForm, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
  const { origin } = new URL(form.page.url);
  const own = { 'content-type': 'application/x-www-form-urlencoded', origin, 'sec-fetch-site': 'same-origin' };
  return form.visitor.send(placeOf(form), { method: 'POST', body, headers: { ...own, ...headers } });
}
