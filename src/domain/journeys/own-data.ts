// All that is kept of a person's account, for the person to take along (GDPR article 15 and 20). An allow-list like the audit
// log's: it names what goes out, so that no secret, key or hash can slip in.
import type { Account } from '../accounts/account.ts';
import type { AuditRecord } from '../audit/events.ts';
import { TAKEN_EVENTS, takenAlong } from '../audit/taken-along.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';

/** What it is read from. */
export interface DataNeeds {
  readonly passwords: Pick<Ports['passwords'], 'byAccount'>;
  readonly sessions: Pick<Ports['sessions'], 'live'>;
  readonly appFactors: Pick<Ports['appFactors'], 'byAccount'>;
  readonly passkeys: Pick<Ports['passkeys'], 'ofAccount'>;
  readonly trustedBrowsers: Pick<Ports['trustedBrowsers'], 'of'>;
  readonly signInRecords: Pick<Ports['signInRecords'], 'factsOf'>;
  readonly identities: Pick<Ports['identities'], 'ofAccount'>;
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
    twoStep: await twoStepData(needs, account, now),
    identities: (await needs.identities.ofAccount(account.id)).map(({ issuer, subject, linkedAt }) => ({
      issuer,
      subject,
      since: iso(linkedAt),
    })),
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

/** What the person proves a sign-in by besides the password, and where that is spared. Of apps and passkeys what they are called, and never what opens. */
async function twoStepData(needs: DataNeeds, { id }: Account, now: number) {
  const apps = await needs.appFactors.byAccount(id);
  const passkeys = await needs.passkeys.ofAccount(id);
  const browsers = await needs.trustedBrowsers.of(id, now);
  const facts = (await needs.signInRecords.factsOf(id))?.twoStep;
  const factor = (kind: 'app' | 'passkey', name: string, since: number, usedAt: number | undefined) => ({
    ...{ kind, name: name === '' ? null : name, since: iso(since), lastUsedAt: usedAt === undefined ? null : iso(usedAt) },
  });
  return {
    factors: [
      ...apps.map(({ name, confirmedAt, createdAt, usedAt }) => factor('app', name, confirmedAt ?? createdAt, usedAt)),
      ...passkeys.map(({ name, createdAt, usedAt }) => factor('passkey', name, createdAt, usedAt)),
    ],
    mailCodesSince: facts?.byMailSince === undefined ? null : iso(facts.byMailSince),
    recoveryCodesLeft: facts?.recoveryCodes ?? 0,
    trustedBrowsers: browsers.map(({ id: browser, device, createdAt, usedAt, expiresAt }) => ({
      ...{ id: browser, browser: device?.browser ?? null, system: device?.system ?? null },
      ...{ since: iso(createdAt), lastUsedAt: iso(usedAt), endsAt: iso(expiresAt) },
    })),
  };
}

function historyData(record: AuditRecord) {
  return { at: iso(record.at), ...takenAlong(record) };
}

async function allHistory({ audit }: DataNeeds, accountId: string): Promise<AuditRecord[]> {
  const rows: AuditRecord[] = [];
  while (rows.length < MOST_ROWS) {
    const more = await audit.history(accountId, { since: 0, events: TAKEN_EVENTS, skip: rows.length, limit: AT_ONCE });
    rows.push(...more);
    if (more.length < AT_ONCE) break;
  }
  return rows;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
