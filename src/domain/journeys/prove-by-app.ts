// A code of an authenticator app as a second step (R14.4, security.md 1.13).
import { isAppCode, typedCode } from '../factors/app.ts';
import type { AppCodes, AppFactors } from '../factors/ports.ts';
import type { Later } from '../ports.ts';
import { countCodeTry } from '../throttle/code-tries.ts';
import type { Counters } from '../throttle/ports.ts';
import { type CodeRefusal, type TypedCode, tellOfCode } from './code-verdict.ts';
import type { Proof } from './journey.ts';
import { askWhoGuesses } from './was-it-you.ts';

/** What proving by an app needs. */
export interface AppProofNeeds {
  readonly counters: Pick<Counters, 'reserve' | 'giveBack' | 'inspect'>;
  readonly appFactors: Pick<AppFactors, 'byAccount' | 'spend'>;
  readonly appCodes: Pick<AppCodes, 'match'>;
  readonly later: Later;
}

/**
 * Proves by a code of any of the account's apps. The try is counted before a secret is opened, and the time step spent in one
 * statement: of many that send the same code at once, one is let in.
 */
export async function proveByApp(
  needs: AppProofNeeds,
  asked: TypedCode,
): Promise<{ readonly kind: 'right'; readonly proof: Proof } | CodeRefusal> {
  const { account, now } = asked;
  const digits = typedCode(asked.typed);
  if (digits === '') return { kind: 'empty' };
  if (!isAppCode(digits)) return { kind: 'malformed', length: [...digits].length };
  const attempt = await countCodeTry(needs.counters, account.id, now);
  if (attempt.kind !== 'open') return attempt;
  const answer = await spend(needs, account.id, digits, now);
  tellOfCode(needs.later, asked, 'app', answer.kind === 'right');
  if (answer.kind !== 'right') await askWhoGuesses(needs, { ...asked, tries: attempt.tries });
  if (answer.kind === 'wrong') return { kind: 'wrong', tries: attempt.tries };
  if (answer.kind === 'used') return answer;
  needs.later('way remembered', ({ twoSteps }) => twoSteps.used(account.id, 'app'));
  return { kind: 'right', proof: { method: 'otp', at: now, accountId: account.id, factorId: answer.factorId } };
}

type Spent = { readonly kind: 'right'; readonly factorId: string } | { readonly kind: 'used' } | { readonly kind: 'wrong' };

async function spend({ appFactors, appCodes }: AppProofNeeds, accountId: string, digits: string, now: number): Promise<Spent> {
  let answer: Spent = { kind: 'wrong' };
  for (const factor of await appFactors.byAccount(accountId)) {
    const match = appCodes.match(factor, digits, now);
    if (match.kind === 'right' && (await appFactors.spend(factor.id, match.step, now))) return { kind: 'right', factorId: factor.id };
    if (match.kind !== 'wrong') answer = { kind: 'used' };
  }
  return answer;
}
