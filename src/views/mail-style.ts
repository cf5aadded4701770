// Style of mails: mail programs keep little of a stylesheet, so every element carries its own; the sheet in the head only
// turns the colours dark. The colours are those of the pages (ux.md 2.2), the organisation's own made readable.
import { BRAND_GROUNDS, type BrandColours } from '../domain/organisations/brand.ts';
import type { Look } from '../domain/organisations/organisation.ts';

/** What of a look a mail needs; it holds computed colours only, no text of the organisation. */
export type MailColours = Pick<Look, 'tokens' | 'forceLight'>;

interface Inks {
  readonly page: string;
  readonly card: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly box: string;
  readonly brand: BrandColours;
}

const FONT = `system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif`;
const MONO = `ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace`;

const GREYS = {
  light: { text: '#17202a', muted: '#4b5866', line: '#d5dbe1', box: '#f4f6f8' },
  dark: { text: '#eef2f5', muted: '#b3bec9', line: '#36414c', box: '#12171c' },
} as const;

/** What never changes with the light, by the name of the style. */
const SHAPES = {
  page: 'margin:0;padding:0;width:100%',
  hidden: 'display:none;max-height:0;overflow:hidden',
  outer: 'padding:24px 8px',
  column: 'width:100%;max-width:560px;margin:0 auto;border-collapse:separate',
  name: `padding:12px 24px;font:bold 18px/1.4 ${FONT};overflow-wrap:anywhere`,
  card: `padding:8px 24px 16px;font:16px/1.5 ${FONT};overflow-wrap:anywhere;border-radius:12px`,
  h1: 'margin:16px 0;font-size:24px;line-height:1.25',
  code: `margin:16px 0;font:bold 30px/1.25 ${MONO};letter-spacing:0.12em`,
  h2: 'margin:24px 0 8px;font-size:18px;line-height:1.35',
  p: 'margin:0 0 16px',
  list: 'margin:0 0 16px;padding:0;list-style:none',
  box: 'margin:0 0 12px;padding:12px 16px 4px;border-radius:6px',
  line: 'margin:0 0 8px',
  plate: 'margin:0 0 12px;border-collapse:separate',
  fill: 'border-radius:6px',
  button: 'display:inline-block;padding:12px 24px;border-radius:6px;font-weight:bold;text-decoration:none',
  link: 'text-decoration:underline',
  key: `font-family:${MONO};letter-spacing:0.06em;white-space:nowrap`,
  foot: `padding:16px 24px;font:14px/1.5 ${FONT};overflow-wrap:anywhere`,
} as const;

/** Name of a style that templates can ask for. */
export type MailStyle = keyof typeof SHAPES;

function inks(mode: 'light' | 'dark', { tokens }: MailColours): Inks {
  return { ...GREYS[mode], page: BRAND_GROUNDS[mode].page, card: BRAND_GROUNDS[mode].card, brand: tokens[mode] };
}

/** What does change, by the name of the style. */
function colours({ page, card, text, muted, line, box, brand }: Inks): Partial<Record<MailStyle, string>> {
  return {
    page: `background-color:${page};color:${text}`,
    name: `color:${text};border-top:4px solid ${brand.stripe}`,
    card: `background-color:${card};color:${text};border:1px solid ${line}`,
    box: `background-color:${box};border:1px solid ${line}`,
    fill: `background-color:${brand.fill}`,
    button: `background-color:${brand.fill};color:${brand.onFill}`,
    link: `color:${brand.text}`,
    foot: `color:${muted}`,
  };
}

/** The value of `style` for each name, in light colours. */
export function inlineStyles(look: MailColours): Readonly<Record<MailStyle, string>> {
  const light = colours(inks('light', look));
  const names = Object.keys(SHAPES) as MailStyle[];
  return Object.fromEntries(names.map((name) => [name, [SHAPES[name], light[name]].filter(Boolean).join(';')])) as Record<
    MailStyle,
    string
  >;
}

/** The sheet for the head: dark colours where the reader's device asks for them, and none where the portal stays light. */
export function darkSheet(look: MailColours): string {
  if (look.forceLight) return '';
  const rules = Object.entries(colours(inks('dark', look))).map(([name, style]) => `.${name}{${important(style)}}`);
  return `@media (prefers-color-scheme:dark){${rules.join('')}}`;
}

/** Else the element's own style would win. */
function important(style: string): string {
  return style
    .split(';')
    .map((rule) => `${rule}!important`)
    .join(';');
}
