// A dead link heals itself (R7.6): its holder has shown to get the mail, so a fresh one goes to the stored address.
import type { Audit } from '../audit/ports.ts';
import type { Mail } from '../mail/mails.ts';
import type { Outbox } from '../mail/ports.ts';
import { limited, limitedNetwork } from '../throttle/mail-limits.ts';
import type { Counters } from '../throttle/ports.ts';
import { type Asking, letterTo } from './ask.ts';
import { type IssueNeeds, issueLink } from './issue.ts';
import { type LookNeeds, lookAt, type SeenLink } from './look.ts';
import type { Links } from './ports.ts';
import { isReachable, type Reachable } from './recipients.ts';
import { heals } from './standing.ts';

/** What healing writes to, in one transaction. */
export interface HealPorts extends LookNeeds {
  readonly links: LookNeeds['links'] & Pick<Links, 'issue'>;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** What healing needs. */
export interface HealNeeds extends LookNeeds, IssueNeeds {
  readonly counters: Pick<Counters, 'reserve' | 'giveBack'>;
  readonly work: <T>(step: (ports: HealPorts) => Promise<T>) => Promise<T>;
}

/** What came of it. `too-often`: three times is enough, now somebody has to look at it. */
export type Healing = 'sent' | 'too-often' | 'not-possible';

/** Who wants a fresh link. `again`: the one before was sent by this very link, and did not arrive. */
export type AskingHealing = Omit<Asking, 'typed'> & { readonly again?: boolean };

/** Sends a fresh link for a dead one to the account's stored address, if it may heal; three times, and within the limits of mail. */
export async function healLink(needs: HealNeeds, linkId: string, healing: AskingHealing): Promise<Healing> {
  const { organisation, asked, counted } = healing;
  const seen = await lookAt(needs, linkId, organisation, asked.at);
  if (!seen || !mayHeal(seen, healing)) return 'not-possible';
  const { id, email } = seen.account;
  const wanted = [
    limited('healing', healingOf(id, seen.link.purpose)),
    ...limitedNetwork('network', counted),
    ...[limited('address', email), limited('account', id), limited('accountDay', id)],
  ];
  const counts = await needs.counters.reserve(wanted, asked.at);
  const taken = wanted.filter((_, at) => counts[at] !== undefined);
  const result = taken.length < wanted.length ? 'too-often' : await sendFresh(needs, linkId, healing);
  // What sends no mail costs nothing: whoever presses too soon can be helped later.
  if (result !== 'sent') await needs.counters.giveBack(taken.map(({ key }) => key));
  return result;
}

function sendFresh(needs: HealNeeds, linkId: string, healing: AskingHealing): Promise<Healing> {
  const { organisation, asked } = healing;
  return needs.work(async (ports) => {
    // As it is now: somebody may have withdrawn it since.
    const seen = await lookAt(ports, linkId, organisation, asked.at);
    if (!seen || !mayHeal(seen, healing)) return 'not-possible';
    const { link, account } = seen;
    // An address is asked for again by who wants it.
    if (link.purpose !== 'activation' && link.purpose !== 'password-reset') return 'not-possible';
    const fresh = await issueLink(ports.links, needs, { ...seen, purpose: link.purpose, organisation, now: asked.at });
    const mail: Mail =
      link.purpose === 'activation'
        ? { kind: 'activation', ...fresh }
        : { kind: 'password-reset', asked, accounts: [{ ...fresh, username: account.username }] };
    await ports.outbox.post(letterTo(organisation, account, mail), asked.at);
    const whom = { organisation: organisation.id, account: account.id };
    await ports.audit.record({ event: 'link.asked', purpose: link.purpose, actor: 'person', ...whom, ...healing.audit, at: asked.at });
    return 'sent';
  });
}

/** What healings of an account's links for one purpose are counted by. */
export function healingOf(accountId: string, purpose: string): string {
  return `${accountId}|${purpose}`;
}

function mayHeal(seen: SeenLink, { asked, again }: AskingHealing): seen is SeenLink & { readonly account: Reachable } {
  return seen.account !== undefined && isReachable(seen.account) && heals(seen.link, seen.standing, asked.at, { again });
}
