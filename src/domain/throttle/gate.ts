// The gate in front of everything that can be guessed: counts the attempt before anything is looked at, and says
// whether it may be looked at. The answer never depends on whether there is such an account (security.md 1.5, 1.7).
import { type Attempted, COUNTER_KEYS, knownReservations, LIMITS, strangerReservations } from './limits.ts';
import type { Counters, KnownBrowsers, OwnMisses, Reservation } from './ports.ts';
import { failureTally } from './surge.ts';
import type { UnderWay } from './under-way.ts';

/** What the gate needs. */
export interface GateNeeds {
  readonly counters: Pick<Counters, 'reserve' | 'giveBack' | 'read' | 'countUnder' | 'inspect'>;
  readonly knownBrowsers: Pick<KnownBrowsers, 'isKnown' | 'forget'>;
  readonly underWay: UnderWay;
  /** Whether far more fails everywhere than usual: then strangers need a challenge at once (security.md 2.4 layer 6). */
  readonly surge: (now: number) => Promise<boolean>;
  /** Is told of whom the gate does not let through, where somebody counts them. */
  readonly turnedAway?: ((refusal: Refusal) => void) | undefined;
}

/**
 * What turned an attempt away (security.md 2.4): a challenge that is due (layer 1), too many misses of the name (2) or the address
 * (4), a run without end (5), or a surge everywhere (6).
 */
export type Refusal = 'challenge' | 'account' | 'address' | 'closed' | 'surge';

/** An attempt at the gate. `solved`: it carries a right challenge. `now` is epoch milliseconds. */
export interface AtGate extends Attempted {
  readonly solved: boolean;
  readonly now: number;
}

/** Whether the attempt may be looked at. */
export type Passage =
  /** It may. `taken` are the counters it was counted on: give them back when it is right, and `end` it in any case. */
  | {
      readonly kind: 'open';
      readonly taken: readonly string[];
      readonly end: (givenBack: boolean) => void;
      readonly known: boolean;
      /** How many waits too many misses on this name have begun, should this be another; 0 while there is none. */
      readonly waits: number;
    }
  /** Only with a challenge (security.md 2.4 layer 1). It was not counted. */
  | { readonly kind: 'challenge' }
  /** Not before `until`, epoch milliseconds (layers 2 and 4). It was not counted. */
  | { readonly kind: 'wait'; readonly for: 'account' | 'address'; readonly until: number }
  /** Not at all from this browser, until the password is made anew (layer 5). It was not counted. */
  | { readonly kind: 'closed' };

/** Counts the attempt in one statement and lets it in or not. Only who is refused as a stranger costs a second look. */
export async function atGate(needs: GateNeeds, attempt: AtGate): Promise<Passage> {
  const alarm = !attempt.solved && (await needs.surge(attempt.now));
  const passage = await passageOf(needs, attempt, alarm);
  if (passage.kind === 'challenge') needs.turnedAway?.(alarm ? 'surge' : 'challenge');
  else if (passage.kind !== 'open') needs.turnedAway?.(passage.kind === 'wait' ? passage.for : 'closed');
  return passage;
}

async function passageOf(needs: GateNeeds, attempt: AtGate, alarm: boolean): Promise<Passage> {
  const first = alarm ? undefined : await reserveInTurn(needs, strangerReservations(attempt, attempt.solved), attempt.now);
  if (first?.complete) return open(needs, first, attempt, false);
  if (await needs.knownBrowsers.isKnown(attempt.account, attempt.browser, attempt.now)) return knownPassage(needs, attempt);
  if (!first) return { kind: 'challenge' };
  const second = await withPeople(needs, attempt, first.refused);
  if (second?.complete) return open(needs, second, attempt, false);
  return strangerRefusal(needs, attempt, (second ?? first).refused);
}

/** What an attempt that was counted on `taken` is counted on besides once it is a miss: everybody's, and the browser's own among the name's. */
export function missTallies(attempted: Attempted, taken: readonly string[], now: number): Reservation[] {
  const own = { key: COUNTER_KEYS.missed(attempted), remember: LIMITS.account.remember };
  return [failureTally(now), ...(taken.includes(COUNTER_KEYS.account(attempted)) ? [own] : [])];
}

/** The counters a full sign-in forgets: its browser's, and the run of misses that it ends; never the network's (security.md 2.4). */
export function clearedBySignIn(attempted: Attempted): string[] {
  const { run, browser, known, missed } = COUNTER_KEYS;
  return [run(attempted), browser(attempted), known(attempted), missed(attempted)];
}

/** What it forgets among the name's misses: those of its browser. Strangers' stay, or each sign-in would let them begin anew (`settled.md` 15). */
export function forgivenBySignIn(attempted: Attempted): OwnMisses {
  return { among: COUNTER_KEYS.account(attempted), misses: COUNTER_KEYS.missed(attempted) };
}

/** The counters a new password forgets, whoever chose it. `account` is an `accountKey`. */
export function clearedByNewPassword(account: string): string[] {
  return [COUNTER_KEYS.account({ account }), COUNTER_KEYS.run({ account })];
}

