// Throttle: how often something may be tried, by whom and from where. Owns the table of limits, the keys of the
// counters and the gate that acts on them; never looks at a password, and never decides what a page says.
import { days, hours, minutes, seconds } from '../../kernel/duration.ts';
import type { Reservation } from './ports.ts';

/**
 * The limits of a password check (security.md 2.4, `settled.md` 15–17), and of what else is checked. `most` misses,
 * remembered for `remember` milliseconds; `challengeAt` is how many of them let one in without a challenge.
 */
export const LIMITS = {
  /** Layers 1 and 2: misses on one name from browsers that are not known for it. */
  account: { challengeAt: 3, remember: hours(24), hold: { from: 10, first: seconds(30), most: minutes(60) } },
  /** Layer 1: misses of one browser, whatever the name. */
  browser: { challengeAt: 3, remember: hours(24) },
  /** Layer 1: misses from one network. A school behind one address earns more by people who sign in well (R8.7). */
  network: { challengeAt: 10, remember: minutes(15) },
  /** How long a person who signed in well counts for the network, and how many are told apart. */
  people: { remember: hours(24), most: 10_000 },
  /** Layer 3: a known browser that misses this often in an hour is a stranger from then on. */
  known: { most: 10, remember: hours(1) },
  /** Layer 4: misses of an address, and of its surroundings (/24, /48). */
  address: { most: 100, remember: hours(1) },
  surroundings: { most: 300, remember: hours(1) },
  /** Layer 5: misses in a row, after which only a known browser or a new password helps (NIST SP 800-63B-4 3.2.2). */
  run: { most: 100, remember: days(400) },
  /** Wrong secrets of a client, wherever it proves itself (security.md 2.2). A right one is never refused. */
  clientSecret: { most: 20, remember: minutes(10) },
  /** Passwords that are compared with those before them for who holds one mailed link; remembered for longer than a link lives. */
  linkTries: { most: 10, remember: days(30) },
  /** Wrong codes of the second step, of one person over all ways: from the tenth on one an hour (`settled.md` 21). */
  secondFactor: { remember: hours(24), hold: { from: 10, first: hours(1), most: hours(1) } },
  /** Answers of passkeys from one browser that came to nothing. */
  passkeyAnswers: { most: 20, remember: minutes(15) },
  /** Wrong codes in a row, after which only another password helps (NIST SP 800-63B-4 3.2.2); a passkey is not asked. */
  secondFactorRun: { most: 100, remember: days(400) },
} as const;

/** How long a browser stays known for an account after its last full sign-in (security.md 2.6, device cookie). */
export const KNOWN_BROWSER_LIFE = days(180);

/** Whose attempt it is and where it comes from: what is counted, existing or not. */
export interface Attempted {
  /** Organisation and folded user name (security.md 2.4 `acct`). */
  readonly account: string;
  /** Id in the browser's cookie. */
  readonly browser: string;
  /** Network of the trusted hop; undefined for one that is not counted: the organisation's own, or the operator's. */
  readonly network: CountedNetwork | undefined;
}

/** An address as it is counted: itself (/32, /64), and what surrounds it (/24, /48). */
export interface CountedNetwork {
  readonly address: string;
  readonly surroundings: string;
}

/** What an account's counters are named after: organisation and folded name, whether or not there is such an account. */
export function accountKey(organisationId: string, usernameKey: string): string {
  return `${organisationId}|${usernameKey}`;
}

/** Keys of the counters of an attempt, by the limit they belong to: each made where it is counted on. */
export const COUNTER_KEYS = {
  account: ({ account }: Pick<Attempted, 'account'>) => `acct|${account}`,
  run: ({ account }: Pick<Attempted, 'account'>) => `run|${account}`,
  browser: ({ browser }: Pick<Attempted, 'browser'>) => `dev|${browser}`,
  known: ({ account, browser }: Pick<Attempted, 'account' | 'browser'>) => `own|${account}|${browser}`,
  /** Of the account's misses those of this browser. */
  missed: ({ account, browser }: Pick<Attempted, 'account' | 'browser'>) => `missed|${account}|${browser}`,
  network: ({ address }: CountedNetwork) => `ip|${address}`,
  /** What the keys of all people of the network begin with. */
  people: ({ address }: CountedNetwork) => `well|${address}|`,
  person: ({ address }: CountedNetwork, { account }: Pick<Attempted, 'account'>) => `well|${address}|${account}`,
  address: ({ address }: CountedNetwork) => `addr|${address}`,
  surroundings: ({ surroundings }: CountedNetwork) => `net|${surroundings}`,
} as const;

/**
 * What a stranger's attempt is counted on. `solved`: it carries a right challenge, so that only waits and ceilings of
 * the outer layers stop it. `networkLeast` is how many misses the network has free (`settled.md` 15).
 */
export function strangerReservations(
  attempted: Attempted,
  solved: boolean,
  networkLeast: number = LIMITS.network.challengeAt,
): Reservation[] {
  const { account, run, browser, address, surroundings } = LIMITS;
  const unsolved = (least: number) => (solved ? undefined : least);
  const reservations: Reservation[] = [
    { key: COUNTER_KEYS.account(attempted), remember: account.remember, ceiling: unsolved(account.challengeAt), hold: account.hold },
    { key: COUNTER_KEYS.run(attempted), remember: run.remember, ceiling: run.most },
    { key: COUNTER_KEYS.browser(attempted), remember: browser.remember, ceiling: unsolved(browser.challengeAt) },
  ];
  const { network } = attempted;
  if (network)
    reservations.push(
      { key: COUNTER_KEYS.network(network), remember: LIMITS.network.remember, ceiling: unsolved(networkLeast) },
      { key: COUNTER_KEYS.address(network), remember: address.remember, ceiling: address.most },
      { key: COUNTER_KEYS.surroundings(network), remember: surroundings.remember, ceiling: surroundings.most },
    );
  return reservations;
}

/** What an attempt from a known browser is counted on: what strangers do to the name or the network does not touch it (security.md 1.7). */
export function knownReservations(attempted: Attempted, solved: boolean): Reservation[] {
  const { known, browser } = LIMITS;
  return [
    { key: COUNTER_KEYS.known(attempted), remember: known.remember, ceiling: known.most },
    { key: COUNTER_KEYS.browser(attempted), remember: browser.remember, ceiling: solved ? undefined : browser.challengeAt },
  ];
}
