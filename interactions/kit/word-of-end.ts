import type { Account } from '../../src/domain/accounts/account.ts';
import type { KeptSession } from '../../src/domain/artifacts/ports.ts';
import type { EndNeeds } from '../../src/domain/journeys/end-session.ts';
import type { ProvedSessions } from '../../src/domain/journeys/ports.ts';

/** What leaving word needs. */
export interface WordOfEndNeeds extends Pick<EndNeeds, 'tellOfEnd'> {
  readonly sessions: Pick<ProvedSessions, 'live'>;
}

/** Whose sessions may end, and which of them stays. */
interface Whose {
  readonly account: Pick<Account, 'id'>;
  readonly kept: KeptSession | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Does something that may end an account's sessions, and tells their applications of those that it ended (security.md 2.5). */
export async function withWordOfEnd<T>(needs: WordOfEndNeeds, { account, kept, now }: Whose, step: () => Promise<T>): Promise<T> {
  const before = await needs.sessions.live(account.id, now);
  const result = await step();
  if (before.length === 0) return result;
  const after = new Set((await needs.sessions.live(account.id, now)).map(({ uid }) => uid));
  await needs.tellOfEnd(before.filter(({ uid }) => uid !== kept?.uid && !after.has(uid)));
  return result;
}
