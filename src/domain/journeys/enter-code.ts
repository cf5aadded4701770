// The mailed code of the second step as it is typed: the try is spent before anything is looked at (design.md §8.7), on the
// person first and then on the code itself.
import type { Audit } from '../audit/ports.ts';
import type { SignInCodeSecrets, SignInCodes } from '../factors/ports.ts';
import { type SignInCode, shownSignInCode, standingOfCode } from '../factors/sign-in-code.ts';
import { readTypedCode, type TypedCode } from '../factors/typed-code.ts';
import type { Later } from '../ports.ts';
import { type CodeTry, countCodeTry } from '../throttle/code-tries.ts';
import type { Counters } from '../throttle/ports.ts';
import { type CodeFor, codesOf } from './send-code.ts';
import { askWhoGuesses } from './was-it-you.ts';

/** What it needs. */
export interface EnterCodeNeeds {
  readonly signInCodes: Pick<SignInCodes, 'ofJourney' | 'enter'>;
  readonly counters: Pick<Counters, 'reserve' | 'giveBack' | 'inspect'>;
  readonly codeSecrets: SignInCodeSecrets;
  readonly audit: Audit;
  readonly later: Later;
}

/** What came of it. */
export type CodeVerdict =
  | { readonly kind: 'right' }
  /** It is none: nothing was counted. */
  | Exclude<TypedCode, { readonly kind: 'code' }>
  /** It was looked at, and is not right. */
  | { readonly kind: 'wrong' }
  /** Of another mail than the one that is meant: that begins with `meant`. Letters are no secret; nothing was counted. */
  | { readonly kind: 'letters'; readonly meant: string }
  /** Of a mail that is too old, or was tried too often, this try included; or there is none. */
  | { readonly kind: 'old' | 'used-up' }
  | Exclude<CodeTry, { readonly kind: 'open' }>;

/** Looks at what was typed for the code of this sign-in. */
export async function enterCode(needs: EnterCodeNeeds, code: CodeFor, text: string): Promise<CodeVerdict> {
  const typed = readTypedCode(text);
  if (typed.kind !== 'code') return typed;
  const codes = await codesOf(needs, code);
  const meant = codes.filter(({ letters }) => typed.letters === undefined || letters === typed.letters);
  const live = meant.filter((each) => standingOfCode(each, code.now) === 'live');
  if (live.length === 0) return notLive(codes, meant, code.now);
  const counted = await countCodeTry(needs.counters, code.account.id, code.now);
  if (counted.kind !== 'open') return counted;
  const kind = await lookedAt(needs, code, live, typed.digits);
  if (kind === 'over') return { kind: 'old' };
  await record(needs, code, kind);
  if (kind === 'wrong') await askWhoGuesses(needs, { ...code, tries: counted.tries });
  const wasLast = kind === 'wrong' && live.every(({ triesLeft }) => triesLeft === 1);
  return wasLast ? { kind: 'used-up' } : { kind };
}

/** Why nothing that is live was meant: while another code is, it is the wrong mail; else by what has become of the code. */
function notLive(codes: readonly SignInCode[], [meant]: readonly SignInCode[], now: number): CodeVerdict {
  const [newest] = codes;
  if (newest && standingOfCode(newest, now) === 'live') return { kind: 'letters', meant: newest.letters };
  const about = meant ?? newest;
  return { kind: about && standingOfCode(about, now) === 'used-up' ? 'used-up' : 'old' };
}

/** The newest first; a code without letters may be that of the mail before. */
async function lookedAt(
  { signInCodes, codeSecrets }: EnterCodeNeeds,
  { journey, account, now }: CodeFor,
  live: readonly SignInCode[],
  digits: string,
): Promise<'right' | 'wrong' | 'over'> {
  let seen: 'wrong' | 'over' = 'over';
  for (const { id, letters } of live) {
    const of = { journey, accountId: account.id, emailKey: account.emailKey };
    const verdict = await signInCodes.enter(id, codeSecrets.signInCodeDigests(of, shownSignInCode(letters, digits)), now);
    if (verdict === 'right') return verdict;
    if (verdict === 'wrong') seen = verdict;
  }
  return seen;
}

async function record({ audit }: EnterCodeNeeds, code: CodeFor, kind: 'right' | 'wrong'): Promise<void> {
  const who = { actor: 'person', organisation: code.organisation.id, account: code.account.id } as const;
  await audit.record({ event: `code.${kind}`, method: 'mail', ...who, ...code.audit, at: code.now });
}
