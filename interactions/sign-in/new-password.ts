import type { Account } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { type Proof, withRenewal, withWarning } from '../../src/domain/journeys/journey.ts';
import { attemptedBy } from '../../src/domain/journeys/verify-password.ts';
import { challengeDue } from '../../src/domain/throttle/gate.ts';
import { minutes } from '../../src/kernel/duration.ts';
import type { PageModels } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { haveCodeMailed, isOfChallenge, MAILED_FIELD, newChallenge } from '../kit/challenge.ts';
import { noFields } from '../kit/fields.ts';
import {
  type ChoosingNeeds,
  chooseNew,
  type NewPasswordForm,
  newPasswordForm,
  newPasswordProblems,
  type Refused,
  rulesView,
} from '../kit/new-password.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export type NewPasswordNeeds = ChoosingNeeds & { readonly accounts: Pick<Accounts, 'byId'> };

/** How long a password that was typed need not be typed again (WCAG 2.2 3.3.7, security.md 1.21). */
const STILL_FRESH = minutes(10);

/** A new password in the middle of a sign-in: because the old one is too old or marked, or chosen at the warning (R13.3). */
export function newPasswordScreen(needs: NewPasswordNeeds): Screen<'new-password'> {
  return {
    way: 'new-password',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(newPasswordForm, (visit: FlowVisit, typed: NewPasswordForm) => submit(needs, visit, typed)),
      // Without script: the page comes back with another picture.
      'new-captcha': action(noFields, async () => again({ problems: [] })),
      mail: action(noFields, (visit: FlowVisit) => mailed(needs, visit)),
      later: action(noFields, async (visit: FlowVisit): Promise<Outcome> => later(visit)),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

/** Who may put it off goes on; who must choose stays here, since the step is still needed. */
function later(visit: FlowVisit): Outcome {
  return { kind: 'proceed', journey: withWarning(visit.journey, 'later') };
}

async function model(needs: NewPasswordNeeds, visit: FlowVisit): Promise<PageModels['sign-in/new-password']> {
  const { organisation, journey, demand, now } = visit;
  const account = await accountOf(needs, visit);
  const problems = newPasswordProblems(journey.shown, organisation, now);
  const askCurrent = mustTypeCurrent(visit);
  const codeMailed = journey.shown?.codeMailed ?? false;
  const challenged = askCurrent && (codeMailed || problems.some(isOfChallenge) || (await isDue(needs, visit, account)));
  return {
    action: visit.address,
    username: account.username,
    because: becauseOf(visit),
    ...(demand.passwordChosenAt !== undefined && { chosenAt: demand.passwordChosenAt }),
    days: organisation.policy.passwordMaxAgeDays,
    askCurrent,
    repaired: journey.shown?.repaired ?? false,
    askBlanks: problems.some(({ code }) => code === 'new-blank'),
    rules: rulesView(needs, organisation, account),
    problems,
    ...(challenged && { challenge: newChallenge(needs, { ...visit, account }, 'change-password', codeMailed && 'username') }),
  };
}

async function submit(needs: NewPasswordNeeds, visit: FlowVisit, typed: NewPasswordForm): Promise<Outcome> {
  const { organisation, browserId, network, counted, now, flow, journey, demand } = visit;
  const account = await accountOf(needs, visit);
  const own = await visit.ownSession();
  const chosen = await chooseNew(
    needs,
    {
      organisation,
      account,
      now,
      chosenAt: passwordProof(visit)?.chosenAt ?? 0,
      because: becauseOf(visit),
      device: visit.device,
      kept: own?.accountId === account.id ? own : undefined,
      stamp: demand.account?.stamp,
      askCurrent: mustTypeCurrent(visit),
      from: { browserId, network, counted, clientId: flow.clientId, trace: flow.uid },
    },
    typed,
  );
  switch (chosen.kind) {
    case 'renewed':
      return { kind: 'proceed', journey: withRenewal(journey, chosen.chosenAt) };
    case 'overtaken':
      // What is asked now is the password that was chosen elsewhere.
      return { kind: 'proceed', journey };
    case 'again':
      return again(chosen.refused);
    default:
      return chosen;
  }
}

async function mailed(needs: NewPasswordNeeds, visit: FlowVisit): Promise<Outcome> {
  await haveCodeMailed(needs, visit, 'change-password', (await accountOf(needs, visit)).username);
  return { ...again({ problems: [], codeMailed: true }), at: MAILED_FIELD };
}

function again({ problems, characters, waitUntil, codeMailed }: Refused): Extract<Outcome, { readonly kind: 'retry' }> {
  const shown = { problems, characters, codeMailed, username: '', repaired: false };
  return { kind: 'retry', shown: { ...shown, ...(waitUntil !== undefined && { waitUntil }) } };
}

function becauseOf({ demand }: FlowVisit): 'expired' | 'marked' | 'chosen' {
  return demand.renewal.kind === 'due' ? demand.renewal.because : 'chosen';
}

function passwordProof({ journey }: FlowVisit): Proof | undefined {
  return journey.proofs.find(({ method }) => method === 'pwd');
}

function mustTypeCurrent(visit: FlowVisit): boolean {
  return visit.now - (passwordProof(visit)?.at ?? 0) > STILL_FRESH;
}

function isDue(needs: NewPasswordNeeds, visit: FlowVisit, { username }: Account): Promise<boolean> {
  return challengeDue(needs, attemptedBy({ ...visit, username }), visit.now);
}
