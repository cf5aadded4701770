import { Html, html } from '../assessment-app/html.ts';
import { chooseLanguage, type Language } from '../assessment-app/texts.ts';

const NL = {
  tagline: 'Het inlogsysteem van je werk',
  title: 'Inloggen met je werkaccount',
  username: 'Werkaccount of e-mailadres',
  password: 'Wachtwoord',
  signIn: 'Inloggen',
  cancel: 'Stoppen',
  wrong: 'Dit werkaccount en dit wachtwoord horen niet bij elkaar.',
  askedTitle: 'Uitloggen?',
  asked: 'Hierna vraagt het inlogsysteem van je werk weer om je wachtwoord.',
  signOut: 'Uitloggen',
  outTitle: 'Je bent uitgelogd',
  out: 'Ga terug naar de pagina waar je vandaan kwam, of sluit dit venster.',
  overTitle: 'Deze pagina is niet meer geldig',
  over: 'Ga terug naar de app en begin opnieuw.',
  homeTitle: 'Begin bij de app waar je heen wilt',
  home: 'Die stuurt je hierheen om in te loggen.',
};

const EN: typeof NL = {
  tagline: 'The sign-in system of your work',
  title: 'Sign in with your work account',
  username: 'Work account or e-mail address',
  password: 'Password',
  signIn: 'Sign in',
  cancel: 'Stop',
  wrong: 'This work account and this password do not match.',
  askedTitle: 'Sign out?',
  asked: 'After this, the sign-in system of your work asks for your password again.',
  signOut: 'Sign out',
  outTitle: 'You are signed out',
  out: 'Go back to the page that you came from, or close this window.',
  overTitle: 'This page is no longer valid',
  over: 'Go back to the app and start again.',
  homeTitle: 'Begin at the app that you want to use',
  home: 'It sends you here to sign in.',
};

const TEXTS: Readonly<Record<Language, typeof NL>> = { nl: NL, en: EN };

/** What its pages look like: dark, square and plain, so that nobody takes it for the product. */
const STYLE = `:root{color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:#0d2818;color:#f1f6f2;font:1.0625rem/1.5 Georgia,"Times New Roman",serif}
main{width:100%;max-width:26rem;background:#163a25;border:1px solid #4f7a60;padding:2rem}
.name{margin:0;font-size:1.5rem;font-weight:700}
.tagline{margin:0 0 1.5rem;color:#bcd3c4}
h1{font-size:1.25rem;margin:0 0 1rem}
label{display:block;margin:1rem 0 .25rem}
input{width:100%;min-height:3rem;padding:.5rem;font:inherit;color:inherit;background:#0d2818;border:1px solid #8fb39d}
.row{display:flex;flex-wrap:wrap;gap:1rem;margin-top:1.5rem}
button{min-height:3rem;padding:.5rem 1.5rem;font:inherit;cursor:pointer;background:none;color:inherit;border:1px solid #8fb39d}
button.first{background:#e6c86a;border-color:#e6c86a;color:#20180a}
:focus-visible{outline:3px solid #fff;outline-offset:2px}
#wrong{border:1px solid #f3a69b;padding:.5rem 1rem;color:#ffd5ce}`;

/** Which language its pages speak to whom: what the relying party asked for, then what the browser says. */
export function languageOf(uiLocales: unknown, accepted: string | undefined): Language {
  return chooseLanguage(typeof uiLocales === 'string' ? uiLocales.split(' ')[0]?.slice(0, 2) : undefined, accepted);
}

/** The sign-in page. `wrong`: the last try was. */
export function signInPage(name: string, language: Language, { action, typed, wrong }: { action: string; typed: string; wrong: boolean }) {
  const texts = TEXTS[language];
  const body = html`${wrong && html`<p id="wrong" role="alert">${texts.wrong}</p>\n`}<form method="post" action="${action}">
<label for="username">${texts.username}</label>
<input id="username" name="username" value="${typed}" autocomplete="username" autocapitalize="none" spellcheck="false">
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password">
<div class="row">
<button class="first" id="sign-in">${texts.signIn}</button>
<button id="cancel" name="cancel" value="yes">${texts.cancel}</button>
</div>
</form>`;
  return page(name, language, texts.title, body);
}

/** Asks whether to sign out there. `form`: the library's, whose id is `op.logoutForm`. */
export function signOutPage(name: string, language: Language, form: string): string {
  const texts = TEXTS[language];
  const body = html`<p>${texts.asked}</p>
<div class="row"><button class="first" id="sign-out" form="op.logoutForm" name="logout" value="yes">${texts.signOut}</button></div>`;
  return page(name, language, texts.askedTitle, body).replace('</main>', `${form}</main>`);
}

/** Says that somebody is signed out there, that a page is too old, or that nobody begins here. */
export function notePage(name: string, language: Language, note: 'out' | 'over' | 'home'): string {
  const texts = TEXTS[language];
  return page(name, language, texts[`${note}Title`], html`<p>${texts[note]}</p>`);
}

function page(name: string, language: Language, title: string, body: Html): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${title} – ${name}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<p class="name">${name}</p>
<p class="tagline">${TEXTS[language].tagline}</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
}
