// All that is kept of a person's account, for the person to take along (GDPR article 15 and 20). An allow-list like the audit
// log's: it names what goes out, so that no secret, key or hash can slip in.
import type { Account } from '../accounts/account.ts';
import type { AuditRecord } from '../audit/events.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';

/** What it is read from. */
export interface DataNeeds {
  readonly passwords: Pick<Ports['passwords'], 'byAccount'>;
  readonly sessions: Pick<Ports['sessions'], 'live'>;
  readonly consents: Pick<Ports['consents'], 'ofAccount'>;
  readonly audit: Pick<Ports['audit'], 'history'>;
  /** The name of an application. */
  readonly nameOf: (clientId: string) => Promise<string>;
}

/** Rows of the audit log that are read at once, and at most. */
const AT_ONCE = 1000;
const MOST_ROWS = 20_000;

/** The data as JSON text, all times as ISO 8601 in UTC. `now` is epoch milliseconds. */
export async function ownData(needs: DataNeeds, account: Account, organisation: Organisation, now: number): Promise<string> {
  const password = await needs.passwords.byAccount(account.id);
  const sessions = await needs.sessions.live(account.id, now);
  const consents = await needs.consents.ofAccount(account.id);
  const history = await allHistory(needs, account.id);
  const data = {
    madeAt: iso(now),
    account: accountData(account),
    organisation: { id: organisation.id, name: organisation.name, portal: organisation.portal },
    password: password ? { changedAt: iso(password.changedAt), mustChange: password.mustChange } : null,
    sessions: await Promise.all(
      sessions.map(async ({ device, signedInAt, activeAt, expiresAt, apps }) => ({
        ...{ browser: device?.browser ?? null, system: device?.system ?? null },
        ...{ signedInAt: iso(signedInAt), lastUsedAt: iso(activeAt), endsAt: iso(expiresAt) },
        apps: await Promise.all(apps.map(({ clientId }) => needs.nameOf(clientId))),
      })),
    ),
    apps: await Promise.all(
      consents.map(async ({ clientId, scopes, claims, resources, givenAt }) => ({
        ...{ id: clientId, name: await needs.nameOf(clientId), scopes, claims, resources, allowedAt: iso(givenAt) },
      })),
    ),
    history: history.map(historyData),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function accountData(account: Account) {
  const { id, username, email, emailVerified, givenName, familyName, locale, role, state, createdAt, updatedAt } = account;
  const names = { givenName: givenName ?? null, familyName: familyName ?? null, language: locale ?? null };
  const mail = { email: email ?? null, emailVerified };
  return { id, username, ...mail, ...names, role, state, createdAt: iso(createdAt), changedAt: iso(updatedAt) };
}

/** What the record names beside its event is part of it; where it hangs together with others is of no use to the person. */
function historyData({ at, organisation: _here, account: _mine, trace: _request, ...record }: AuditRecord) {
  return { at: iso(at), ...record };
}

async function allHistory({ audit }: DataNeeds, accountId: string): Promise<AuditRecord[]> {
  const rows: AuditRecord[] = [];
  while (rows.length < MOST_ROWS) {
    const more = await audit.history(accountId, { since: 0, skip: rows.length, limit: AT_ONCE });
    rows.push(...more);
    if (more.length < AT_ONCE) break;
  }
  return rows;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
