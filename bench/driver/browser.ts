import { type Reply, send } from './http.ts';
import { expectStatus, pathOf, type Target } from './target.ts';

interface Cookie {
  readonly value: string;
  readonly path: string;
}

/** Most redirects in a row: more is a loop. */
const MOST_REDIRECTS = 10;

/** A browser of one person: keeps cookies, follows redirects, fills in forms by their field names. */
export class Browser {
  readonly #target: Target;
  readonly #from: string;
  readonly #cookies = new Map<string, Cookie>();

  constructor(target: Target, from: string) {
    this.#target = target;
    this.#from = from;
  }

  /** Opens an address of the server. Returns the page, or the address outside where the redirects ended. */
  async open(address: string): Promise<Reply | string> {
    return this.#follow(await this.#send('GET', address), address);
  }

  /** Sends the page's form with these fields typed in; the bare answer. */
  async submit(page: Reply, typed: Readonly<Record<string, string>>): Promise<Reply> {
    const { action, fields } = formOf(page.text());
    return this.#send('POST', new URL(action, this.#target.issuer).href, { ...fields, ...typed });
  }

  /** Goes on from the answer to a form. */
  async proceed(reply: Reply): Promise<Reply | string> {
    return this.#follow(reply, this.#target.issuer);
  }

  /** Value of a cookie for the whole server. */
  cookie(name: string): string | undefined {
    return this.#cookies.get(`/ ${name}`)?.value;
  }

  async #send(method: 'GET' | 'POST', address: string, form?: Record<string, string>): Promise<Reply> {
    const { port, issuer } = this.#target;
    const path = pathOf(address, issuer);
    const cookie = this.#cookieHeader(path.split('?')[0] ?? path);
    const headers = {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      'accept-language': 'nl-NL,nl;q=0.9',
      ...(cookie && { cookie }),
      ...(form && { origin: issuer, 'sec-fetch-site': 'same-origin' }),
    };
    const reply = await send(port, { method, path, from: this.#from, headers, ...(form && { form }) });
    for (const line of reply.headers['set-cookie'] ?? []) this.#keep(line);
    return reply;
  }

  async #follow(first: Reply, from: string): Promise<Reply | string> {
    let [reply, address] = [first, from];
    for (let hops = 0; hops < MOST_REDIRECTS; hops += 1) {
      const { location } = reply.headers;
      if (location === undefined) return expectStatus(reply, 200, address);
      address = new URL(location, address).href;
      if (!address.startsWith(this.#target.issuer)) return address;
      reply = await this.#send('GET', address);
    }
    throw new Error(`redirects without end at ${address}`);
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice('path='.length) ?? '/';
    if (value === '' || attributes.some((attribute) => /^expires=Thu, 01 Jan 1970/i.test(attribute)))
      this.#cookies.delete(`${path} ${name}`);
    else this.#cookies.set(`${path} ${name}`, { value, path });
  }

  #cookieHeader(path: string): string {
    const matching = [...this.#cookies].filter(([, cookie]) => path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, '/')));
    return matching.map(([key, { value }]) => `${key.slice(key.indexOf(' ') + 1)}=${value}`).join('; ');
  }
}

const TAG = /<(form|input)\b([^>]*)>/g;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;

/** The first form that is posted, with its hidden and filled-in fields. Throws on a page without. */
function formOf(html: string): { readonly action: string; readonly fields: Record<string, string> } {
  let action: string | undefined;
  const fields: Record<string, string> = {};
  for (const [, tag, text = ''] of html.matchAll(TAG)) {
    const attributes = Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, plain(value)]));
    if (tag === 'form' && action !== undefined) break;
    if (tag === 'form' && attributes['method'] === 'post') action = attributes['action'] ?? '';
    else if (tag === 'input' && action !== undefined && attributes['name']) fields[attributes['name']] = attributes['value'] ?? '';
  }
  if (action === undefined) throw new Error(`a page without a form: ${html.slice(0, 300)}`);
  return { action, fields };
}

function plain(html: string): string {
  return html.replaceAll('&#x3D;', '=').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
