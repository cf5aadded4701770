// How new a browser has to be, as a level of features, never a list of names (R15.1, `settled.md` 72): what a browser can
// do it shows by itself, and a rare or a new one is never taken for an old one.

/**
 * The levels, lowest first, by the year in which the last main browser came to know a feature that a page can try
 * without script (web.dev calls it Baseline): 2021 `:is()` (Safari 14; Internet Explorer and Safari 13 lack it), 2023
 * `:has()` (Safari 15.4, Firefox 121), 2024 `light-dark()` (Safari 17.5, Chrome 123). The trials stand in
 * `templates/assets/app.css`.
 */
export const BROWSER_LEVELS = ['baseline-2021', 'baseline-2023', 'baseline-2024'] as const;

/** One of them. */
export type BrowserLevel = (typeof BROWSER_LEVELS)[number];

/** Whom a sign-in page tells that their browser is too old, and for what. */
export interface BrowserDemand {
  readonly level: BrowserLevel;
  /** Name of the application that needs it (R15.3), where the sign-in itself asks for less. */
  readonly forApp?: string;
}

/** The higher of what an organisation and an application ask for; undefined when neither asks for anything. A notice follows from it, never a refusal. */
export function browserDemand(
  organisation: BrowserLevel | 'any',
  application: { readonly name: string; readonly baseline: unknown },
): BrowserDemand | undefined {
  const asked = BROWSER_LEVELS.indexOf(organisation as BrowserLevel);
  const needed = BROWSER_LEVELS.indexOf(application.baseline as BrowserLevel);
  const level = BROWSER_LEVELS[Math.max(asked, needed)];
  return level && { level, ...(needed > asked && { forApp: application.name }) };
}
