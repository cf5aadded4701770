// Account: what people do for themselves while they are signed in. Owns its forms; the rules are the domain's.
import { type Account, isUsable } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { StoredPassword } from '../../src/domain/credentials/password.ts';
import { passwordExpiry } from '../../src/domain/credentials/password-age.ts';
import { attemptedBy } from '../../src/domain/journeys/verify-password.ts';
import { ageLimit } from '../../src/domain/organisations/organisation.ts';
import { challengeDue } from '../../src/domain/throttle/gate.ts';
import { minutes } from '../../src/kernel/duration.ts';
import type { PageModels } from '../../src/views/models.ts';
import { haveCodeMailed, isOfChallenge, newChallenge } from '../kit/challenge.ts';
import { type ChoosingNeeds, chooseNew, newPasswordForm, newPasswordProblems, type Refused, rulesView } from '../kit/new-password.ts';
import type { FormFields, Page, PageOutcome } from '../kit/page.ts';
import { type PortalSignInNeeds, portalSignIn } from '../kit/portal-sign-in.ts';
import type { OwnSession, PortalVisit } from '../kit/visit.ts';

/** What the page needs. */
export type ChangePasswordNeeds = ChoosingNeeds & PortalSignInNeeds & { readonly accounts: Pick<Accounts, 'byId'> };

type Result = PageOutcome<PageModels['account/change-password']>;

/** Who is signed in here, with a password to change. */
interface Owner {
  readonly account: Account;
  readonly stored: StoredPassword;
  readonly session: OwnSession;
}

/** How long after a change the page says that it was done. */
const JUST_CHANGED = minutes(10);

/**
 * `/<portal>/change-password`: a new password of free will (`settled.md` 73). The present one is always asked, and
 * counted as at sign-in (security.md 1.8); the person's own session stays (`settled.md` 38).
 */
export function changePasswordPage(needs: ChangePasswordNeeds): Page<PortalVisit, 'account/change-password'> {
  const address = '/:portal/change-password';
  const whoever = async (visit: PortalVisit, act: (owner: Owner) => Promise<Result>): Promise<Result> => {
    const owner = await ownerOf(needs, visit);
    if (owner === 'no-password') return { kind: 'go', to: `/${visit.organisation.portal}` };
    if (owner === 'nobody') return { kind: 'go', to: portalSignIn(needs, visit.organisation.portal, { place: '/change-password' }) };
    return act(owner);
  };
  return {
    address,
    template: 'account/change-password',
    load: (visit) => whoever(visit, (owner) => page(needs, visit, owner)),
    submit: { run: (visit, fields) => whoever(visit, (owner) => submit(needs, visit, owner, fields)) },
  };
}

async function ownerOf(needs: ChangePasswordNeeds, { session }: PortalVisit): Promise<Owner | 'nobody' | 'no-password'> {
  const account = session && (await needs.accounts.byId(session.accountId));
  if (!account || !isUsable(account)) return 'nobody';
  const stored = await needs.passwords.byAccount(account.id);
  return stored ? { account, stored, session } : 'no-password';
}

async function submit(needs: ChangePasswordNeeds, visit: PortalVisit, owner: Owner, fields: FormFields): Promise<Result> {
  // Without script: the page comes back with another picture (ux.md 1.2).
  if (fields['do'] === 'new-captcha') return page(needs, visit, owner);
  if (fields['do'] === 'mail') {
    await haveCodeMailed(needs, visit, 'change-password', owner.account.username);
    return page(needs, visit, owner, { problems: [], codeMailed: true });
  }
  const { organisation, browserId, network, counted, now } = visit;
  const { account, stored, session } = owner;
  const from = { browserId, network, counted, clientId: needs.portalClient, trace: 'change-password' };
  const choosing = {
    organisation,
    account,
    now,
    from,
    chosenAt: stored.changedAt,
    because: 'chosen',
    device: visit.device,
    kept: session,
    askCurrent: true,
  } as const;
  const chosen = await chooseNew(needs, choosing, newPasswordForm.parse(fields));
  switch (chosen.kind) {
    case 'renewed':
      return { kind: 'go', to: `${visit.address}?done=yes` };
    case 'overtaken':
      return { kind: 'go', to: visit.address };
    case 'again':
      return page(needs, visit, owner, chosen.refused);
    default:
      return { kind: 'fail', error: 'many', status: 429, retryAfterSeconds: chosen.retryAfterSeconds };
  }
}

async function page(needs: ChangePasswordNeeds, visit: PortalVisit, owner: Owner, refused?: Refused): Promise<Result> {
  const { organisation, now } = visit;
  const { account, stored } = owner;
  const { username } = account;
  const problems = newPasswordProblems(refused, organisation, now);
  const attempted = attemptedBy({ ...visit, username });
  const challenged = refused?.codeMailed || problems.some(isOfChallenge) || (await challengeDue(needs, attempted, now));
  const until = passwordExpiry(stored, ageLimit(organisation));
  const model: PageModels['account/change-password'] = {
    action: visit.address,
    username,
    done: visit.query['done'] !== undefined && now - stored.changedAt < JUST_CHANGED,
    chosenAt: stored.changedAt,
    ...(until !== undefined && { until }),
    askBlanks: problems.some(({ code }) => code === 'new-blank'),
    rules: rulesView(needs, organisation, account),
    problems,
    portalHref: `/${organisation.portal}`,
    ...(challenged && { challenge: newChallenge(needs, visit, 'change-password', refused?.codeMailed && 'username') }),
  };
  const signedIn = { username, signOutHref: `/oidc/session/end?portal=${organisation.id}` };
  return { kind: 'page', model, signedIn };
}
