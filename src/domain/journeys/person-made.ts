import { newId } from '../../kernel/random.ts';
import { exactAddress, foldedKey, hiddenCharacter, type PreparedAddress, prepareAddress, repairUserName } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import { usernameFault } from '../accounts/username.ts';
import type { UpstreamPerson } from '../federation/visit.ts';
import type { Arrived, FindingPorts, PersonAccount, Refused } from './arrived.ts';

/** Characters of a given or a family name. */
const LONGEST_NAME = 100;

/**
 * Makes an account for who is new, in this organisation alone, where the connection's rule is that (R17.4). A name or an address
 * that is taken is somebody's: then there is none. It is never a contact person's.
 */
export async function madeFor(ports: FindingPorts, { organisation, connection, person, audit, now }: Arrived): Promise<PersonAccount> {
  const address = person.email === undefined ? undefined : exactAddress(person.email);
  const username = repairUserName(person.username ?? address?.text ?? '').text.normalize('NFC');
  const fault = usernameFault(username);
  if (fault) return nobody(`the user name that is said ${fault.detail}`);
  // A name is chosen there by who has it, and must not open another door here.
  if (organisation.policy.singleSignOnExceptions.some((name) => foldedKey(name) === foldedKey(username)))
    return nobody('single sign-on is not required of the user name');
  if (await isSomebodys(ports, organisation.id, username)) return nobody('the user name is taken');
  if (address && (await hasAddress(ports, organisation.id, address))) return nobody('the mail address is taken');
  const account = newAccount(organisation.id, { username, address, person, now });
  if ((await ports.accounts.insert(account)) === 'username-taken') return nobody('the user name is taken');
  const subject = { connectionId: connection.id, issuer: person.issuer, subject: person.subject };
  // Whoever came in two tabs at once is made once: what was made here is taken back with the transaction.
  if (!(await ports.identities.insert({ ...subject, accountId: account.id, linkedAt: now })))
    throw new Error('somebody was made twice at once');
  const whom = { actor: 'person', organisation: organisation.id, account: account.id, ...audit, at: now } as const;
  await ports.audit.record({ event: 'account.created', fields: ['username', ...(account.email ? ['email'] : [])], ...whom });
  await ports.audit.record({ event: 'account.linked', connection: connection.id, because: 'made', ...whom });
  return { kind: 'account', account };
}

/** Whether it is a user name here, or somebody's address, by which people are found as well (`settled.md` 33). */
async function isSomebodys(ports: FindingPorts, organisationId: string, name: string): Promise<boolean> {
  if (await ports.accounts.byUsername(organisationId, foldedKey(name))) return true;
  const address = prepareAddress(name);
  return address !== undefined && hasAddress(ports, organisationId, address);
}

async function hasAddress(ports: FindingPorts, organisationId: string, { key }: PreparedAddress): Promise<boolean> {
  return (await ports.accounts.byEmail(organisationId, key, 1)).length > 0;
}

interface Said {
  readonly username: string;
  readonly address: PreparedAddress | undefined;
  readonly person: UpstreamPerson;
  readonly now: number;
}

/** An address that is not verified there is not kept: whoever entered it would be mailed what is this account's. */
function newAccount(organisationId: string, { username, address, person, now }: Said): Account {
  const verified = person.emailVerified ? address : undefined;
  return {
    id: newId(),
    organisationId,
    username,
    usernameKey: foldedKey(username),
    email: verified?.text,
    emailKey: verified?.key,
    emailVerified: verified !== undefined,
    givenName: nameOf(person.givenName),
    familyName: nameOf(person.familyName),
    role: 'candidate',
    state: 'active',
    createdAt: now,
    updatedAt: now,
  };
}

function nameOf(said: string | undefined): string | undefined {
  const name = said?.normalize('NFC').trim() ?? '';
  return name === '' || [...name].length > LONGEST_NAME || hiddenCharacter(name) !== undefined ? undefined : name;
}

function nobody(detail: string): Refused {
  return { kind: 'refused', because: 'no-account', detail };
}
