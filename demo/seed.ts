// Seeding: puts the demo's organisations, people and their states back to what `people.ts` says, by the product's own
// use-cases and nothing else (`settled.md` 48, 74). Run again it changes only what was changed meanwhile.

import type { Account } from '../src/domain/accounts/account.ts';
import { type ActingOnAccounts, addAccount, findAccount, setAccount } from '../src/domain/administration/accounts.ts';
import type { OrganisationInput } from '../src/domain/administration/organisation-sheet.ts';
import { addOrganisation, findOrganisation, setOrganisation } from '../src/domain/administration/organisations.ts';
import { FORMER_KEPT } from '../src/domain/credentials/password-rules.ts';
import type { FaultCode, Outcome } from '../src/domain/fault.ts';
import { attemptedBy, type PasswordAttempt, verifyPassword } from '../src/domain/journeys/verify-password.ts';
import type { Organisation } from '../src/domain/organisations/organisation.ts';
import type { Store } from '../src/domain/ports.ts';
import { clearedByCode } from '../src/domain/throttle/code-tries.ts';
import { clearedByNewPassword } from '../src/domain/throttle/gate.ts';
import { underWay } from '../src/domain/throttle/under-way.ts';
import { days } from '../src/kernel/duration.ts';
import { newId } from '../src/kernel/random.ts';
import { passwordVariants } from '../src/kernel/text.ts';
import { ORGANISATIONS } from './organisations.ts';
import { AGE, type DemoPerson, PEOPLE } from './people.ts';

/** What seeding works with: the store, and an operator who can hash. */
export interface SeedNeeds {
  readonly store: Store;
  readonly acting: ActingOnAccounts;
  /** Client that the misses are made at. */
  readonly clientId: string;
}

/** How far a password may age between two starts before it is chosen anew, in days, by the age it should have. */
const GOOD_FOR: Readonly<Record<DemoPerson['passwordAge'], number>> = { 0: 30, 83: 5, 91: Number.POSITIVE_INFINITY };
/** How long the organisations have limited the age of passwords, in milliseconds. */
const LIMITED_FOR = days(AGE.expired + 1);
/** What the product says of a password that was used before. */
const USED: ReadonlySet<FaultCode> = new Set(['unchanged', 'used-before']);
/** Where misses come from: an address of nobody (RFC 5737), so that no real network is held to account for them. */
const NOWHERE = '192.0.2.1';

/** The value of an outcome. Throws with every fault: the demo's own data would be wrong. */
export function granted<T>(outcome: Outcome<T>): T {
  if (outcome.done) return outcome.value;
  throw new Error(`the demo's data was refused: ${outcome.faults.map(({ field, detail }) => `${field} ${detail}`).join('; ')}`);
}

/** Puts everything back. Throws when the product refuses the demo's data. */
export async function seed(needs: SeedNeeds): Promise<void> {
  const organisations = new Map<string, Organisation>();
  for (const input of ORGANISATIONS) organisations.set(input.portal, await restoreOrganisation(needs, input));
  for (const person of PEOPLE) {
    const organisation = organisations.get(person.portal);
    if (!organisation) throw new Error(`${person.username} belongs to ${person.portal}, which is not an organisation of the demo`);
    await restoreAccount(needs, person);
    await restoreMisses(needs, organisation, person);
  }
}

async function restoreOrganisation({ store, acting }: SeedNeeds, input: OrganisationInput): Promise<Organisation> {
  const { clock } = acting;
  const then: ActingOnAccounts = { ...acting, clock: { now: () => clock.now() - LIMITED_FOR } };
  const present = (await findOrganisation(store.ports.organisations, input.portal)) ?? granted(await addOrganisation(then, input));
  // Only who has lived under the limit long enough can have a password that is too old (R13.2).
  if (present.passwordAgeSince > clock.now() - days(AGE.expired)) {
    granted(await setOrganisation(then, present.id, { policy: { passwordMaxAgeDays: 0 } }));
    granted(await setOrganisation(then, present.id, { policy: { passwordMaxAgeDays: 90 } }));
  }
  return granted(await setOrganisation(acting, present.id, { ...input, logo: null, darkLogo: null, forceLight: false, state: 'active' }));
}

