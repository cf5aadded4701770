// Throttle: how often something may be tried, by whom and from where. Owns the table of limits and the keys of the
// counters; never looks at a password, and never decides what a page says. The gate that acts on the counts (picture,
// waits) comes with the challenge; the counting is here from the start, before anything expensive.
import { hours, minutes } from '../../kernel/duration.ts';

/** How long a miss is remembered, by what it is counted on (`settled.md` 15, security.md 2.4). */
export const REMEMBER = { account: hours(24), browser: hours(24), network: minutes(15) } as const;

/** A counter's key for a typed user name, existing or not: portal and folded name (security.md 2.4 `acct`). */
export function accountCounter(organisationId: string, usernameKey: string): string {
  return `acct|${organisationId}|${usernameKey}`;
}

/** A counter's key for a browser, by the id in its cookie (security.md 2.4 `dev`). */
export function browserCounter(browserId: string): string {
  return `dev|${browserId}`;
}

/** A counter's key for a network: the address of the trusted hop, /64 for IPv6 (security.md 2.4 `ip4`, `ip6`). */
export function networkCounter(network: string): string {
  return `ip|${network}`;
}
