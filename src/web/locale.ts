import type Koa from 'koa';
import { LANGUAGES, type Language } from '../domain/organisations/organisation.ts';
import { days } from '../kernel/duration.ts';
import type { BrowserCookie } from './browser.ts';
import type { ShownOnce } from './shown-once.ts';

/** What the language depends on besides the request. */
export interface LanguageRange {
  readonly allowed: readonly Language[];
  readonly preferred: Language;
}

/** Outside any portal every language is offered, and English is the last resort. */
export const ANY_LANGUAGE: LanguageRange = { allowed: LANGUAGES, preferred: 'en' };

const COOKIE = 'voordeur_language';
/** Of a choice made within one sign-in: it beats what the application asked for (ux.md G10). */
const FLOW_COOKIE = 'voordeur_flow_language';
const FLOW_PATH = /^\/[^/]+\/sign-in\/[^/]+/;

/** What is wished for, by others than the request. */
export interface LanguageWishes {
  /** By the application (OIDC Core 3.1.2.1). */
  readonly uiLocales?: string | undefined;
  /** By who is signed in. Of nobody else: before that no page may tell what is known of an account (ux.md G6). */
  readonly preference?: Language | undefined;
}

/**
 * The language of an answer: chosen here and now, in this sign-in, by the application, earlier in this browser, by who is signed in, by
 * the browser, by the portal (ux.md G10).
 */
export function languageOf(ctx: Koa.Context, range: LanguageRange, { uiLocales, preference }: LanguageWishes = {}): Language {
  const wishes = [
    single(ctx.query['lang']),
    ctx.cookies.get(FLOW_COOKIE, { signed: false }),
    ...(uiLocales ?? single(ctx.query['ui_locales']) ?? '').split(' '),
    ctx.cookies.get(COOKIE, { signed: false }),
    preference,
    ...acceptedLanguages(ctx),
    range.preferred,
  ];
  return wishes.map(primary).find((wish): wish is Language => (range.allowed as readonly string[]).includes(wish)) ?? range.preferred;
}

/** What the switch needs. */
export interface SwitchNeeds {
  readonly secure: boolean;
  readonly browser: Pick<BrowserCookie, 'hasKept'>;
  readonly shown: Pick<ShownOnce, 'again'>;
}

/**
 * `?lang=` on one of our own pages: remembered, and off to the same address without it, so that a copied address stays
 * clean; the page shows again what it has just shown. Addresses of the protocol carry parameters that are not ours, and
 * some browsers keep no cookie, so that the choice would be lost on the way: there the page simply answers in that language.
 */
export function languageSwitch({ secure, browser, shown }: SwitchNeeds): Koa.Middleware {
  return (ctx, next) => {
    const chosen = primary(single(ctx.query['lang']));
    if (ctx.method !== 'GET' || !(LANGUAGES as readonly string[]).includes(chosen)) return next();
    const attributes = { signed: false, httpOnly: true, sameSite: 'lax', secure } as const;
    ctx.cookies.set(COOKIE, chosen, { ...attributes, maxAge: days(180) });
    const flow = FLOW_PATH.exec(ctx.path)?.[0];
    if (flow) ctx.cookies.set(FLOW_COOKIE, chosen, { ...attributes, path: flow });
    if (ctx.path.startsWith('/oidc/') || !browser.hasKept(ctx)) return next();
    const rest = new URLSearchParams(ctx.querystring);
    rest.delete('lang');
    const query = String(rest);
    shown.again(ctx, { path: ctx.path, query });
    ctx.redirect(ctx.path + (query && `?${query}`));
    ctx.status = 303;
    return undefined;
  };
}

/** The same page in each allowed language; after a form that failed, the page it stood on. Empty when there is no choice. */
export function languageLinks(ctx: Koa.Context, range: LanguageRange, current: Language) {
  if (range.allowed.length < 2) return [];
  return range.allowed.map((tag) => {
    const parameters = new URLSearchParams(ctx.querystring);
    parameters.set('lang', tag);
    return { tag, href: `${ctx.path}?${parameters}`, current: tag === current };
  });
}

/** What was made of headers that came before: every page asks twice, and most browsers say the same. */
const ACCEPTED = new Map<string, readonly string[]>();
/** Anybody can send anything: no more than these are kept, and none that is longer than a browser's own. */
const MOST_KEPT = 100;
const LONGEST_KEPT = 200;

function acceptedLanguages(ctx: Koa.Context): readonly string[] {
  const header = ctx.get('accept-language');
  const known = ACCEPTED.get(header);
  if (known) return known;
  const accepted = header === '' ? [] : ctx.acceptsLanguages();
  if (header.length > LONGEST_KEPT) return accepted;
  if (ACCEPTED.size >= MOST_KEPT) ACCEPTED.clear();
  ACCEPTED.set(header, accepted);
  return accepted;
}

function primary(tag: string | undefined): string {
  return (tag ?? '').toLowerCase().split('-', 1)[0] ?? '';
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
