// Codes of the second step (`settled.md` 21): counted on the person, whatever the way, the browser, and however many codes
// were sent meanwhile. Only who has proved the first factor gets here, so nothing is counted on the network.
import { LIMITS } from './limits.ts';
import type { Counters } from './ports.ts';

/** Whether a code may be looked at. */
export type CodeTry =
  /** It may, and was counted; `tries`: how many in a row there are with this one. */
  | { readonly kind: 'open'; readonly tries: number }
  /** Not before `until`, epoch milliseconds. It was not counted. */
  | { readonly kind: 'wait'; readonly until: number }
  /** Not at all, until the password is another one (security.md 2.2, 2.4 layer 5). It was not counted. */
  | { readonly kind: 'closed' };

const keysOf = (accountId: string) => ({ tries: `code|${accountId}`, run: `coderun|${accountId}` });

/** Counts a try before anything is looked at. `now` is epoch milliseconds. */
export async function countCodeTry(
  counters: Pick<Counters, 'reserve' | 'giveBack' | 'inspect'>,
  accountId: string,
  now: number,
): Promise<CodeTry> {
  const { tries, run } = keysOf(accountId);
  const { secondFactor, secondFactorRun } = LIMITS;
  const counts = await counters.reserve(
    [
      { key: tries, remember: secondFactor.remember, hold: secondFactor.hold },
      { key: run, remember: secondFactorRun.remember, ceiling: secondFactorRun.most },
    ],
    now,
  );
  const [triesTaken, runTaken] = counts;
  if (triesTaken !== undefined && runTaken !== undefined) return { kind: 'open', tries: triesTaken };
  await counters.giveBack([...(triesTaken === undefined ? [] : [tries]), ...(runTaken === undefined ? [] : [run])]);
  if (runTaken === undefined) return { kind: 'closed' };
  const [state] = await counters.inspect([tries], now);
  return { kind: 'wait', until: state?.openAt ?? now };
}

/** Gives a try back whose code was not looked at. */
export function giveBackCodeTry(counters: Pick<Counters, 'giveBack'>, accountId: string): Promise<void> {
  const { tries, run } = keysOf(accountId);
  return counters.giveBack([tries, run]);
}

/** What a right code, and an operator who takes the second step away, has forgotten: all its misses. */
export function clearedByCode(accountId: string): string[] {
  const { tries, run } = keysOf(accountId);
  return [tries, run];
}

/**
 * What a new password has forgotten, whoever chose it: the long run. Whoever guessed knew the former one, and has to begin with a
 * password again. The misses of this hour stay, so that no new password brings more than ten guesses an hour.
 */
export function codesClearedByNewPassword(accountId: string): string[] {
  return [keysOf(accountId).run];
}

/** Whether so many misses have begun a wait (`settled.md` 21): by then somebody who has the password guesses. */
export function isGuessing(tries: number): boolean {
  return tries >= LIMITS.secondFactor.hold.from;
}
