// Who is meant by what was typed on a "forgot" form, and whom mail may go to. The same reads and the same one statement
// of counters for a stranger as for a friend (security.md 1.4).
import { foldedKey, prepareAddress, repairUserName } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import { limited, limitedNetwork } from '../throttle/mail-limits.ts';
import type { Counters, Reservation } from '../throttle/ports.ts';

/** An account that mail can go to. */
export type Reachable = Account & { readonly email: string; readonly emailKey: string };

/** Accounts of one address that a mail lists: more is no person. That there are more, it says. */
export const MOST_ACCOUNTS = 10;

/** Accounts that are read of one address: one more than are listed, so that it is known whether there are more. */
export const ACCOUNTS_READ = MOST_ACCOUNTS + 1;

/** Stands for an address where none was typed: the same read, and nobody has it. */
const NOBODY = '';

/** Accounts by user name or address (R4.1): two reads, whatever was typed. */
export async function accountsMeant(
  accounts: Pick<Accounts, 'byUsername' | 'byEmail'>,
  organisation: Pick<Organisation, 'id'>,
  typed: string,
): Promise<Account[]> {
  const named = await accounts.byUsername(organisation.id, foldedKey(repairUserName(typed).text));
  const onAddress = await accounts.byEmail(organisation.id, prepareAddress(typed)?.key ?? NOBODY, ACCOUNTS_READ);
  return [...(named ? [named] : []), ...onAddress.filter(({ id }) => id !== named?.id)].slice(0, ACCOUNTS_READ);
}

/** As many of the accounts as a mail lists, and whether an address has more of them that can sign in or activate. */
export function listable(accounts: readonly Account[]): {
  readonly some: readonly Account[];
  readonly hasMore: (email: string) => boolean;
} {
  const beyond = new Set(accounts.slice(MOST_ACCOUNTS).flatMap((account) => (isLinked(account) ? (account.email ?? []) : [])));
  return { some: accounts.slice(0, MOST_ACCOUNTS), hasMore: (email) => beyond.has(email) };
}

/** What a request for mail is counted by. */
export interface MailRequest {
  /** What was typed, folded: counted where it means nobody. */
  readonly typedKey: string;
  readonly counted: CountedNetwork | undefined;
  /** Whether whoever was typed is told that nobody is meant, where that is so (`settled.md` 34). */
  readonly tellsStrangers?: boolean | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Whom mail may go to now. */
export interface WithinLimits {
  /** Of an address those that can sign in or activate; where it has none of them, one that is told that it is shut. */
  readonly reached: readonly Reachable[];
  /** Whether the stranger may be told so. */
  readonly stranger: boolean;
  /** How far the counters are that were raised for it, by key. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Somebody to be written to, and what that is counted on. */
interface Counted {
  readonly account?: Reachable;
  readonly limits: readonly Reservation[];
}

/**
 * Those of the accounts that mail may go to now (`settled.md` 35, 37), all counted in one statement. Who cannot be written
 * to because one limit is full is taken back from the others: else a stranger, by asking from a network that is full,
 * would use up what its owner may ask.
 */
export async function withinLimits(
  counters: Pick<Counters, 'reserve' | 'giveBack'>,
  accounts: readonly Account[],
  request: MailRequest,
): Promise<WithinLimits> {
  const people = countedPeople(accounts, request);
  const network = limitedNetwork('network', request.counted);
  const wanted = [...new Map([...network, ...people.flatMap(({ limits }) => limits)].map((each) => [each.key, each])).values()];
  const counts = await counters.reserve(wanted, request.now);
  const raised = new Map(wanted.flatMap(({ key }, at) => (counts[at] === undefined ? [] : [[key, counts[at]] as const])));
  const isFree = ({ key }: Reservation) => raised.has(key);
  const served = network.every(isFree) ? people.filter(({ limits }) => limits.every(isFree)) : [];
  const used = new Set([...network, ...served.flatMap(({ limits }) => limits)].map(({ key }) => key));
  await counters.giveBack([...raised.keys()].filter((key) => !used.has(key)));
  return {
    reached: served.flatMap(({ account }) => account ?? []),
    stranger: request.tellsStrangers === true && served.some(({ account }) => account === undefined),
    counts: raised,
  };
}

function countedPeople(accounts: readonly Account[], { typedKey, tellsStrangers }: MailRequest): readonly Counted[] {
  const groups = byAddress(accounts.filter(isReachable));
  if (groups.length === 0) {
    const told = tellsStrangers ? [limited('notice', `unknown|${typedKey}`)] : [];
    return [{ limits: [limited('address', typedKey), ...limitsOf(typedKey), ...told] }];
  }
  return groups.flatMap((group) => {
    const linked = group.filter(isLinked);
    const [{ email, organisationId }] = group;
    const address = limited('address', email);
    if (linked.length > 0) return linked.map((account) => ({ account, limits: [address, ...limitsOf(account.id)] }));
    return [{ account: group[0], limits: [address, ...limitsOf(group[0].id), limited('notice', `${organisationId}|${email}`)] }];
  });
}

function limitsOf(account: string): readonly Reservation[] {
  return [limited('account', account), limited('accountDay', account)];
}

/**
 * Those of the reached that get a mail of their own besides the one that their address is counted for already: as many as
 * the address has free (`settled.md` 37), all counted in one statement. `counted`: addresses whose one mail is another. The
 * rest is taken back. Where somebody else asks for the same address at this moment, who comes second gets the one alone.
 */
export async function eachWithin(
  counters: Pick<Counters, 'raise' | 'giveBack'>,
  reached: Pick<WithinLimits, 'counts'>,
  accounts: readonly Reachable[],
  counted: ReadonlySet<string>,
  now: number,
): Promise<readonly Reachable[]> {
  const groups = byAddress(accounts).map((group) => {
    const { key, ceiling = 0 } = limited('address', group[0].email);
    const own = counted.has(group[0].email) ? 0 : 1;
    const by = Math.max(0, Math.min(group.length - own, ceiling - (reached.counts.get(key) ?? ceiling)));
    return { group, own, raise: { key, by, ceiling } };
  });
  const raised = await counters.raise(
    groups.flatMap(({ raise }) => (raise.by > 0 ? raise : [])),
    now,
  );
  const written = groups.flatMap(({ group, own, raise }) => group.slice(0, own + (raised.has(raise.key) ? raise.by : 0)));
  const left = accounts.filter((account) => !written.includes(account));
  await counters.giveBack(left.flatMap(({ id }) => limitsOf(id).map(({ key }) => key)));
  return written;
}

/** Whether it can be signed in to or activated: it gets links. */
export function isLinked({ state }: Pick<Account, 'state'>): boolean {
  return state === 'active' || state === 'invited';
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