/** Whether a page should show a challenge at once. `account` is undefined while nobody has typed a name. */
export async function challengeDue(
  needs: GateNeeds,
  { account, browser, network }: Omit<Attempted, 'account'> & { readonly account: string | undefined },
  now: number,
): Promise<boolean> {
  const looked = [COUNTER_KEYS.browser({ browser })];
  if (network) looked.push(COUNTER_KEYS.network(network));
  if (account !== undefined) looked.push(COUNTER_KEYS.account({ account }));
  const counts = await needs.counters.read(looked, now);
  const ofBrowser = counts[0] ?? 0;
  const ofNetwork = network ? (counts[1] ?? 0) : 0;
  const ofAccount = account === undefined ? 0 : (counts.at(-1) ?? 0);
  if (ofBrowser >= LIMITS.browser.challengeAt) return true;
  const byNetwork = ofNetwork >= LIMITS.network.challengeAt && ofNetwork >= (await peopleOf(needs, network, now));
  const strangers = byNetwork || ofAccount >= LIMITS.account.challengeAt || (await needs.surge(now));
  if (!strangers) return false;
  return account === undefined || !(await needs.knownBrowsers.isKnown(account, browser, now));
}

interface Reserved {
  readonly complete: boolean;
  readonly taken: readonly string[];
  readonly refused: readonly string[];
  /** In the order of the reservations; where it is complete, of `taken`. */
  readonly counts: readonly (number | undefined)[];
}

/** All or nothing: what was taken is given back when one of them is full. */
async function reserveAll(needs: GateNeeds, reservations: readonly Reservation[], now: number): Promise<Reserved> {
  const counts = await needs.counters.reserve(reservations, now);
  const keys = reservations.map(({ key }) => key);
  const taken = keys.filter((_, at) => counts[at] !== undefined);
  const refused = keys.filter((_, at) => counts[at] === undefined);
  if (refused.length > 0) await needs.counters.giveBack(taken);
  return { complete: refused.length === 0, taken, refused, counts };
}

/** How often a counter that is full is asked again, for what other processes are looking at. */
const ASKED_AGAIN = 3;

/** The same, after those that are being looked at now, here or in another process: they may turn out to be right. */
async function reserveInTurn(needs: GateNeeds, reservations: readonly Reservation[], now: number, again = ASKED_AGAIN): Promise<Reserved> {
  const reserved = await reserveAll(needs, reservations, now);
  if (reserved.complete) return reserved;
  if (await needs.underWay.settled(reserved.refused)) return reserveInTurn(needs, reservations, now, again);
  if (again === 0) return reserved;
  await needs.underWay.moment();
  return reserveInTurn(needs, reservations, now, again - 1);
}

function open(needs: GateNeeds, reserved: Reserved, attempt: AtGate, known: boolean): Passage {
  const misses = reserved.counts[reserved.taken.indexOf(COUNTER_KEYS.account(attempt))] ?? 0;
  return {
    kind: 'open',
    taken: reserved.taken,
    end: needs.underWay.enter(reserved.taken),
    known,
    waits: known ? 0 : Math.max(0, misses - LIMITS.account.hold.from + 1),
  };
}

/** A known browser that misses too often is known no more, and is a stranger at its next attempt (layer 3). */
async function knownPassage(needs: GateNeeds, attempt: AtGate): Promise<Passage> {
  const reserved = await reserveAll(needs, knownReservations(attempt, attempt.solved), attempt.now);
  if (reserved.complete) return open(needs, reserved, attempt, true);
  if (!reserved.refused.includes(COUNTER_KEYS.known(attempt))) return { kind: 'challenge' };
  await needs.knownBrowsers.forget(attempt.account, attempt.browser);
  return strangerRefusal(needs, attempt, [COUNTER_KEYS.account(attempt)]);
}

/** A network whose people sign in well has as many misses free as it has people (`settled.md` 15). */
async function withPeople(needs: GateNeeds, attempt: AtGate, refused: readonly string[]): Promise<Reserved | undefined> {
  const { network, solved } = attempt;
  if (solved || !network || refused.length > 1 || refused[0] !== COUNTER_KEYS.network(network)) return undefined;
  const people = await peopleOf(needs, network, attempt.now);
  if (people <= LIMITS.network.challengeAt) return undefined;
  return reserveInTurn(needs, strangerReservations(attempt, attempt.solved, people), attempt.now);
}

async function peopleOf(needs: GateNeeds, network: Attempted['network'], now: number): Promise<number> {
  return network ? needs.counters.countUnder(COUNTER_KEYS.people(network), LIMITS.people.most, now) : 0;
}

/** Why a stranger is refused: the hardest reason first. A wait is said before anybody solves a challenge for nothing. */
async function strangerRefusal(needs: GateNeeds, attempt: AtGate, refused: readonly string[]): Promise<Passage> {
  if (refused.includes(COUNTER_KEYS.run(attempt))) return { kind: 'closed' };
  const { network } = attempt;
  const asked = [COUNTER_KEYS.account(attempt), ...(network ? [COUNTER_KEYS.address(network), COUNTER_KEYS.surroundings(network)] : [])];
  const [account, ...outer] = await needs.counters.inspect(asked, attempt.now);
  const full = outer.filter((_, at) => refused.includes(asked[at + 1] ?? ''));
  if (full.length > 0) return { kind: 'wait', for: 'address', until: Math.max(...full.map(({ forgottenAt }) => forgottenAt)) };
  if (account && account.openAt > attempt.now) return { kind: 'wait', for: 'account', until: account.openAt };
  return { kind: 'challenge' };
}
