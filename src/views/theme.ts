// Theme: a portal's own colours as a small stylesheet, laid over the one that all portals share (ux.md 2.4).
import type { BrandColours } from '../domain/organisations/brand.ts';
import type { Look } from '../domain/organisations/organisation.ts';
import { contentHash } from './assets.ts';

/** What of a look the colours depend on. */
export type Colours = Pick<Look, 'tokens' | 'forceLight'>;

/** The portal's stylesheet. Holds nothing but computed colours: no text of the organisation can get in. */
export function brandStylesheet({ tokens, forceLight }: Colours): string {
  const light = `:root{${properties(tokens.light)}}`;
  // The shared sheet's dark colours stand behind the same selector, so that a page kept light shows none of both.
  return forceLight ? light : `${light}@media (prefers-color-scheme:dark){:root:not([data-scheme]){${properties(tokens.dark)}}}`;
}

/** Where the portal's stylesheet is served: `/assets/t/<portal>.<hash>.css`, another address at each other content. */
export function themeHref(portal: string, colours: Colours): string {
  const hash = hashes.get(colours) ?? contentHash(brandStylesheet(colours));
  hashes.set(colours, hash);
  return `/assets/t/${portal}.${hash}.css`;
}

/** Hashes of looks that are still in use: every page of a portal asks. */
const hashes = new WeakMap<Colours, string>();

function properties({ stripe, fill, onFill, text }: BrandColours): string {
  return `--brand:${stripe};--brand-fill:${fill};--on-brand:${onFill};--brand-text:${text}`;
}
