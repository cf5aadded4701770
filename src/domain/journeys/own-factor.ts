// An app or a passkey of one's own, whichever it is: taken away or given another name on the pages of the account (R14.7).
import type { TwoStepFacts } from '../factors/facts.ts';
import { type OwnAppNeeds, type OwnChange, removeApp, renameApp, repairFactorName } from './own-factors.ts';
import { isMissed, type PasskeyChangeNeeds, removePasskey, renamePasskey } from './own-passkeys.ts';

/** Which of one's own. */
export interface OwnFactor {
  readonly kind: 'app' | 'passkey';
  readonly id: string;
}

/** What changing either needs. */
export type FactorChangeNeeds = OwnAppNeeds & PasskeyChangeNeeds;

/** By whose rules it is changed: those of the application that the person is in. */
export type RuledChange = OwnChange & { readonly clientId: string };

/** Whether it is the last, and the next sign-in would have to set another up: then it cannot be taken away. */
export function mustStay(change: Parameters<typeof isMissed>[0], facts: TwoStepFacts): boolean {
  return isLast(facts) && isMissed(change, { ...facts, apps: [], passkeys: [] });
}

/** Whether there is no other app or passkey. */
export function isLast({ apps, passkeys }: TwoStepFacts): boolean {
  return apps.length + passkeys.length === 1;
}

/**
 * Takes it away, unless it must stay. `unknown`: the account has none like it; another person's looks the same (security.md
 * 1.30). `facts`: what the account has with it.
 */
export async function removeFactor(
  needs: FactorChangeNeeds,
  change: RuledChange,
  { kind, id }: OwnFactor,
  facts: TwoStepFacts,
): Promise<'removed' | 'unknown' | 'must-stay'> {
  if (kind === 'passkey') return removePasskey(needs, { ...change, id });
  // Asked of the account without any: whether this is the last is decided where it is taken away.
  const removed = await removeApp(needs, change, id, isMissed(change, { ...facts, apps: [], passkeys: [] }));
  return removed === 'kept' ? 'must-stay' : removed;
}

/** Gives it another name; an empty one is none. */
export async function renameFactor(
  needs: FactorChangeNeeds,
  change: OwnChange,
  { kind, id }: OwnFactor,
  typed: string,
): Promise<'renamed' | 'unknown' | 'name-long'> {
  if (kind === 'passkey') return renamePasskey(needs, { ...change, id, name: typed });
  const name = repairFactorName(typed);
  if (name === undefined) return 'name-long';
  return (await renameApp(needs, change, id, name)) ? 'renamed' : 'unknown';
}
