/** What a person calls the browser; a closed list, so that no header's own words come into a mail (security.md 1.18). */
export type BrowserName = 'Chrome' | 'Edge' | 'Firefox' | 'Opera' | 'Safari' | 'Samsung Internet';
/** What a person calls the machine's system. */
export type SystemName = 'Android' | 'ChromeOS' | 'iOS' | 'Linux' | 'macOS' | 'Windows';

/** A browser as a mail names it, so that its owner may recognise it. Nothing is decided by it. */
export interface Device {
  readonly browser?: BrowserName | undefined;
  readonly system?: SystemName | undefined;
}

/** Signs of each browser in its `User-Agent`; those that call themselves Chrome or Safari as well come first. */
const BROWSERS: readonly (readonly [BrowserName, RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|OPT)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bVersion\/\S+ (?:Mobile\/\S+ )?Safari\//],
];

/** Signs of each system; Android calls itself Linux too, and an iPhone says it is like Mac OS X. */
const SYSTEMS: readonly (readonly [SystemName, RegExp])[] = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

/** Longer than any browser's own. */
const LONGEST = 1000;

/** The browser out of a `User-Agent` header (RFC 9110 §10.1.5), as far as it can be told. */
export function deviceOf(userAgent: string | undefined): Device {
  const text = (userAgent ?? '').slice(0, LONGEST);
  const known = <Name>(table: readonly (readonly [Name, RegExp])[]) => table.find((row) => row[1].test(text))?.[0];
  return { browser: known(BROWSERS), system: known(SYSTEMS) };
}
