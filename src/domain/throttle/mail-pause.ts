// How soon the same mail can be asked for once more from the same browser (ux.md 1.7). Counted by what was typed and never
// by whom that means, so that it is the same for a name that nobody has; what a mailbox gets is limited elsewhere.
import { hours, minutes, seconds } from '../../kernel/duration.ts';
import { MAIL_LIMITS } from './mail-limits.ts';
import type { Counters } from './ports.ts';

/** Half a minute, then a minute; and in an hour no more than one account is mailed, so that nobody waits for what is not sent. */
const PAUSE = {
  most: MAIL_LIMITS.account.most,
  remember: hours(1),
  hold: { from: 1, first: seconds(30), most: minutes(2) },
} as const;

/** What was asked for: at which form, in which browser, for whom as it was typed and folded. */
export interface AskedMail {
  readonly form: string;
  readonly browser: string;
  readonly whom: string;
}

/** Where asking stands now. */
export interface MailPause {
  /** How often it was asked for within the hour. */
  readonly times: number;
  /** When it can be asked for again, epoch milliseconds; undefined: now. */
  readonly until: number | undefined;
}

const keyOf = ({ form, browser, whom }: AskedMail) => `mail|asked|${browser}|${form}|${whom}`;

/** Counts a request; returns whether it came late enough after the one before. `now` is epoch milliseconds. */
export async function countAsked(counters: Pick<Counters, 'reserve'>, asked: AskedMail, now: number): Promise<boolean> {
  const { most, remember, hold } = PAUSE;
  const [count] = await counters.reserve([{ key: keyOf(asked), ceiling: most, remember, hold }], now);
  return count !== undefined;
}

/** How long it is to be waited for. `now` is epoch milliseconds. */
export async function pauseOf(counters: Pick<Counters, 'inspect'>, asked: AskedMail, now: number): Promise<MailPause> {
  const [state] = await counters.inspect([keyOf(asked)], now);
  if (!state) return { times: 0, until: undefined };
  const until = state.count >= PAUSE.most ? state.forgottenAt : state.openAt;
  return { times: state.count, until: until > now ? until : undefined };
}
