// Whose account somebody at an organisation's own identity provider is (R17.4, security.md 1.28): whoever was linked, by an
// administrator's rule or by hand. A mail address or a name alone opens nothing.
import { type Account, isUsable } from '../accounts/account.ts';
import type { AuditEvent } from '../audit/events.ts';
import type { Arrived, FindingPorts, PersonAccount, Refused } from './arrived.ts';
import { byVerifiedAddress } from './person-by-address.ts';
import { madeFor } from './person-made.ts';

/** Finds whose account it is, and links or makes it where the connection's rules say so. To be run in one transaction. */
export async function accountOfPerson(ports: FindingPorts, arrived: Arrived): Promise<PersonAccount> {
  const known = await linkedAlready(ports, arrived);
  if (known) return known;
  const found = await byRule(ports, arrived);
  // Of two tabs at once the second finds what the first has just linked or made.
  return (found.kind === 'refused' && found.because === 'no-account' && (await linkedAlready(ports, arrived))) || found;
}

async function linkedAlready(ports: FindingPorts, arrived: Arrived): Promise<PersonAccount | undefined> {
  const { connection, person } = arrived;
  const known = await ports.identities.find({ connectionId: connection.id, issuer: person.issuer, subject: person.subject });
  return known && ofIdentity(ports, arrived, known.accountId);
}

/** By the rules as they are now: the provider may have taken its time, and an operator may have changed or removed them meanwhile. */
async function byRule(ports: FindingPorts, arrived: Arrived): Promise<PersonAccount> {
  const now = await ports.connections.byId(arrived.connection.id);
  if (now?.updatedAt !== arrived.connection.updatedAt)
    return { kind: 'refused', because: 'config', detail: 'the connection was changed meanwhile' };
  const found = await byVerifiedAddress(ports, arrived);
  if (found.kind === 'account') return linked(ports, arrived, found.account);
  if (arrived.connection.newPeople === 'refused') return found;
  return arrived.meant === undefined ? madeFor(ports, arrived) : wrongPerson();
}

async function ofIdentity(ports: FindingPorts, arrived: Arrived, accountId: string): Promise<PersonAccount> {
  const account = await ports.accounts.hold(accountId);
  // The store links within one organisation alone; what is not of this one opens nothing all the same.
  if (account?.organisationId !== arrived.organisation.id) return { kind: 'refused', because: 'no-account', detail: 'the account is gone' };
  if (arrived.meant !== undefined && arrived.meant !== account.id) return wrongPerson();
  if (account.state === 'invited') return { kind: 'account', account: await activated(ports, arrived, account) };
  return isUsable(account) ? { kind: 'account', account } : blocked(account);
}

async function linked(ports: FindingPorts, arrived: Arrived, account: Account): Promise<PersonAccount> {
  if (arrived.meant !== undefined && arrived.meant !== account.id) return wrongPerson();
  if (account.state !== 'active' && account.state !== 'invited') return blocked(account);
  const { connection, person, now } = arrived;
  const subject = { connectionId: connection.id, issuer: person.issuer, subject: person.subject };
  if (!(await ports.identities.insert({ ...subject, accountId: account.id, linkedAt: now })))
    return { kind: 'refused', because: 'no-account', detail: 'the account is linked to somebody else there' };
  await record(ports, arrived, account, { event: 'account.linked', connection: connection.id, because: 'by-email' });
  // It was linked by its address because that is verified there.
  const verified = { ...account, emailVerified: true };
  return { kind: 'account', account: account.state === 'invited' ? await activated(ports, arrived, verified) : account };
}

/** Whoever comes this way needs no password: what was mailed for one ends. */
async function activated(ports: FindingPorts, arrived: Arrived, account: Account): Promise<Account> {
  const active: Account = { ...account, state: 'active', updatedAt: arrived.now };
  await ports.accounts.update(active);
  await ports.links.endAll(account.id, 'withdrawn', arrived.now);
  const whom = { actor: 'system', organisation: account.organisationId, account: account.id, ...arrived.audit } as const;
  await ports.audit.record({ event: 'account.changed', fields: ['state'], ...whom, at: arrived.now });
  return active;
}

async function record(ports: FindingPorts, { audit, now }: Arrived, account: Account, event: AuditEvent): Promise<void> {
  await ports.audit.record({ ...event, actor: 'person', organisation: account.organisationId, account: account.id, ...audit, at: now });
}

function blocked({ id, state }: Account): Refused {
  return { kind: 'refused', because: 'blocked', detail: `the account is ${state}`, account: id };
}

function wrongPerson(): Refused {
  return { kind: 'refused', because: 'wrong-person', detail: 'somebody else is in this sign-in already' };
}