async function restoreAccount(needs: SeedNeeds, person: DemoPerson): Promise<void> {
  const { portal, shows: _shows, passwordAge, misses: _misses, state, password, ...sheet } = person;
  // The clock of whoever chose the password: the use-case dates it, so the past is made, not written (`settled.md` 74).
  const { clock } = needs.acting;
  const then: ActingOnAccounts = { ...needs.acting, clock: { now: () => clock.now() - days(passwordAge) } };
  const present =
    (await findAccount(needs.store.ports, portal, person.username)) ?? granted(await addAccount(then, portal, { ...sheet, password }));
  if (!(await hasPassword(needs, present, person))) await choosePassword(needs.acting, then, present.id, password);
  // Who must have a second factor sets it up anew; who set one up out of curiosity is asked for it no more.
  await needs.store.ports.twoSteps.clear(present.id);
  await needs.store.ports.counters.clear(clearedByCode(present.id));
  const change = differences(present, { ...sheet, state });
  if (Object.keys(change).length > 0) granted(await setAccount(needs.acting, present.id, change));
}

/** The values of an account that are not what they should be. */
function differences<Wanted extends object>(present: Account, wanted: Wanted): Partial<Wanted> {
  const now = new Map<string, unknown>(Object.entries(present));
  return Object.fromEntries(Object.entries(wanted).filter(([field, value]) => now.get(field) !== value)) as Partial<Wanted>;
}

/** Whether the account's password is the printed one, chosen when it should have been. */
async function hasPassword({ store, acting }: SeedNeeds, account: Account, person: DemoPerson): Promise<boolean> {
  const stored = await store.ports.passwords.byAccount(account.id);
  if (!stored) return false;
  const age = acting.clock.now() - stored.changedAt;
  // A warning that was read is not shown again, so its person chooses anew.
  const inTime = age >= days(person.passwordAge) && age < days(person.passwordAge + GOOD_FOR[person.passwordAge]);
  return inTime && stored.warnedDays === undefined && (await acting.hasher.verify(stored, passwordVariants(person.password)));
}

/**
 * Gives the account its password, chosen `then`; one used before only after as many others as the product remembers
 * (`settled.md` 25). The others are chosen now, each a moment after the one before, so that they are newer than the one
 * they push out.
 */
async function choosePassword(acting: ActingOnAccounts, then: ActingOnAccounts, id: string, password: string): Promise<void> {
  for (let others = 0; others <= FORMER_KEPT; others += 1) {
    const outcome = await setAccount(then, id, { password });
    if (outcome.done || outcome.faults.some(({ code }) => !USED.has(code))) return void granted(outcome);
    const later: ActingOnAccounts = { ...acting, clock: { now: () => acting.clock.now() + others + 1 } };
    granted(await setAccount(later, id, { password: newId() }));
  }
  granted(await setAccount(then, id, { password }));
}

/** Forgets what was missed at this account, and types as many wrong passwords as it should have had. */
async function restoreMisses(needs: SeedNeeds, organisation: Organisation, person: DemoPerson): Promise<void> {
  const { ports, together } = needs.store;
  const attempt: PasswordAttempt = {
    organisation,
    username: person.username,
    password: 'not-the-password',
    clientId: needs.clientId,
    browserId: newId(),
    network: NOWHERE,
    counted: undefined,
    purpose: 'sign-in',
    trace: 'demo',
    now: needs.acting.clock.now(),
  };
  await ports.counters.clear(clearedByNewPassword(attemptedBy(attempt).account));
  // Nobody answers a challenge here, and nothing is out of the ordinary.
  const challenges = { open: () => undefined, workIsDone: async () => false, codeDigests: (): [string] => [''] };
  const afterwards = (step: () => void) => step();
  const later = () => undefined;
  const check = {
    ...ports,
    together,
    afterwards,
    later,
    challenges,
    surge: async () => false,
    underWay: underWay(),
    hasher: needs.acting.hasher,
  };
  for (let missed = 0; missed < person.misses; missed += 1) await verifyPassword(check, attempt);
}
