// When the protocol must stop and ask a person: the library's prompts and checks, with ours added. A check only reads;
// what the person then proves is the journey's business.
import { decodeJwt } from 'jose';
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { provedWithin } from '../domain/journeys/fresh.ts';
import type { Standing } from '../domain/journeys/ports.ts';
import { mustRenew, type SessionLife, sessionEnded } from '../domain/journeys/session-life.ts';
import { STEP_UP_REASONS } from '../domain/journeys/step-up.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';
import { requestScope } from './request-scope.ts';
import type { RequestStore } from './request-store.ts';
import { acrUnmet, twoStepMissing } from './strength-policy.ts';

/** What the checks need. */
export interface PolicyNeeds {
  readonly sessions: Pick<RequestStore['sessions'], 'standing'>;
  readonly reads: Pick<RequestStore['reads'], 'holder'>;
  readonly sessionLife: SessionLife;
  readonly clock: Clock;
}

type CheckFunction = (ctx: KoaContextWithOIDC) => boolean | Promise<boolean>;

/** The prompts in order, each with its checks. */
export function policy(needs: PolicyNeeds): interactionPolicy.DefaultPolicy {
  const { base, Check, Prompt } = interactionPolicy;
  const prompts = base();
  const login = prompts.get('login');
  const consent = prompts.get('consent');
  if (!login || !consent) throw new Error('the library no longer has its login and consent prompts');
  // What each of them wants is a person who signs in: that is what a silent request hears (OIDC Core 3.1.2.6).
  const add = (reason: string, description: string, check: CheckFunction) =>
    login.checks.add(new Check(reason, description, 'login_required', check));
  add('account_gone', 'the account of this session can no longer sign in', accountGone);
  add('portal_mismatch', 'the session is of another organisation', portalMismatch);
  // One session, one account: to choose is to sign in, as whoever one says (OIDC Core 3.1.2.1). The prompt itself asks nothing more.
  add('select_account', 'the person is to choose an account', (ctx) => ctx.oidc.prompts.has('select_account') && !justSignedIn(ctx));
  const selectAccount = new Prompt({ name: 'select_account', requestable: true });
  selectAccount.checks.remove('select_account_prompt');
  prompts.add(selectAccount);
  add('wrong_person', 'the person who signed in is not the one asked for', wrongPerson);
  add('session_idle', 'the session was not used for too long', sessionIdle(needs));
  add('undated', 'it is not known when the person proved who they are', undated(needs));
  add('password_renewal', 'the password must be renewed', passwordRenewal(needs));
  const strength = { standing: needs.sessions.standing, holder: needs.reads.holder, clock: needs.clock };
  // The library's own know no value that satisfies another, and would ask for ever.
  for (const check of ['essential_acr', 'essential_acrs']) login.checks.remove(check);
  add(STEP_UP_REASONS.acr, 'the session does not satisfy the requested acr', acrUnmet(strength));
  add(STEP_UP_REASONS.twoStep, 'a second step is asked that the session was not proved by', twoStepMissing(strength));
  // A native app of ours would be asked at every request; consent is decided by what was granted alone.
  consent.checks.remove('native_client_prompt');
  // Of authorization details, which nobody can ask for here (RFC 9396): each check costs every request something.
  consent.checks.remove('rar_prompt');
  return prompts;
}

/** Just signed in, in the request under way: the journey has looked at everything a moment ago. */
function justSignedIn(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.result?.login !== undefined;
}

/** Suspended, closed or deleted since: sign in again. Between finish and resume there is no page to go back to (security.md 1.20). */
function accountGone(ctx: KoaContextWithOIDC): boolean {
  if (!ctx.oidc.session?.accountId || ctx.oidc.account) return false;
  if (justSignedIn(ctx)) throw new errors.AccessDenied('the account can no longer sign in');
  return true;
}

/** The second lock behind the cookie's name: a session never serves another organisation (`settled.md` 1). */
function portalMismatch(ctx: KoaContextWithOIDC): boolean {
  const account = ctx.oidc.account;
  if (!account || account['organisationId'] === requestScope().organisation?.id) return false;
  if (justSignedIn(ctx)) throw new errors.AccessDenied('the account is of another organisation');
  return true;
}

/** Who just signed in is not whom the application means: it hears so, and gets nobody else's code (OIDC Core 3.1.2.1, 5.5.1). */
function wrongPerson(ctx: KoaContextWithOIDC): boolean {
  const { session, params, claims } = ctx.oidc;
  if (!justSignedIn(ctx)) return false;
  const hint = params?.['id_token_hint'];
  // The library verified the hint when the request began.
  const meant = [typeof hint === 'string' ? decodeJwt(hint).sub : undefined, claims.id_token?.['sub']?.value];
  if (meant.some((sub) => sub !== undefined && sub !== session?.accountId)) throw new errors.LoginRequired('another person signed in');
  return false;
}

/** What is to be asked of a session that was there before: of one that has just begun, there is nothing. */
function ofOlderSession(
  { sessions }: PolicyNeeds,
  check: (ctx: KoaContextWithOIDC, found: Standing | undefined) => boolean | Promise<boolean>,
): CheckFunction {
  return (ctx) => {
    const session = ctx.oidc.session;
    if (!session?.accountId || justSignedIn(ctx)) return false;
    return sessions.standing(session.uid).then((found) => check(ctx, found));
  };
}

function sessionIdle(needs: PolicyNeeds): CheckFunction {
  return ofOlderSession(needs, (_ctx, found) => sessionEnded(found?.session, needs.sessionLife, needs.clock.now()));
}

/** The library's `max_age` knows when the session began, and an identity provider need not say when the person proved it there. */
function undated(needs: PolicyNeeds): CheckFunction {
  const tooLongAgo = ofOlderSession(needs, (ctx, found) => {
    if (!found?.session.proofs.some((proof) => proof.undated)) return false;
    return !provedWithin(found.session.proofs, seconds(Number(ctx.oidc.params?.['max_age'])), needs.clock.now());
  });
  return (ctx) => ctx.oidc.params?.['max_age'] !== undefined && tooLongAgo(ctx);
}

/** The lock where codes are issued, behind the step in the sign-in (R13.4). */
function passwordRenewal(needs: PolicyNeeds): CheckFunction {
  return ofOlderSession(needs, async (ctx, found) => {
    const { organisation } = requestScope();
    const accountId = ctx.oidc.session?.accountId;
    if (found === undefined || organisation === undefined || accountId === undefined) return false;
    const holder = await needs.reads.holder(accountId);
    return holder !== undefined && mustRenew(found, organisation, holder.account);
  });
}
