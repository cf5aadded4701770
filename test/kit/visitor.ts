// A visitor without a browser: keeps cookies as a browser does (RFC 6265), follows redirects one by one, fills in forms
// by their field names. Every story that needs no script uses it.
import { parse } from 'node-html-parser';
import { Cookie, CookieJar } from 'tough-cookie';

/** One answer: where it came from, and its text. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A form of a page: where it goes and what it holds. */
export interface FoundForm {
  readonly action: string;
  readonly fields: Record<string, string>;
}

/** A visitor with cookies of its own. */
export class Visitor {
  readonly jar = new CookieJar();
  readonly #headers: Record<string, string>;

  constructor(headers: Record<string, string> = {}) {
    this.#headers = { accept: 'text/html', 'accept-language': 'en', ...headers };
  }

  /** One request, no redirect followed. Sends what a browser sends with a navigation. */
  async send(url: string, init: RequestInit = {}): Promise<Answer> {
    const cookie = await this.jar.getCookieString(url);
    const headers = new Headers({ ...this.#headers, ...(cookie && { cookie }) });
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) await this.jar.setCookie(line, url, { ignoreError: false });
    return { url, status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Follows redirects until a page answers, or `until` says the address is another's. Returns that page or that address unvisited. */
  async follow(answer: Answer, until: (url: string) => boolean = () => false): Promise<Answer> {
    let now = answer;
    for (let hops = 0; hops < 15; hops += 1) {
      const location = now.headers.get('location');
      if (location === null || now.status < 300 || now.status >= 400) return now;
      const url = new URL(location, now.url).href;
      if (until(url)) return { ...now, url, status: 0 };
      now = await this.send(url);
    }
    throw new Error(`redirected without end at ${now.url}`);
  }

  /** Opens an address as a person does: redirects followed. */
  async open(url: string, until?: (url: string) => boolean): Promise<Answer> {
    return this.follow(await this.send(url), until);
  }

  /** Presses a button of the page's form with these fields typed in. */
  async submit(page: Answer, typed: Record<string, string>, until?: (url: string) => boolean): Promise<Answer> {
    return this.follow(await this.post(page, typed), until);
  }

  /** The bare answer to a submitted form, no redirect followed. */
  async post(page: Answer, typed: Record<string, string>): Promise<Answer> {
    const form = formOf(page);
    const body = new URLSearchParams({ ...form.fields, ...typed });
    const origin = new URL(page.url).origin;
    return this.send(form.action, { method: 'POST', body, headers: { origin, 'sec-fetch-site': 'same-origin' } });
  }

  /** The same browser, to which the answers of what it sends do not come through. */
  async cutOff(): Promise<Visitor> {
    const other = new Visitor(this.#headers);
    const cookies = await this.jar.serialize();
    await Promise.all(cookies.cookies.map((cookie) => other.jar.store.putCookie(Cookie.fromJSON(cookie) ?? new Cookie())));
    return other;
  }

  /** Values of this visitor's cookies for an address, by name. */
  async cookies(url: string): Promise<Record<string, string>> {
    return Object.fromEntries((await this.jar.getCookies(url)).map((cookie) => [cookie.key, cookie.value]));
  }
}

/** The first form of a page, with its hidden and filled-in fields. */
export function formOf(page: Answer): FoundForm {
  const form = parse(page.text).querySelector('form[method="post"]');
  if (!form) throw new Error(`no form on ${page.url} (${page.status}): ${page.text.slice(0, 300)}`);
  const inputs = form
    .querySelectorAll('input')
    .filter((input) => input.getAttribute('name') && !['radio', 'checkbox'].includes(input.getAttribute('type') ?? ''));
  const fields = Object.fromEntries(inputs.map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']));
  return { action: new URL(form.getAttribute('action') || page.url, page.url).href, fields };
}

/** The words of a page, without markup. */
export function wordsOf(page: Answer): string {
  return (parse(page.text).querySelector('main') ?? parse(page.text)).structuredText.replace(/\s+/g, ' ').trim();
}
