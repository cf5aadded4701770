// The end of a password, announced by mail to who does not come to see it on a page (R13.1). Each password says itself when
// it is to be looked at next, so that a round finds those that are due and no others.
import { type Account, isUsable } from '../accounts/account.ts';
import { nextLook, passwordExpiry, renewalOf } from '../credentials/password-age.ts';
import { letterTo } from '../links/ask.ts';
import { isReachable } from '../links/recipients.ts';
import type { Outbox } from '../mail/ports.ts';
import { ageLimit, mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Organisations } from '../organisations/ports.ts';
import type { ExpiringPassword, ExpiringPasswords } from './ports.ts';

/** What a round reads and writes, in one transaction a batch. */
export interface AnnouncingPorts {
  readonly expiringPasswords: ExpiringPasswords;
  readonly organisations: Pick<Organisations, 'byId'>;
  readonly outbox: Pick<Outbox, 'post'>;
}

/** What a round needs. */
export interface AnnouncingNeeds {
  readonly work: <T>(step: (ports: AnnouncingPorts) => Promise<T>) => Promise<T>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Passwords in one transaction: few enough that nobody waits for it. */
const BATCH = 100;

/**
 * Announces what is due, batch by batch, each step once: the letter is written with the note that it was. Several processes
 * may do so at once: each passes over what another one holds. Returns how many letters were posted.
 */
export async function announceExpiry({ work, now }: AnnouncingNeeds): Promise<number> {
  let posted = 0;
  for (let found = BATCH; found === BATCH; ) {
    const done = await work((ports) => announceBatch(ports, now));
    found = done.found;
    posted += done.posted;
  }
  return posted;
}

async function announceBatch(ports: AnnouncingPorts, now: number) {
  const due = await ports.expiringPasswords.due(now, BATCH);
  const ids = new Set(due.map(({ account }) => account.organisationId));
  const organisations = new Map<string, Organisation>();
  for (const id of ids) {
    const organisation = await ports.organisations.byId(id);
    if (organisation) organisations.set(id, organisation);
  }
  let posted = 0;
  for (const each of due) if (await announce(ports, each, organisations.get(each.account.organisationId), now)) posted += 1;
  return { found: due.length, posted };
}

/** Looks at one password. Whether a letter was posted. */
async function announce(
  { expiringPasswords, outbox }: AnnouncingPorts,
  { account, password, mailedDays }: ExpiringPassword,
  organisation: Organisation | undefined,
  now: number,
): Promise<boolean> {
  const limit = organisation ? ageLimit(organisation) : { days: 0, since: 0 };
  // What was read on a page, and what was mailed: the nearest of both.
  const told = [password.warnedDays, mailedDays].filter((days) => days !== undefined);
  const renewal = renewalOf({ ...password, warnedDays: told.length > 0 ? Math.min(...told) : undefined }, limit, now);
  const next = nextLook(passwordExpiry(password, limit), limit, now);
  if (renewal.kind !== 'soon' || !organisation || !canBeTold(organisation, account)) {
    await expiringPasswords.looked(password, { next });
    return false;
  }
  const { at, days, warning } = renewal;
  await expiringPasswords.looked(password, { next, mailedDays: warning });
  await outbox.post({ ...letterTo(organisation, account, { kind: 'password-expires', days, at }), notAfter: at }, now);
  return true;
}

/** Who has no password here is told of none (R13.7). */
function canBeTold(
  organisation: Organisation,
  account: Account,
): account is Account & { readonly email: string; readonly emailKey: string } {
  return organisation.state === 'active' && isUsable(account) && isReachable(account) && !mustUseSingleSignOn(organisation, account);
}
