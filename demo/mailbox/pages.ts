import { type Html, html } from '../assessment-app/html.ts';
import type { ReadMail } from './read.ts';

/** A mail that arrived. */
export interface KeptMail extends ReadMail {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly source: string;
}

/** A mail that may be looked at without having been sent. */
export interface PreviewMail {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly language: string;
}

/** Where mails can be asked for, and by what name. */
export interface AskingPlace {
  readonly href: string;
  readonly words: string;
}

/** What came in, newest first; nothing yet: how to make something come. */
export function listPage(mails: readonly KeptMail[], places: readonly AskingPlace[]): string {
  const rows = mails.map(
    ({ id, subject, to, from, at }) =>
      html`<li><a href="/mail/${id}">${subject || '(no subject)'}</a><span class="muted">to ${to}, from ${from}, <time datetime="${new Date(at).toISOString()}">${clockTime(at)}</time></span></li>\n`,
  );
  const body =
    mails.length > 0
      ? html`<ul class="mails">\n${rows}</ul>`
      : html`<p>No mail has arrived since the demo was started. Ask for one:</p>\n<ul>${places.map(link)}</ul>\n<p>Then look here again. Or look at <a href="/preview">every mail there is</a>.</p>`;
  return page(
    'Mailbox',
    html`${body}\n<p class="row"><a class="btn first" href="/">Look again</a> <a class="btn" href="/preview">Every mail there is</a></p>`,
  );
}

/** One mail, as mail programs show it: its HTML in a frame that can do nothing but open links, and its text. */
export function mailPage(mail: KeptMail): string {
  const sender: readonly (readonly [string, string])[] = [
    ['From', mail.from],
    ['To', mail.to],
    ...(mail.replyTo === undefined ? [] : [['Reply to', mail.replyTo] as const]),
    ['Arrived', clockTime(mail.at)],
  ];
  const facts = sender.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`);
  const more = html`<p class="row"><a class="btn first" href="/">All mail</a> <a class="btn" href="/mail/${mail.id}/source">Source</a></p>`;
  return page(mail.subject, html`<dl>\n${facts}</dl>\n${halves(`/mail/${mail.id}/html`, mail)}\n${more}`);
}

/** Every mail by kind and state, each in every language. */
export function previewList(previews: readonly PreviewMail[]): string {
  const names = [...new Set(previews.map(({ kind, state }) => `${kind}, ${state}`))];
  const rows = names.map((name) => {
    const same = previews.filter(({ kind, state }) => `${kind}, ${state}` === name);
    const links = same.map(
      ({ id, language }) => html` <a href="/preview/${id}" hreflang="${language}">${language}<span class="vh"> ${name}</span></a>`,
    );
    return html`<li>${name}:${links}</li>\n`;
  });
  const back = html`<p class="row"><a class="btn first" href="/">Mailbox</a></p>`;
  return page(
    'Every mail',
    html`<p>Made by the product from sample data, in the look of the first organisation. Links in them lead nowhere.</p>\n<ul class="mails">\n${rows}</ul>\n${back}`,
  );
}

/** One of them. */
export function previewPage(preview: PreviewMail, mail: Pick<ReadMail, 'subject' | 'from' | 'text'>): string {
  const facts = html`<dl><div><dt>From</dt><dd>${mail.from}</dd></div><div><dt>Kind</dt><dd>${preview.kind}, ${preview.state}</dd></div></dl>`;
  const more = html`<p class="row"><a class="btn first" href="/preview">Every mail</a></p>`;
  return page(mail.subject, html`${facts}\n${halves(`/preview/${preview.id}/html`, mail)}\n${more}`);
}

/** Nothing here. */
export function missingPage(): string {
  return page(
    'No such mail',
    html`<p>The demo keeps mails until it stops, the newest two hundred.</p>\n<p class="row"><a class="btn first" href="/">All mail</a></p>`,
  );
}

function halves(source: string, { text }: Pick<ReadMail, 'text'>): Html {
  return html`<h2>As HTML</h2>
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="${source}" title="The mail as HTML"></iframe>
<h2>As text</h2>
<pre tabindex="0">${linked(text)}</pre>`;
}

/** Text with its addresses made links, as mail programs do. */
function linked(text: string): readonly Html[] {
  return text
    .split(/(https?:\/\/[^\s,]+?(?=[.,]?(?:\s|$)))/)
    .map((part, index) => (index % 2 === 0 ? html`${part}` : html`<a href="${part}" target="_blank">${part}</a>`));
}

function link({ href, words }: AskingPlace): Html {
  return html`<li><a href="${href}">${words}</a></li>\n`;
}

/** Day and time in Dutch time, as the mails themselves have it. */
function clockTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Amsterdam', dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} – mailbox of the demo</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p><span class="product">Mailbox of the demo</span><br><span class="tagline">Everybody's mail, on this machine only. Nothing of it is sent on.</span></p></header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
}
