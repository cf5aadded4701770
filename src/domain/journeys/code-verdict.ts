import type { Account } from '../accounts/account.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Later } from '../ports.ts';
import { clearedByCode } from '../throttle/code-tries.ts';

/** A code that was typed in the second step, by whom and where. `now` is epoch milliseconds. */
export interface TypedCode {
  readonly organisation: Organisation;
  readonly account: Account;
  readonly typed: string;
  readonly audit: Pick<AuditContext, 'client' | 'trace' | 'address'>;
  readonly now: number;
}

/** What came of it, where it was not right. */
export type CodeRefusal =
  | { readonly kind: 'empty' }
  /** It cannot be one, and was not looked at; so many characters. */
  | { readonly kind: 'malformed'; readonly length: number }
  /** `tries`: how many in a row there are with this one. */
  | { readonly kind: 'wrong'; readonly tries: number }
  | { readonly kind: 'used' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'closed' };

/**
 * Has the audit log told of a code that was looked at, and, where it was right, all misses before it forgotten
 * (`settled.md` 21).
 */
export function tellOfCode(later: Later, { account, audit, now }: TypedCode, method: 'app' | 'recovery', isRight: boolean): void {
  const event = isRight ? 'code.right' : 'code.wrong';
  const whom = { organisation: account.organisationId, account: account.id, actor: 'person', ...audit } as const;
  later('code looked at', (ports) => ports.audit.record({ event, method, ...whom, at: now }));
  if (isRight) later('misses of codes forgotten', ({ counters }) => counters.clear(clearedByCode(account.id)));
}
