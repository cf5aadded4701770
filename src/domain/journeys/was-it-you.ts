// "Was it you?" (R8.6, `settled.md` 18): whoever's name is missed so often that strangers must wait hears of it by mail, and
// whoever's codes are guessed by somebody who has the password.
import { minutes } from '../../kernel/duration.ts';
import { newId } from '../../kernel/random.ts';
import { type Account, isUsable } from '../accounts/account.ts';
import { letterTo } from '../links/ask.ts';
import { isReachable } from '../links/recipients.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Later } from '../ports.ts';
import { isGuessing } from '../throttle/code-tries.ts';
import { limited } from '../throttle/mail-limits.ts';
import type { Counters } from '../throttle/ports.ts';

/** What asking needs. */
export interface WasItYouNeeds {
  readonly counters: Pick<Counters, 'reserve' | 'giveBack'>;
  readonly later: Later;
}

/** Misses on a name, existing or not. */
export interface Slowed {
  readonly organisation: Organisation;
  /** What its counters are named after. */
  readonly key: string;
  readonly account: Account | undefined;
  /** How many waits the misses have begun, the last one included. */
  readonly waits: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The wait from which on it is asked: the first may be the person's own doing. */
const FROM_WAIT = 2;
/** How long a row that stands for nobody is kept. */
const DECOY_LIFE = minutes(1);

/**
 * Posts the mail with what the request leaves, one an hour and at most three a day. A name that does not exist is counted
 * as well, and as much is written for it, so that no time tells which names do.
 */
export async function askWasItYou({ counters, later }: WasItYouNeeds, { organisation, key, account, waits, now }: Slowed): Promise<void> {
  if (waits < FROM_WAIT) return;
  const wanted = [limited('slowed', key), limited('slowedDay', key)];
  const counts = await counters.reserve(wanted, now);
  const taken = wanted.filter((_, at) => counts[at] !== undefined).map((each) => each.key);
  if (taken.length < wanted.length) return counters.giveBack(taken);
  later('was it you', (ports) => {
    if (!account || !isUsable(account) || !isReachable(account)) return ports.counters.mark(`mail|nobody|${newId()}`, now + DECOY_LIFE);
    return ports.outbox.post(letterTo(organisation, account, { kind: 'attempts-slowed', at: now }), now);
  });
}

/** A code of the second step that was not right. */
export interface MissedCode {
  readonly organisation: Organisation;
  readonly account: Account;
  /** How many in a row there are with it. */
  readonly tries: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Tells the owner that codes are guessed, once a day, from the miss on that begins the first wait: whoever guesses has the
 * password. Who is reached here has proved it, so there is nothing to hide from them.
 */
export async function askWhoGuesses({ counters, later }: WasItYouNeeds, { organisation, account, tries, now }: MissedCode): Promise<void> {
  if (!isGuessing(tries) || !isReachable(account)) return;
  const [isFirst] = await counters.reserve([limited('guessedDay', account.id)], now);
  if (isFirst === undefined) return;
  const letter = letterTo(organisation, account, { kind: 'codes-guessed', at: now });
  later('who guesses', ({ outbox }) => outbox.post(letter, now));
}
