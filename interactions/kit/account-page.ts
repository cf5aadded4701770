// The pages of "My account": each is for who is signed in here, and leads everybody else through the portal's sign-in and
// back to the same page. What is dangerous wants a sign-in of the last minutes (security.md 1.21).
import { type Account, isUsable } from '../../src/domain/accounts/account.ts';
import type { Acr } from '../../src/domain/journeys/assurance.ts';
import { type Demand, demandBy } from '../../src/domain/journeys/demand.ts';
import { isEnough } from '../../src/domain/journeys/enough.ts';
import { freshSignIn, isFresh, strongestOf } from '../../src/domain/journeys/fresh.ts';
import type { ProvedSessions, SignInRecords, StandingSession } from '../../src/domain/journeys/ports.ts';
import { ACTIVITY_STEP, mustRenew, type SessionLife, sessionEnded } from '../../src/domain/journeys/session-life.ts';
import { mustUseSingleSignOn } from '../../src/domain/organisations/organisation.ts';
import type { DoneView, PageModels, PageName } from '../../src/views/models.ts';
import { ACCOUNT_PLACES, type AccountPlace, accountNavigation, SUBJECT_PLACES, type Subject } from './account-places.ts';
import type { Action, FormFields, FormOutcome, Page, PageOutcome, Told } from './page.ts';
import { type PortalSignInNeeds, portalSignIn } from './portal-sign-in.ts';
import type { OwnSession, PortalVisit } from './visit.ts';

/** What every page of the account needs. */
export interface AccountNeeds extends PortalSignInNeeds {
  readonly sessions: Pick<ProvedSessions, 'standing' | 'touch'>;
  readonly signInRecords: Pick<SignInRecords, 'factsOf'>;
  readonly sessionLife: SessionLife;
}

/** Who is signed in on a page of the account. */
export interface Owner extends StandingSession {
  readonly account: Account;
  /** What is asked of the account's sign-ins at the portal itself, and what it has for that. */
  readonly demand: Demand;
  /** What stays when other sessions end. */
  readonly own: OwnSession;
  /** What the strongest sign-in of this account is worth. */
  readonly strongest: Acr;
  /** Signed in so strongly, and within the last minutes. */
  readonly isFresh: boolean;
}

/** A request for a page of the account. */
export interface AccountVisit extends PortalVisit {
  readonly owner: Owner;
  /** What was done just before. */
  readonly done: DoneView | undefined;
}

/** Pages that stand within the account. */
export type AccountPageName = Extract<PageName, `account/${string}`>;

/** A page of the account. */
export interface AccountPage<Name extends AccountPageName> {
  /** Under which entry of the navigation it stands. */
  readonly subject: Subject;
  /** Its place within the portal, where it is not the subject's own. */
  readonly place?: AccountPlace | `/account/${string}`;
  readonly template: Name;
  /** Whether even looking at it wants a fresh sign-in, so that nothing typed is lost; `second`: only of who proves themselves with more than a password. */
  readonly fresh?: boolean | 'second';
  readonly load: (visit: AccountVisit) => Promise<PageOutcome<PageModels[Name]>>;
  readonly submit?: Action<AccountVisit, FormOutcome>;
}

/** Characters of what was done to what: a cookie has to stay small. */
const LONGEST_ABOUT = 80;

/** The page as the router takes it. */
export function accountPage<Name extends AccountPageName>(needs: AccountNeeds, page: AccountPage<Name>): Page<PortalVisit, Name> {
  const address = `/:portal${page.place ?? SUBJECT_PLACES[page.subject]}`;
  const within = async <Result>(visit: PortalVisit, act: (visit: AccountVisit) => Promise<Result>, sent?: FormFields) => {
    const owner = await ownerOf(needs, visit);
    const whose = sent?.['whose'];
    if (!owner) return { ...toSignIn(needs, visit, returnPlace(page)), ...(whose && lost(visit, page, 'away', whose)) };
    // A page that was opened before somebody else signed in here changes nothing of theirs.
    if (whose !== undefined && whose !== owner.account.id) return backTo(visit, page);
    if (wantsFresh(page, owner) && !owner.isFresh) return toFreshSignIn(needs, { ...visit, owner }, returnPlace(page));
    return act({ ...visit, owner, language: visit.languageFor(owner.account.locale), done: visit.left.done });
  };
  const framed = async (visit: AccountVisit) => {
    const outcome = await page.load(visit);
    return outcome.kind === 'page' ? { ...outcome, ...frameOf(visit, visit.owner, page.subject) } : outcome;
  };
  const { submit } = page;
  return {
    address,
    template: page.template,
    load: (visit) => within(visit, framed),
    ...(submit && { submit: { run: (visit, fields) => within(visit, (inside) => submit.run(inside, fields), fields) } }),
  };
}

