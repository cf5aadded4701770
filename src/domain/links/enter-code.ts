// A typed code instead of a link (R7.10, `settled.md` 31). A try is counted before anything is compared, and the answer is
// the same for a wrong code, a wrong name and one that does not exist.
import { foldedKey } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import { limited, limitedNetwork } from '../throttle/mail-limits.ts';
import type { Counters, Reservation } from '../throttle/ports.ts';
import { repairCode } from './code.ts';
import { evenly } from './evenly.ts';
import type { Link } from './link.ts';
import type { LinkSecrets, Links } from './ports.ts';
import { accountsMeant } from './recipients.ts';

/** What entering a code needs. */
export interface CodeNeeds {
  readonly accounts: Pick<Accounts, 'byUsername' | 'byEmail'>;
  readonly links: Pick<Links, 'open'>;
  readonly counters: Pick<Counters, 'reserve' | 'giveBack' | 'inspect'>;
  readonly secrets: LinkSecrets;
  readonly audit: Pick<Audit, 'record'>;
}

/** What was typed where. `now` is epoch milliseconds. */
export interface TypedCode {
  readonly organisation: Organisation;
  /** User name or address. */
  readonly whom: string;
  readonly code: string;
  readonly counted: CountedNetwork | undefined;
  readonly audit: Pick<AuditContext, 'trace' | 'address'>;
  readonly now: number;
}

/** What came of it. `too-many`: codes are tried too often from this network; nothing was looked at. */
export type CodeVerdict =
  | { readonly kind: 'right'; readonly link: Link }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too-many'; readonly retryAfterSeconds: number };

/** Where no link is open, the same is computed over this one. */
const NO_LINK = { id: 'none', codeDigest: Buffer.alloc(32).toString('base64url') };

/**
 * Finds the open link whose code was typed. Five tries a code; a right one is given back, for it may be typed again until
 * the link is used, and so is one from a network that is full, for nothing was looked at.
 */
export function enterCode(needs: CodeNeeds, typed: TypedCode): Promise<CodeVerdict> {
  return evenly(() => judgeCode(needs, typed));
}

async function judgeCode(needs: CodeNeeds, typed: TypedCode): Promise<CodeVerdict> {
  const { organisation, whom, now } = typed;
  const meant = await accountsMeant(needs.accounts, organisation, whom);
  const open = await needs.links.open(meant.length > 0 ? meant.map(({ id }) => id) : [NO_LINK.id], now);
  const network = limitedNetwork('codeNetwork', typed.counted);
  const keys = open.length > 0 ? open.map(({ id }) => id) : [`${organisation.id}|${foldedKey(whom)}`];
  const reservations = [...network, ...keys.map((key) => limited('code', key))];
  const counts = await needs.counters.reserve(reservations, now);
  const raised = reservations.filter((_, at) => counts[at] !== undefined).map(({ key }) => key);
  if (network.length > 0 && counts[0] === undefined) {
    await needs.counters.giveBack(raised);
    return { kind: 'too-many', retryAfterSeconds: await restOf(needs, network, now) };
  }
  const tried = counts.slice(network.length);
  const code = repairCode(typed.code) ?? '';
  const matches = (open.length > 0 ? open : [NO_LINK]).map(({ id, codeDigest }) => needs.secrets.codeMatches(id, code, codeDigest));
  const found = open.find((_, at) => matches[at] && tried[at] !== undefined);
  await recordTried(needs, typed, meant, found);
  if (!found) return { kind: 'wrong' };
  await needs.counters.giveBack(raised);
  return { kind: 'right', link: found };
}

/** Seconds until the full network may try again. */
async function restOf({ counters }: CodeNeeds, network: readonly Reservation[], now: number): Promise<number> {
  const states = await counters.inspect(
    network.map(({ key }) => key),
    now,
  );
  return Math.max(1, ...states.map(({ forgottenAt }) => Math.ceil((forgottenAt - now) / 1000)));
}

/** A wrong one is told of the account where one alone is meant; an address may have several. */
async function recordTried({ audit }: CodeNeeds, typed: TypedCode, meant: readonly Account[], found: Link | undefined): Promise<void> {
  const account = found?.accountId ?? (meant.length === 1 ? meant[0]?.id : undefined);
  const event = found ? 'link.code-right' : 'link.code-wrong';
  await audit.record({ event, organisation: typed.organisation.id, account, actor: 'person', ...typed.audit, at: typed.now });
}
