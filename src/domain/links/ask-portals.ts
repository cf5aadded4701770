// Which portal is mine (R16.1, S16)? The portals of an address are mailed to it; over all organisations, so that who knows
// none of them is helped. A stranger's address costs what a friend's does.
import { newId } from '../../kernel/random.ts';
import { prepareAddress } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Deed, ListedPortal, Mail } from '../mail/mails.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import type { Counters } from '../throttle/ports.ts';
import type { AskPorts } from './ask.ts';
import { ACCOUNTS_READ, byAddress, isLinked, listable, withinLimits } from './recipients.ts';
import { withholdsNames } from './user-names-mail.ts';

/** What asking needs. */
export interface AskPortalsNeeds {
  readonly accounts: Pick<Accounts, 'byEmailAnywhere'>;
  readonly organisations: { byId(id: string): Promise<Organisation | undefined> };
  readonly counters: Pick<Counters, 'reserve' | 'giveBack'>;
  readonly issuer: string;
  readonly work: <T>(step: (ports: Pick<AskPorts, 'links' | 'outbox' | 'audit'>) => Promise<T>) => Promise<T>;
}

/** Which address was typed, by whom and in which language. */
export interface AskingPortals {
  readonly typed: string;
  readonly locale: string;
  readonly asked: Deed;
  readonly counted: CountedNetwork | undefined;
  readonly audit: Pick<AuditContext, 'trace' | 'address'>;
}

/** Mails an address, as it is stored, the portals where its accounts can be signed in to or activated, with their user names. */
export async function askForPortals(needs: AskPortalsNeeds, asking: AskingPortals): Promise<void> {
  const { asked, typed, locale, counted } = asking;
  const address = prepareAddress(typed);
  const onAddress = (await needs.accounts.byEmailAnywhere(address?.key ?? '', ACCOUNTS_READ)).filter(isLinked);
  const { some: found, hasMore } = listable(onAddress);
  const { reached } = await withinLimits(needs.counters, found, { typedKey: address?.key ?? '', counted, now: asked.at });
  const groups = byAddress(reached);
  // One look for nobody as well: it takes its time.
  const lists = await Promise.all((groups.length > 0 ? groups : [[]]).map((accounts) => portalsOf(needs, accounts, onAddress)));
  await needs.work(async (ports) => {
    let mailed: readonly Account[] = [];
    for (const [at, group] of groups.entries()) {
      const [first, ...others] = lists[at] ?? [];
      if (!first) continue;
      const to = group[0].email;
      const mail: Mail = { kind: 'portals', portals: [first, ...others], ...(hasMore(to) && { more: true }) };
      await ports.outbox.post({ organisation: undefined, to, locale, mail }, asked.at);
      mailed = [...mailed, ...group];
    }
    if (mailed.length === 0) await ports.links.decoy(newId(), asked.at);
    const common = { event: 'link.asked', actor: 'person', ...asking.audit, at: asked.at } as const;
    for (const { id, organisationId } of mailed)
      await ports.audit.record({ ...common, purpose: 'portals', organisation: organisationId, account: id });
    if (mailed.length === 0) await ports.audit.record({ ...common, purpose: 'nothing' });
  });
}

/** The portals of the accounts on one address. `onAddress`: all that were found, written to now or not. */
async function portalsOf(needs: AskPortalsNeeds, accounts: readonly Account[], onAddress: readonly Account[]): Promise<ListedPortal[]> {
  const names = groupedByOrganisation(accounts);
  const ids = names.size > 0 ? [...names.keys()] : ['nobody'];
  const organisations = await Promise.all(ids.map((id) => needs.organisations.byId(id)));
  return organisations.flatMap((organisation) => {
    if (organisation?.state !== 'active') return [];
    const own = names.get(organisation.id) ?? [];
    const usernames = withholdsNames(organisation, onAddress, own[0]?.email ?? '') ? [] : own.map(({ username }) => username);
    return [{ organisation: organisation.name, address: `${needs.issuer}/${organisation.portal}`, usernames }];
  });
}

function groupedByOrganisation(accounts: readonly Account[]): ReadonlyMap<string, readonly Account[]> {
  const groups = new Map<string, Account[]>();
  for (const account of accounts) groups.set(account.organisationId, [...(groups.get(account.organisationId) ?? []), account]);
  return groups;
}
