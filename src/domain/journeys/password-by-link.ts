// A first or a forgotten password, chosen by who holds a mailed link (R4.3, R7.4). The link is used up in the transaction
// that stores the password, and by nothing else: no visit and no refused form does.
import { preparePassword } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { AuditContext } from '../audit/events.ts';
import { BusyError } from '../credentials/busy.ts';
import type { Passwords } from '../credentials/password.ts';
import { newPasswordFaults } from '../credentials/password-rules.ts';
import type { CommonPasswords, Hasher, PasswordHash } from '../credentials/ports.ts';
import type { Fault } from '../fault.ts';
import type { Link } from '../links/link.ts';
import { type LookNeeds, lookAt } from '../links/look.ts';
import { noticeChange } from '../links/notice-change.ts';
import type { Links } from '../links/ports.ts';
import type { Deed } from '../mail/mails.ts';
import type { Outbox } from '../mail/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { countLinkTry, giveBackLinkTry } from '../throttle/link-tries.ts';
import type { Counters } from '../throttle/ports.ts';
import { plainFaults, putPassword, type RenewalPorts, rulesFor } from './renew-password.ts';

/** What it writes to, in one transaction. */
export interface ByLinkPorts extends RenewalPorts {
  readonly accounts: Pick<Accounts, 'hold' | 'byId' | 'update' | 'raiseStamp'>;
  readonly links: LookNeeds['links'] & Pick<Links, 'use' | 'endAll'>;
  readonly outbox: Pick<Outbox, 'post'>;
}

/** What it needs. */
export interface ByLinkNeeds {
  readonly passwords: Pick<Passwords, 'byAccount' | 'history'>;
  readonly hasher: Pick<Hasher, 'hash' | 'verify'>;
  readonly common: CommonPasswords;
  readonly counters: Pick<Counters, 'reserve' | 'giveBack'>;
  readonly work: <T>(step: (ports: ByLinkPorts) => Promise<T>) => Promise<T>;
}

/** A password for the account of a link that stood open a moment ago. */
export interface ByLink {
  readonly organisation: Organisation;
  readonly link: Link;
  readonly account: Account;
  readonly password: string;
  /** When (epoch milliseconds), and in which browser: the notice says so. */
  readonly asked: Deed;
  /** Says what is plainly wrong and looks at no hash: the form has a fault of its own besides. */
  readonly onlyLook: boolean;
  readonly audit: Pick<AuditContext, 'trace' | 'address'>;
}

/**
 * What came of it. `dead`: the link was used, replaced or ended meanwhile. `too-often`: so many were refused for what the
 * hashes tell that no more are compared at this link. Nothing was done in either.
 */
export type ByLinkResult =
  | { readonly kind: 'chosen'; readonly chosenAt: number }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  | { readonly kind: 'dead' }
  | { readonly kind: 'too-often' };

/**
 * Stores the password and uses the link up. Only one that could be stored is compared with those before it, and so many
 * times a link: else the form would tell its holder what they are. May throw `BusyError`.
 */
export async function passwordByLink(needs: ByLinkNeeds, chosen: ByLink): Promise<ByLinkResult> {
  const plain = plainFaults(needs, chosen);
  const prepared = preparePassword(chosen.password);
  if (plain.length > 0 || typeof prepared === 'string' || chosen.onlyLook) return { kind: 'refused', faults: plain };
  if (!(await countLinkTry(needs.counters, chosen.link.id, chosen.asked.at))) return { kind: 'too-often' };
  const faults = await comparedFaults(needs, chosen);
  if (faults.length > 0) return { kind: 'refused', faults };
  const hash = await needs.hasher.hash(prepared.text);
  return needs.work((ports) => store(ports, chosen, hash));
}

async function comparedFaults(needs: ByLinkNeeds, { account, organisation, password, link }: ByLink): Promise<Fault[]> {
  const present = await needs.passwords.byAccount(account.id);
  const earlier = [...(present ? [present] : []), ...(await needs.passwords.history(account.id))];
  try {
    return await newPasswordFaults(needs.hasher, password, rulesFor(organisation, account, needs.common), earlier);
  } catch (error) {
    // Where too much is under way nothing was learnt, and nobody loses a try by it.
    if (error instanceof BusyError) await giveBackLinkTry(needs.counters, link.id);
    throw error;
  }
}

async function store(ports: ByLinkPorts, chosen: ByLink, hash: PasswordHash): Promise<ByLinkResult> {
  const { link, organisation, asked } = chosen;
  const now = asked.at;
  // An operator may be correcting the account at this moment.
  await ports.accounts.hold(link.accountId);
  const seen = await lookAt(ports, link.id, organisation, now);
  const account = seen?.standing.kind === 'open' ? seen.account : undefined;
  // Whatever changed since that look has ended the link, so this one statement decides among all who come at once.
  if (!account || !(await ports.links.use(link.id, now))) return { kind: 'dead' };
  const opened: Account = { ...account, state: 'active', emailVerified: true, updatedAt: now };
  await ports.accounts.update(opened);
  await putPassword(ports, opened, { hash, kept: undefined, now });
  const because = link.purpose === 'activation' ? 'activated' : 'forgotten';
  const whom = { organisation: account.organisationId, account: account.id, ...chosen.audit };
  await ports.audit.record({ event: 'password.changed', because, actor: 'person', ...whom, at: now });
  if (because === 'forgotten') await noticeChange(ports.outbox, organisation, account, asked);
  return { kind: 'chosen', chosenAt: now };
}
