import type { Account } from '../accounts/account.ts';
import { done, type Fault, type Outcome, refused } from '../fault.ts';
import type { Connection, LinkedPerson } from '../federation/connection.ts';
import type { Identities } from '../federation/ports.ts';
import type { Ports } from '../ports.ts';
import { type Acting, auditRow } from './acting.ts';
import { inPages } from './pages.ts';
import { newSheet, type Reading } from './sheet.ts';
import { unlink } from './unlinking.ts';

/** An account, and the connection that it is linked at. */
export interface LinkedAccount {
  readonly account: Account;
  readonly connection: Connection;
}

/** OpenID Connect Core 1.0 §2: a subject has at most 255 ASCII characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;
const UNKNOWN: Fault = { field: 'account', code: 'unknown', detail: 'is not an account' };
const NONE: Fault = { field: 'connection', code: 'unknown', detail: 'is none: this organisation has no identity provider of its own' };
const CLOSED: Fault = { field: 'state', code: 'conflict', detail: 'is closed: nobody signs in by it again' };
const LINKED: Fault = { field: 'account', code: 'conflict', detail: 'is linked already: unlink it first' };

/**
 * Says whose account somebody at the organisation's identity provider is (R17.4, security.md 1.28): the word of who manages stands for
 * the proof of both sides. Who had not activated yet is active once they come from there. `subject`: the provider's `sub`, letter for
 * letter. Returns the account, or all faults.
 */
export async function linkAccount(acting: Acting, id: string, subject: string): Promise<Outcome<LinkedAccount>> {
  const now = acting.clock.now();
  return acting.work(async (ports) => {
    const found = await known(ports, id);
    if (!found.done) return found;
    const { account, connection } = found.value;
    const sheet = newSheet();
    sheet.read('subject', subject, '', subjectText);
    if (account.state === 'closed') sheet.add(CLOSED);
    if ((await ports.identities.ofAccount(id)).some(({ connectionId }) => connectionId === connection.id)) sheet.add(LINKED);
    const identity = { connectionId: connection.id, issuer: connection.issuer, subject, accountId: id, linkedAt: now };
    const owner = await ports.identities.find(identity);
    if (owner && owner.accountId !== id) sheet.add(taken((await ports.accounts.byId(owner.accountId))?.username));
    const outcome = sheet.outcome(found.value);
    if (!outcome.done) return outcome;
    if (!(await ports.identities.insert(identity))) return refused(taken());
    const event = { event: 'account.linked', connection: connection.id, because: 'by-hand' } as const;
    await ports.audit.record(auditRow(acting, now, event, { organisation: account.organisationId, account: id }));
    return done({ account, connection });
  });
}

/** Everybody who is known by a connection, by subject. */
export function listPeople(identities: Pick<Identities, 'people'>, connectionId: string): AsyncGenerator<LinkedPerson> {
  return inPages(
    (limit, after) => identities.people(connectionId, limit, after),
    ({ identity }) => identity.subject,
  );
}

/**
 * Ends that, with everything that was open (security.md 1.19): who was signed in by it is no longer. Where the connection links by
 * mail address, the next sign-in there may link again: who is to be kept out is suspended. Returns the account, or why not.
 */
export async function unlinkAccount(acting: Acting, id: string): Promise<Outcome<LinkedAccount>> {
  return acting.work(async (ports) => {
    const found = await known(ports, id);
    if (!found.done) return found;
    const { account, connection } = found.value;
    const ended = await unlink(acting, ports, account, connection.id);
    return ended ? found : refused({ field: 'account', code: 'conflict', detail: 'is linked to nobody there' });
  });
}

function taken(username = 'another account'): Fault {
  return { field: 'subject', code: 'taken', detail: `is taken by ${username}: unlink that first` };
}

async function known(ports: Ports, id: string): Promise<Outcome<LinkedAccount>> {
  const account = await ports.accounts.hold(id);
  if (!account) return refused(UNKNOWN);
  const connection = await ports.connections.ofOrganisation(account.organisationId);
  return connection ? done({ account, connection }) : refused(NONE);
}

function subjectText(given: string): Reading<string> {
  if (given === '') return { code: 'missing', detail: 'is needed: the sub that the provider knows the person by' };
  return SUBJECT.test(given) ? { value: given } : { code: 'invalid', detail: 'must be 1 to 255 visible ASCII characters' };
}
