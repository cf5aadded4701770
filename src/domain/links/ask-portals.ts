// Which portal is mine (R16.1, S16)? The portals of an address are mailed to it; over all organisations, so that who knows
// none of them is helped. A stranger's address costs what a friend's does.
import { newId } from '../../kernel/random.ts';
import { prepareAddress } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Deed, ListedPortal, Mail } from '../mail/mails.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Organisations } from '../organisations/ports.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import type { Counters } from '../throttle/ports.ts';
import type { AskPorts } from './ask.ts';
import { evenly } from './evenly.ts';
import { ACCOUNTS_READ, byAddress, isLinked, listable, withinLimits } from './recipients.ts';
import { withholdsNames } from './user-names-mail.ts';

/** What asking needs. */
export interface AskPortalsNeeds {
  readonly accounts: Pick<Accounts, 'byEmailAnywhere'>;
  readonly organisations: Pick<Organisations, 'byIds'>;
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
export function askForPortals(needs: AskPortalsNeeds, asking: AskingPortals): Promise<void> {
  return evenly(() => writeOfPortals(needs, asking));
}

async function writeOfPortals(needs: AskPortalsNeeds, asking: AskingPortals): Promise<void> {
  const { asked, typed, locale, counted } = asking;
  const address = prepareAddress(typed);
  const onAddress = (await needs.accounts.byEmailAnywhere(address?.key ?? '', ACCOUNTS_READ)).filter(isLinked);
  const { some: found, hasMore } = listable(onAddress);
  const { reached } = await withinLimits(needs.counters, found, { typedKey: address?.key ?? '', counted, now: asked.at });
  const groups = byAddress(reached);
  const organisations = await organisationsOf(needs, groups.flat());
  const letters = groups.flatMap((group) => {
    const [first, ...others] = portalsOf(needs, organisations, group, onAddress);
    if (!first) return [];
    const to = group[0].email;
    const mail: Mail = { kind: 'portals', portals: [first, ...others], ...(hasMore(to) && { more: true }) };
    return [{ group, letter: { organisation: undefined, to, locale, mail } }];
  });
  await needs.work(async (ports) => {
    if (letters.length > 0)
      await ports.outbox.postAll(
        letters.map(({ letter }) => letter),
        asked.at,
      );
    else await ports.links.decoy(newId(), asked.at);
    const common = { event: 'link.asked', actor: 'person', ...asking.audit, at: asked.at } as const;
    const mailed = letters.flatMap(({ group }) => group);
    const rows = mailed.map(
      ({ id, organisationId }) => ({ ...common, purpose: 'portals', organisation: organisationId, account: id }) as const,
    );
    await ports.audit.recordAll(rows.length > 0 ? rows : [{ ...common, purpose: 'nothing' }]);
  });
}

/** One look for nobody as well: it takes its time. */
async function organisationsOf({ organisations }: AskPortalsNeeds, accounts: readonly Account[]): Promise<readonly Organisation[]> {
  const ids = [...new Set(accounts.map(({ organisationId }) => organisationId))];
  return organisations.byIds(ids.length > 0 ? ids : ['nobody']);
}

/** The portals of the accounts on one address, in their order. `onAddress`: all that were found, written to now or not. */
function portalsOf(
  { issuer }: AskPortalsNeeds,
  organisations: readonly Organisation[],
  accounts: readonly Account[],
  onAddress: readonly Account[],
): ListedPortal[] {
  return [...groupedByOrganisation(accounts)].flatMap(([id, own]) => {
    const organisation = organisations.find((each) => each.id === id);
    if (organisation?.state !== 'active') return [];
    const usernames = withholdsNames(organisation, onAddress, own[0]?.email ?? '') ? [] : own.map(({ username }) => username);
    return [{ organisation: organisation.name, address: `${issuer}/${organisation.portal}`, usernames }];
  });
}

function groupedByOrganisation(accounts: readonly Account[]): ReadonlyMap<string, readonly Account[]> {
  const groups = new Map<string, Account[]>();
  for (const account of accounts) groups.set(account.organisationId, [...(groups.get(account.organisationId) ?? []), account]);
  return groups;
}
