// Account: what people do for themselves while they are signed in. Owns its forms; the rules are the domain's.
import { MAILED_CODE } from '../../src/domain/challenge/mailed-code.ts';
import type { StoredPassword } from '../../src/domain/credentials/password.ts';
import { passwordExpiry } from '../../src/domain/credentials/password-age.ts';
import { attemptedBy } from '../../src/domain/journeys/verify-password.ts';
import { ageLimit, mustUseSingleSignOn } from '../../src/domain/organisations/organisation.ts';
import { challengeDue } from '../../src/domain/throttle/gate.ts';
import { minutes } from '../../src/kernel/duration.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { haveCodeMailed, isOfChallenge, keepsMailed, newChallenge } from '../kit/challenge.ts';
import { readFields } from '../kit/fields.ts';
import { type ChoosingNeeds, chooseNew, newPasswordForm, newPasswordProblems, rulesView } from '../kit/new-password.ts';
import type { FormFields, FormOutcome, Page, PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the page needs. */
export type PasswordPageNeeds = ChoosingNeeds & AccountNeeds;

type Result = PageOutcome<PageModels['account/password']>;

/** How long after a change the page says that it was done. */
const JUST_CHANGED = minutes(10);

/**
 * `/<portal>/account/password`: a new password of free will. The present one is always asked, and counted as at sign-in
 * (security.md 1.8), and with a second factor a sign-in of the last ten minutes with that (1.21): who has a session in hand and
 * knows the password has not the account. Who has none here is at their own data instead (R17.2). The person's own session stays (`settled.md` 38).
 */
export function passwordPage(needs: PasswordPageNeeds): Page<PortalVisit, 'account/password'> {
  const whoever = async <Result>(visit: AccountVisit, act: (stored: StoredPassword) => Promise<Result>) => {
    const { organisation, owner } = visit;
    const stored = mustUseSingleSignOn(organisation, owner.account) ? undefined : await needs.passwords.byAccount(owner.account.id);
    return stored ? act(stored) : ({ kind: 'go', to: `/${organisation.portal}${SUBJECT_PLACES.profile}` } as const);
  };
  return accountPage(needs, {
    subject: 'password',
    template: 'account/password',
    fresh: 'second',
    load: (visit) => whoever(visit, (stored) => page(needs, visit, stored)),
    submit: { run: (visit, fields) => whoever(visit, (stored) => submit(needs, visit, stored, fields)) },
  });
}

/** `/<portal>/change-password`, where the page stood before there was an account around it: people have saved it. */
export function formerPasswordPage(): Page<PortalVisit, 'account/password'> {
  const moved = async ({ organisation }: PortalVisit): Promise<FormOutcome & { readonly kind: 'go' }> => ({
    kind: 'go',
    to: `/${organisation.portal}${SUBJECT_PLACES.password}`,
  });
  return { address: '/:portal/change-password', template: 'account/password', load: moved, submit: { run: moved } };
}

async function submit(
  needs: PasswordPageNeeds,
  visit: AccountVisit,
  { changedAt: chosenAt }: StoredPassword,
  fields: FormFields,
): Promise<FormOutcome> {
  const { organisation, browserId, network, counted, now, owner } = visit;
  // Without script: the page comes back with another picture (ux.md 1.2).
  if (fields['do'] === 'new-captcha') return { kind: 'again', left: { codeMailed: keepsMailed(readFields(newPasswordForm, fields), []) } };
  if (fields['do'] === 'mail') {
    await haveCodeMailed(needs, visit, 'change-password', owner.account.username);
    return { kind: 'again', left: { codeMailed: true }, stays: MAILED_CODE.life };
  }
  const from = { browserId, network, counted, clientId: needs.portalClient, trace: 'change-password' };
  const choosing = {
    organisation,
    account: owner.account,
    now,
    from,
    chosenAt,
    because: 'chosen',
    device: visit.device,
    kept: owner.own,
    stamp: owner.demand.account?.stamp,
    askCurrent: true,
  } as const;
  const chosen = await chooseNew(needs, choosing, readFields(newPasswordForm, fields));
  switch (chosen.kind) {
    case 'renewed':
      return { kind: 'go', to: `${visit.address}?done=yes` };
    case 'overtaken':
      return { kind: 'go', to: visit.address };
    case 'again':
      return { kind: 'again', left: chosen.refused };
    default:
      return { kind: 'fail', error: 'many', status: 429, retryAfterSeconds: chosen.retryAfterSeconds };
  }
}

async function page(needs: PasswordPageNeeds, visit: AccountVisit, stored: StoredPassword): Promise<Result> {
  const { organisation, now, owner, left } = visit;
  const { username } = owner.account;
  const problems = newPasswordProblems(left, organisation, now);
  const attempted = attemptedBy({ ...visit, username });
  const challenged = left.codeMailed || problems.some(isOfChallenge) || (await challengeDue(needs, attempted, now));
  const until = passwordExpiry(stored, ageLimit(organisation));
  const model: PageModels['account/password'] = {
    action: visit.address,
    username,
    done: visit.query['done'] !== undefined && now - stored.changedAt < JUST_CHANGED,
    chosenAt: stored.changedAt,
    ...(until !== undefined && { until }),
    askBlanks: problems.some(({ code }) => code === 'new-blank'),
    rules: rulesView(needs, organisation, owner.account),
    problems,
    portalHref: `/${organisation.portal}`,
    ...(challenged && {
      challenge: newChallenge(needs, { ...visit, account: owner.account }, 'change-password', left.codeMailed && 'username'),
    }),
  };
  return { kind: 'page', model };
}
