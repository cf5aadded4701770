// How much mail people can have sent by asking (settled.md 37), and how often a code or a dead link is tried. Counted in
// one statement before anything is looked at; what is over a limit is left out, and no page says so.
import { days, hours } from '../../kernel/duration.ts';
import type { CountedNetwork } from './limits.ts';
import type { Reservation } from './ports.ts';

/** The limits, each remembered for so many milliseconds. */
export const MAIL_LIMITS = {
  account: { most: 3, remember: hours(1) },
  accountDay: { most: 10, remember: days(1) },
  address: { most: 5, remember: hours(1) },
  network: { most: 20, remember: hours(1) },
  /** "This account is closed", or "nobody here has this address" (`settled.md` 34, 35). */
  notice: { most: 1, remember: days(1) },
  /** Codes of the extra check (`settled.md` 19): a name and network, and, since nobody need prove anything to ask, an address and a network. */
  challengeCode: { most: 3, remember: hours(1) },
  challengeCodeAddress: { most: 5, remember: hours(1) },
  challengeCodeNetwork: { most: 20, remember: hours(1) },
  /** Codes of the second step to one person: the first and five more (security.md 2.2). A right one forgets them. */
  signInCode: { most: 6, remember: hours(1) },
  /** "Was it you?" (`settled.md` 18): both counted on a name. */
  slowed: { most: 1, remember: hours(1) },
  slowedDay: { most: 3, remember: days(1) },
  /** The same of codes (security.md 2.4 layer 5): counted on a person, who has been told once a day. */
  guessedDay: { most: 1, remember: days(1) },
  /** Fresh ones for dead links of one account and purpose (R7.6); begins anew when somebody else has one sent. */
  healing: { most: 3, remember: days(74) },
  /** Tries of one typed code, while it can live; and of all codes from one network (`settled.md` 31). */
  code: { most: 5, remember: days(30) },
  codeNetwork: { most: 20, remember: hours(1) },
} as const;

type Limit = keyof typeof MAIL_LIMITS;

/** One counter of a limit. `of`: whom it is about. */
export function limited(limit: Limit, of: string): Reservation {
  const { most, remember } = MAIL_LIMITS[limit];
  return { key: limitKey(limit, of), ceiling: most, remember };
}

/** What the counter is called. */
export function limitKey(limit: Limit, of: string): string {
  return `mail|${limit}|${of}`;
}

/** What a request is counted on for where it came from; nothing in a network that is not counted. */
export function limitedNetwork(
  limit: Extract<Limit, 'network' | 'codeNetwork' | 'challengeCodeNetwork'>,
  network: CountedNetwork | undefined,
): Reservation[] {
  return network ? [limited(limit, network.address)] : [];
}
