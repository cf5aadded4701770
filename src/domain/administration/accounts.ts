import { newId } from '../../kernel/random.ts';
import { foldedKey, preparePassword } from '../../kernel/text.ts';
import { type Account, namesAround } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { StoredPassword } from '../credentials/password.ts';
import { FORMER_KEPT, newPasswordFaults } from '../credentials/password-rules.ts';
import type { CommonPasswords, Hasher, PasswordHash } from '../credentials/ports.ts';
import { type Fault, type Outcome, refused } from '../fault.ts';
import { noticeChange } from '../links/notice-change.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';
import { codesClearedByNewPassword } from '../throttle/code-tries.ts';
import { endEverything, endLinks, endsEverything } from './account-endings.ts';
import { type AccountChange, type AccountInput, applyAccount, newAccount, TAKEN, type WaysIn } from './account-sheet.ts';
import { type Acting, auditRow, touched } from './acting.ts';
import { findOrganisation, unknownOrganisation } from './organisations.ts';
import { inPages } from './pages.ts';

/** Managing accounts also hashes passwords. */
export interface ActingOnAccounts extends Acting {
  readonly hasher: Hasher;
  readonly common: CommonPasswords;
}

/** What is known of an account before it is changed. */
interface Known {
  readonly organisation: Organisation;
  readonly present: Account;
  readonly password?: StoredPassword | undefined;
  readonly former: readonly PasswordHash[];
  /** Whether somebody at the organisation's identity provider is known to be this person. */
  readonly isLinked: boolean;
  /** Whoever has the new user name. */
  readonly namesake?: Account | undefined;
}

const NOTHING_TO_CHANGE: Fault = { field: 'mustChangePassword', code: 'conflict', detail: 'is of no use: the account has no password' };
const UNKNOWN: Fault = { field: 'account', code: 'unknown', detail: 'is not an account' };

/**
 * Makes an account: `active` with a password, `invited` without (R2.2, R3.5, R3.6). `reference`: the organisation's id
 * or short name. Returns it, or all faults, those of the password among them.
 */
export async function addAccount(acting: ActingOnAccounts, reference: string, input: AccountInput): Promise<Outcome<Account>> {
  const now = acting.clock.now();
  const blank = newAccount(newId(), now);
  const known = await acting.work(async (ports): Promise<Known | undefined> => {
    const organisation = await findOrganisation(ports.organisations, reference);
    if (!organisation) return undefined;
    const namesake = await ports.accounts.byUsername(organisation.id, foldedKey(input.username));
    return { organisation, present: { ...blank, organisationId: organisation.id }, former: [], isLinked: false, namesake };
  });
  if (!known) return refused(unknownOrganisation('organisation'));
  const faults = await changeFaults(acting, known, input);
  if (faults.length > 0) return refused(...faults);
  const hash = await hashOf(acting, input);
  return acting.work(async (ports) => {
    const applied = applyAccount(known.present, input, waysIn(known, hash !== undefined));
    if (!applied.done) return applied;
    if ((await ports.accounts.insert(applied.value)) === 'username-taken') return refused(TAKEN);
    await ports.audit.record(auditRow(acting, now, { event: 'account.created', fields: touched(input) }, whom(applied.value)));
    await setPassword(acting, ports, applied.value, hash);
    return applied;
  });
}

/**
 * Changes what is given of an account. A new password, one marked for change, another address or leaving `active` ends
 * its sessions, grants and tokens in the same transaction (security.md 1.19, 1.20). Returns the account, or all faults.
 */
export async function setAccount(acting: ActingOnAccounts, id: string, change: AccountChange): Promise<Outcome<Account>> {
  const known = await acting.work((ports) => readKnown(ports, id, change));
  if (!known) return refused(UNKNOWN);
  const faults = await changeFaults(acting, known, change);
  if (faults.length > 0) return refused(...faults);
  const hash = await hashOf(acting, change);
  const now = acting.clock.now();
  return acting.work(async (ports) => {
    const present = await ports.accounts.hold(id);
    if (!present) return refused(UNKNOWN);
    const applied = applyAccount({ ...present, updatedAt: now }, change, waysIn(known, hash !== undefined));
    if (!applied.done) return applied;
    const written = await ports.accounts.update(applied.value);
    if (written !== 'updated') return refused(written === 'username-taken' ? TAKEN : UNKNOWN);
    await ports.audit.record(auditRow(acting, now, { event: 'account.changed', fields: touched(change) }, whom(present)));
    await setPassword(acting, ports, applied.value, hash);
    await endLinks(ports, present, applied.value, hash !== undefined);
    if (change.mustChangePassword) await markPassword(acting, ports, applied.value);
    // Whoever looked at the address and wrote it down knows more than an old bounce (R9.5).
    if (change.email && applied.value.email) await ports.outbox.lift(applied.value.email);
    const provesNothing = hash !== undefined || change.mustChangePassword === true;
    if (hash && present.state === 'active') await noticeChange(ports.outbox, known.organisation, applied.value, { at: now });
    if (provesNothing || endsEverything(present, applied.value)) await endEverything(ports, present);
    // Who is suspended is told so where the application waits; who proved an old password has proved nothing.
    if (provesNothing) await ports.artifacts.endFinished(id);
    return applied;
  });
}