/** One factor alone is asked on the page itself where that is the password. */
function wantsFresh({ fresh = false }: Pick<AccountPage<AccountPageName>, 'fresh'>, { strongest }: Owner): boolean {
  return fresh === 'second' ? strongest !== 'urn:voordeur:acr:1' : fresh;
}

type Placed = Pick<AccountPage<AccountPageName>, 'subject' | 'place'>;

/** Where a sign-in leads back to: the page itself, or, for one that is about a single thing, its subject. */
function returnPlace({ subject, place }: Placed): AccountPlace {
  return ACCOUNT_PLACES.find((known) => known === place) ?? SUBJECT_PLACES[subject];
}

/** What is said once of a form of which nothing came, on the page where that is to be known. */
function lost({ organisation }: PortalVisit, page: Placed, why: 'other' | 'away', accountId?: string): { readonly told: Told } {
  return { told: { place: `/${organisation.portal}${returnPlace(page)}`, left: { lost: why }, accountId } };
}

function backTo(visit: PortalVisit, page: Placed): FormOutcome & { readonly kind: 'go' } {
  const other = lost(visit, page, 'other');
  return { kind: 'go', to: other.told.place, ...other };
}

/** Who is signed in at this portal, as strictly as where codes are issued: nobody whose session has ended by itself. */
async function ownerOf(needs: AccountNeeds, { session: own, organisation, now }: PortalVisit): Promise<Owner | undefined> {
  if (!own) return undefined;
  const [facts, standing] = await Promise.all([needs.signInRecords.factsOf(own.accountId), needs.sessions.standing(own.uid)]);
  const account = facts?.account;
  if (!account || !isUsable(account) || account.organisationId !== organisation.id || !standing) return undefined;
  if (sessionEnded(standing.session, needs.sessionLife, now) || mustRenew(standing, organisation, account)) return undefined;
  // A page of ours is use of the session as well (`settled.md` 6).
  if (standing.session.activeAt <= now - ACTIVITY_STEP) await needs.sessions.touch(own.uid, now, ACTIVITY_STEP);
  // What became stricter since is asked first, as where codes are issued: also what must be set up (R14.1).
  const issuing = { organisation, clientId: needs.portalClient, signedInAt: standing.session.signedInAt };
  const askedBy = { role: account.role, twoStep: facts.twoStep, identities: facts.identities };
  if (!isEnough(standing.session.proofs, { account, askedBy }, issuing)) return undefined;
  const demand = demandBy(facts, { organisation, clientId: needs.portalClient, strength: 'none', now }, standing.session.proofs);
  const strongest = strongestOf(demand.twoStep, demand.second);
  return { ...standing, account, demand, own, strongest, isFresh: isFresh(standing.session, strongest, now) };
}

function toSignIn(needs: AccountNeeds, { organisation }: PortalVisit, place: AccountPlace) {
  return { kind: 'go', to: portalSignIn(needs, organisation.portal, { place }) } as const;
}

/** To a sign-in that makes fresh, and back to a page of the account. */
export function toFreshSignIn(needs: PortalSignInNeeds, visit: Pick<AccountVisit, 'organisation' | 'owner'>, place: AccountPlace) {
  const more = freshSignIn(visit.owner.strongest);
  return { kind: 'go', to: portalSignIn(needs, visit.organisation.portal, { place, more }) } as const;
}

/** To a page of the account, which says once what was done: who opens it for something else later is not told again. */
export function doneAndTo({ organisation }: Pick<PortalVisit, 'organisation'>, place: AccountPlace, done: DoneView): FormOutcome {
  const to = `/${organisation.portal}${place}`;
  const about = done.about === undefined ? undefined : [...done.about].slice(0, LONGEST_ABOUT).join('');
  return { kind: 'go', to, told: { place: to, left: { done: { key: done.key, about } } } };
}

function frameOf({ organisation, left }: PortalVisit, { account }: Owner, subject: Subject) {
  const { id: whose, username } = account;
  const signedIn = { username, signOutHref: `/oidc/session/end?portal=${organisation.id}`, whose, lost: left.lost };
  // Who has no password here is offered no page about one (R17.2).
  const without: readonly Subject[] = mustUseSingleSignOn(organisation, account) ? ['password'] : [];
  return { signedIn, account: accountNavigation(organisation.portal, subject, without), preference: account.locale };
}
