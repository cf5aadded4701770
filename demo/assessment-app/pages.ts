import { type Html, html } from './html.ts';
import type { Person, Tokens } from './relying-party.ts';
import { type Language, TEXTS, type Texts } from './texts.ts';

/** An organisation whose portal the app offers. */
export interface Portal {
  readonly portal: string;
  readonly name: string;
}

/** What every page of an app shows of it. */
export interface Face {
  readonly name: string;
  readonly portals: readonly Portal[];
  /** Whether it has an API to call. */
  readonly hasApi: boolean;
}

/** A person who is signed in to the app. */
export interface SignedIn {
  readonly person: Person;
  readonly tokens: Tokens;
  readonly refreshed: number;
  /** What the API said last. */
  readonly apiAnswer?: string | undefined;
}

/** What went wrong, told to the person. */
export type Trouble = 'unknownState' | 'refused' | 'over' | 'foreign' | 'missing' | 'broken';

/** The page of nobody: which organisation? */
export function welcomePage(face: Face, language: Language): string {
  const texts = TEXTS[language];
  return page(face, language, texts.welcome, html`<p>${texts.whichPortal}</p>\n${portalLinks(face.portals, texts)}`);
}

/** The page of somebody: who, how surely, and what can be done. */
export function signedInPage(face: Face, language: Language, signedIn: SignedIn): string {
  const texts = TEXTS[language];
  const others = face.portals.filter(({ portal }) => portal !== signedIn.person.portal);
  const body = html`${facts(texts, language, signedIn)}
<div class="row">
${face.hasApi && button('/api-call', texts.callApi, true)}
${signedIn.tokens.refreshToken !== undefined && button('/refresh', texts.refresh, false)}
${button('/logout', texts.signOut, false)}
</div>
${signedIn.apiAnswer !== undefined && html`<h2>${texts.apiAnswer}</h2>\n<pre id="api-result">${signedIn.apiAnswer}</pre>\n`}
${others.length > 0 && html`<h2>${texts.elsewhere}</h2>\n${portalLinks(others, texts)}`}`;
  return page(face, language, texts.signedInAs, body);
}

/** A page for when it did not work, with a way on. `reason`: the protocol's own code, for who asks for help. */
export function troublePage(
  face: Face,
  language: Language,
  trouble: Trouble,
  way: { readonly reason?: string | undefined; readonly again: string },
): string {
  const texts = TEXTS[language];
  const body = html`<p>${texts[trouble]}</p>
<p><a class="btn first" id="start-again" href="${way.again}">${texts.startAgain}</a></p>
${way.reason !== undefined && html`<p class="muted">${texts.reason}: <code id="reason">${way.reason}</code></p>`}`;
  return page(face, language, texts[`${trouble}Title`], body);
}

function page(face: Face, language: Language, title: string, body: Html): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${title} – ${face.name}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p class="product">${face.name}</p><p class="tagline">${TEXTS[language].tagline}</p></header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
}

function portalLinks(portals: readonly Portal[], texts: Texts): Html {
  const links = portals.map(
    ({ portal, name }) =>
      html`<a class="btn" id="portal-${portal}" href="/login?portal=${encodeURIComponent(portal)}">${texts.signInAt} ${name}</a>\n`,
  );
  return html`<div class="row">\n${links}</div>`;
}

function button(action: string, label: string, first: boolean): Html {
  const name = action.slice(1);
  return html`<form method="post" action="${action}"><button class="${first ? 'btn first' : 'btn'}" id="${name}">${label}</button></form>`;
}

function facts(texts: Texts, language: Language, { person, tokens, refreshed }: SignedIn): Html {
  const rows: readonly (readonly [id: string, label: string, value: string | Html])[] = [
    ['name', texts.name, person.name],
    ['username', texts.username, person.username ?? texts.none],
    ['organisation', texts.organisation, person.organisation ?? texts.none],
    ['acr', texts.acr, person.acr ?? texts.none],
    ['amr', texts.amr, person.amr.join(' ') || texts.none],
    ['auth-time', texts.authTime, moment(language, person.authTime * 1000)],
    ['expires', texts.expires, moment(language, tokens.accessTokenExpiresAt)],
    ['refreshed', texts.refreshed, String(refreshed)],
    ['sub', texts.sub, person.sub],
  ];
  return html`<dl>\n${rows.map(([id, label, value]) => html`<div><dt>${label}</dt><dd id="${id}">${value}</dd></div>\n`)}</dl>`;
}

function moment(language: Language, at: number): Html {
  const format = new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'medium',
    timeZone: 'Europe/Amsterdam',
  });
  return html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}</time>`;
}
