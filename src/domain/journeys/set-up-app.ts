// Setting up an authenticator app (R14.4, security.md 2.3): the secret is made and kept here, shown in one place only, and
// counts once a code of it was typed. The same for the middle of a sign-in and for the pages of the account.
import { newId } from '../../kernel/random.ts';
import type { Account } from '../accounts/account.ts';
import { APP, type AppFactor, isAppCode, typedCode } from '../factors/app.ts';
import type { TwoStepFacts } from '../factors/facts.ts';
import type { AppCodes, AppFactors, ShownSecret, TwoSteps } from '../factors/ports.ts';
import { type Organisation, twoStepRules } from '../organisations/organisation.ts';
import type { Proof } from './journey.ts';
import { changed, type FactorPorts, hasAny, type OwnChange, provedAsWell, whoOf } from './own-factors.ts';
import type { SignInFacts } from './ports.ts';

/** What setting up writes to, in one transaction. */
export interface SetUpPorts extends FactorPorts {
  readonly appFactors: Pick<AppFactors, 'confirm'>;
  readonly twoSteps: Pick<TwoSteps, 'used'>;
}

/** What setting up needs. */
export interface AppSetUpNeeds {
  readonly appFactors: Pick<AppFactors, 'settingUp' | 'begin'>;
  readonly appCodes: AppCodes;
  readonly work: <T>(step: (ports: SetUpPorts) => Promise<T>) => Promise<T>;
}

/** Whose app is set up in which place: the uid of the sign-in, or of the session on a page of the account. `now` is epoch milliseconds. */
export interface SettingUp {
  readonly organisation: Organisation;
  readonly account: Account;
  readonly place: string;
  readonly now: number;
}

/** Whether people of this kind may add one more: where there is no two-step verification, only beside what they were asked to set up. */
export function mayAddApp(
  organisation: Organisation,
  { account, twoStep }: Pick<SignInFacts, 'account' | 'twoStep'>,
  clientId: string,
): boolean {
  const { methods, mode } = twoStepRules(organisation, account.role, clientId);
  const isAllowed = methods.some((method) => method === 'app') && (mode !== 'off' || hasAny(twoStep));
  return isAllowed && twoStep.apps.length < APP.most;
}

/** What the person's app is given. Begins to set one up where none is being set up in that place; else it is the same one. */
export async function appToSetUp(needs: AppSetUpNeeds, { organisation, account, place, now }: SettingUp): Promise<ShownSecret> {
  const present = await needs.appFactors.settingUp(account.id, place, now);
  const factor =
    present ?? (await needs.appFactors.begin({ factor: newApp(needs, account, now), place, expiresAt: now + APP.setUpFor }, now));
  return needs.appCodes.shown(factor, { issuer: organisation.name, label: account.username });
}

function newApp({ appCodes }: AppSetUpNeeds, account: Account, now: number): AppFactor {
  const id = newId();
  const none = { confirmedAt: undefined, usedAt: undefined };
  return { id, accountId: account.id, name: '', sealed: appCodes.newSecret(id), lastStep: 0, createdAt: now, ...none };
}

/** A code that was typed to show that the app has the secret. */
export interface Confirmation extends OwnChange {
  /** What the account has now. */
  readonly facts: TwoStepFacts;
  readonly place: string;
  readonly typed: string;
  /** What the person calls it; may be empty. */
  readonly name: string;
  /** Only while the account has no factor at all: a sign-in that proved a password alone can add no second one. */
  readonly first: boolean;
}

/** What came of it. */
export type AppConfirmed =
  | { readonly kind: 'added'; readonly proof: Proof }
  | { readonly kind: 'empty' | 'wrong' }
  /** It cannot be a code; so many characters. */
  | { readonly kind: 'malformed'; readonly length: number }
  /** It took too long: the next look at the page begins anew, with another secret. */
  | { readonly kind: 'over' }
  /** Somebody was first: the account has as many factors as it may have. */
  | { readonly kind: 'full' };

/**
 * Confirms the app that is being set up in that place, whose step counts as used. Ends what the account had open elsewhere,
 * and tells its owner (security.md 1.19). Nothing is counted: who may type here is shown the secret.
 */
export async function confirmApp(needs: AppSetUpNeeds, asked: Confirmation): Promise<AppConfirmed> {
  const { account, now } = asked;
  const digits = typedCode(asked.typed);
  if (digits === '') return { kind: 'empty' };
  if (!isAppCode(digits)) return { kind: 'malformed', length: [...digits].length };
  const factor = await needs.appFactors.settingUp(account.id, asked.place, now);
  if (!factor) return { kind: 'over' };
  const match = needs.appCodes.match(factor, digits, now);
  if (match.kind !== 'right') return { kind: 'wrong' };
  const proof: Proof = { method: 'otp', at: now, accountId: account.id, factorId: factor.id };
  const isAdded = await needs.work((ports) => add(ports, asked, { proof, id: factor.id, step: match.step }));
  return isAdded ? { kind: 'added', proof } : { kind: 'full' };
}

/** An app whose first code was right: which, at which time step, and what that proves. */
interface Confirmed {
  readonly id: string;
  readonly step: number;
  readonly proof: Proof;
}

async function add(ports: SetUpPorts, asked: Confirmation, { id, step, proof }: Confirmed): Promise<boolean> {
  const { account, name, first, now } = asked;
  if (!(await ports.appFactors.confirm({ id, accountId: account.id }, { step, name, first, now }))) return false;
  await ports.twoSteps.used(account.id, 'app');
  await changed(ports, asked, hasAny(asked.facts) ? 'app-added' : 'on');
  await provedAsWell(ports.sessions, asked, proof);
  await ports.audit.record({ event: 'factor.added', method: 'app', ...whoOf(asked) });
  return true;
}
