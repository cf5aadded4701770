// Brand: from the one colour an organisation chooses to colours that can be read, whatever it chose (ux.md 2.4).
// Owns the arithmetic; knows no stylesheet. The card and page colours below are those of the stylesheet.

/** `#rrggbb`. */
export type HexColour = `#${string}`;

/** The four colours of a portal in one mode. */
export interface BrandColours {
  /** The organisation's own colour, as entered: for the stripe only, where nothing has to be read. */
  readonly stripe: HexColour;
  /** Filled buttons: stands out from the card by at least 3 : 1 (WCAG 2.2, 1.4.11). */
  readonly fill: HexColour;
  /** Text on `fill`, at least 4.5 : 1 (WCAG 2.2, 1.4.3). */
  readonly onFill: HexColour;
  /** Links: at least 4.5 : 1 on the card and on the page around it. */
  readonly text: HexColour;
}

/** The eight colours of a portal, computed and stored when its look is saved. */
export interface BrandTokens {
  readonly light: BrandColours;
  readonly dark: BrandColours;
}

/** What the colours stand on, and which way they move until they can be read. */
export const BRAND_GROUNDS = {
  light: { card: '#ffffff', page: '#f4f6f8', towards: '#000000' },
  dark: { card: '#1b2229', page: '#12171c', towards: '#ffffff' },
} as const;

/** Least contrast of a control's surface and of text (WCAG 2.2, 1.4.11 and 1.4.3, level AA). */
export const LEAST_CONTRAST = { fill: 3, text: 4.5 } as const;

const STEP = 0.02;

/** The eight readable colours for `colour`, which must be `#rrggbb`. */
export function brandTokens(colour: string): BrandTokens {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new Error('a brand colour is # and six hexadecimal digits');
  const raw = colour.toLowerCase() as HexColour;
  return { light: coloursOn(raw, BRAND_GROUNDS.light), dark: coloursOn(raw, BRAND_GROUNDS.dark) };
}

/** Contrast of two colours, from 1 (the same) to 21 (black on white): WCAG 2.2, "contrast ratio". */
export function contrastRatio(one: HexColour, other: HexColour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function coloursOn(raw: HexColour, ground: { card: HexColour; page: HexColour; towards: HexColour }): BrandColours {
  const fill = movedUntil(raw, ground.towards, [ground.card], LEAST_CONTRAST.fill);
  // Pure black, not the body's near-black: with that the worst colour would reach 4.06 only.
  const onFill = contrastRatio('#ffffff', fill) >= LEAST_CONTRAST.text ? '#ffffff' : '#000000';
  return { stripe: raw, fill, onFill, text: movedUntil(raw, ground.towards, [ground.card, ground.page], LEAST_CONTRAST.text) };
}

/** `colour` mixed towards `end` in steps, until it has the contrast `least` with each of `grounds`. */
function movedUntil(colour: HexColour, end: HexColour, grounds: readonly HexColour[], least: number): HexColour {
  for (let part = 0; part < 1; part += STEP) {
    const mixed = mix(colour, end, part);
    if (grounds.every((ground) => contrastRatio(mixed, ground) >= least)) return mixed;
  }
  return end;
}

function mix(from: HexColour, to: HexColour, part: number): HexColour {
  const end = channels(to);
  const mixed = channels(from).map((value, index) => Math.round(value + ((end[index] ?? 0) - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: HexColour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: HexColour): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
