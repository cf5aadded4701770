// Who is meant by what was typed on a "forgot" form, and whom mail may go to. The same reads and the same one statement
// of counters for a stranger as for a friend (security.md 1.4).
import { foldedKey, prepareAddress, repairUserName } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import { limited, limitedNetwork } from '../throttle/mail-limits.ts';
import type { Counters } from '../throttle/ports.ts';

/** An account that mail can go to. */
export type Reachable = Account & { readonly email: string; readonly emailKey: string };

/** Accounts of one address that a request looks at: more is no person, and a list that long is no mail. */
export const MOST_ACCOUNTS = 10;

/** Stands for an address where none was typed: the same read, and nobody has it. */
const NOBODY = '';

/** Accounts by user name or address (R4.1): two reads, whatever was typed. */
export async function accountsMeant(
  accounts: Pick<Accounts, 'byUsername' | 'byEmail'>,
  organisation: Pick<Organisation, 'id'>,
  typed: string,
): Promise<Account[]> {
  const named = await accounts.byUsername(organisation.id, foldedKey(repairUserName(typed).text));
  const onAddress = await accounts.byEmail(organisation.id, prepareAddress(typed)?.key ?? NOBODY, MOST_ACCOUNTS);
  return [...(named ? [named] : []), ...onAddress.filter(({ id }) => id !== named?.id)].slice(0, MOST_ACCOUNTS);
}

/** What a request for mail is counted by. */
export interface MailRequest {
  /** What was typed, folded: counted where it means nobody. */
  readonly typedKey: string;
  readonly counted: CountedNetwork | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Those of the accounts that mail may go to now (`settled.md` 37), all counted in one statement. */
export async function withinLimits(
  counters: Pick<Counters, 'reserve'>,
  accounts: readonly Account[],
  { typedKey, counted, now }: MailRequest,
): Promise<Reachable[]> {
  const reachable = accounts.filter(isReachable);
  const people = reachable.length > 0 ? reachable.map(({ id, email }) => ({ id, email })) : [{ id: typedKey, email: typedKey }];
  const network = limitedNetwork('network', counted);
  const addresses = [...new Set(people.map(({ email }) => email))].map((address) => limited('address', address));
  const each = people.flatMap(({ id }) => [limited('account', id), limited('accountDay', id)]);
  const wanted = [...network, ...addresses, ...each];
  const counts = await counters.reserve(wanted, now);
  const full = new Set(wanted.filter((_, at) => counts[at] === undefined).map(({ key }) => key));
  if (network.some(({ key }) => full.has(key))) return [];
  return reachable.filter(({ id, email }) =>
    [limited('address', email), limited('account', id), limited('accountDay', id)].every(({ key }) => !full.has(key)),
  );
}

/** Whether there is an address that mail can go to. */
export function isReachable(account: Account): account is Reachable {
  return account.email !== undefined && account.emailKey !== undefined;
}

/**
 * The accounts of each address, as it is stored: two that are found alike (`Bert@` and `bert@`, `strasse@` and `straße@`)
 * may be two mailboxes, and what is mailed to one of them is for its accounts alone (security.md 1.18).
 */
export function byAddress(accounts: readonly Reachable[]): [Reachable, ...Reachable[]][] {
  const groups = new Map<string, [Reachable, ...Reachable[]]>();
  for (const account of accounts) {
    const group = groups.get(account.email);
    if (group) group.push(account);
    else groups.set(account.email, [account]);
  }
  return [...groups.values()];
}