/** An account by its organisation's id or short name and its user name in any case; undefined when either is unknown. */
export async function findAccount(
  ports: { readonly organisations: Pick<Ports['organisations'], 'byId' | 'byPortal'>; readonly accounts: Pick<Accounts, 'byUsername'> },
  reference: string,
  username: string,
): Promise<Account | undefined> {
  const organisation = await findOrganisation(ports.organisations, reference);
  return organisation && ports.accounts.byUsername(organisation.id, foldedKey(username));
}

/** All accounts of an organisation, by user name. */
export function listAccounts(accounts: Pick<Accounts, 'list'>, organisationId: string): AsyncGenerator<Account> {
  return inPages(
    (limit, after) => accounts.list(organisationId, limit, after),
    (account) => account.usernameKey,
  );
}

async function readKnown(ports: Ports, id: string, change: AccountChange): Promise<Known | undefined> {
  const found = await ports.accounts.withOrganisation(id);
  if (!found) return undefined;
  const { account: present, organisation } = found;
  return {
    organisation,
    present,
    password: await ports.passwords.byAccount(id),
    former: await ports.passwords.history(id),
    isLinked: (await ports.identities.ofAccount(id)).length > 0,
    namesake: await ports.accounts.byUsername(organisation.id, foldedKey(change.username ?? present.username)),
  };
}

function waysIn({ password, isLinked }: Known, newPassword: boolean): WaysIn {
  return { password: newPassword || password !== undefined, link: isLinked };
}

async function changeFaults(acting: ActingOnAccounts, known: Known, change: AccountChange): Promise<Fault[]> {
  const applied = applyAccount(known.present, change, waysIn(known, change.password !== undefined));
  const faults = applied.done ? [] : [...applied.faults];
  if (known.namesake && known.namesake.id !== known.present.id) faults.push(TAKEN);
  if (change.mustChangePassword && !known.password && change.password === undefined) faults.push(NOTHING_TO_CHANGE);
  if (change.password !== undefined) {
    const earlier = [...(known.password ? [known.password] : []), ...known.former];
    const names = namesAround(namesAfter(known.present, change), known.organisation);
    const rules = { least: known.organisation.policy.passwordLength, names, common: acting.common };
    faults.push(...(await newPasswordFaults(acting.hasher, change.password, rules, earlier)));
  }
  return faults;
}

function namesAfter(present: Account, change: AccountChange): Parameters<typeof namesAround>[0] {
  const { username, email, givenName, familyName } = present;
  return {
    username: change.username ?? username,
    email: change.email ?? email,
    givenName: change.givenName ?? givenName,
    familyName: change.familyName ?? familyName,
  };
}

/** Hashing takes long, so it is done before any transaction begins. */
async function hashOf(acting: ActingOnAccounts, change: AccountChange): Promise<PasswordHash | undefined> {
  const prepared = change.password === undefined ? undefined : preparePassword(change.password);
  return typeof prepared === 'object' ? acting.hasher.hash(prepared.text) : undefined;
}

async function setPassword(acting: ActingOnAccounts, ports: Ports, account: Account, hash: PasswordHash | undefined): Promise<void> {
  if (!hash) return;
  const changedAt = account.updatedAt;
  await ports.passwords.set({ ...hash, accountId: account.id, changedAt, mustChange: false }, FORMER_KEPT);
  await ports.counters.clear(codesClearedByNewPassword(account.id));
  await ports.audit.record(auditRow(acting, changedAt, { event: 'password.set' }, whom(account)));
}

async function markPassword(acting: ActingOnAccounts, ports: Ports, account: Account): Promise<void> {
  await ports.passwords.mark(account.id);
  await ports.audit.record(auditRow(acting, account.updatedAt, { event: 'password.marked' }, whom(account)));
}

function whom(account: Account) {
  return { organisation: account.organisationId, account: account.id };
}
