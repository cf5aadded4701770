// Sign-in: the screens of a sign-in under way, one file each. Own their form and what their page shows; what is right
// or wrong is decided in the domain.
import { z } from 'zod';
import { browserDemand } from '../../src/domain/browser-level.ts';
import type { Challenges } from '../../src/domain/challenge/ports.ts';
import { type Journey, type Shown, withProof, withShown } from '../../src/domain/journeys/journey.ts';
import { attemptedBy, type PasswordCheck, type PasswordVerdict, verifyPassword } from '../../src/domain/journeys/verify-password.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { challengeDue } from '../../src/domain/throttle/gate.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { assertNever } from '../../src/kernel/never.ts';
import { repairUserName } from '../../src/kernel/text.ts';
import type { Problem } from '../../src/views/models.ts';
import { newChallenge } from '../kit/challenge.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export interface PasswordScreenNeeds extends PasswordCheck {
  readonly challenges: Challenges;
  readonly organisationNamed: (portal: string) => Promise<Organisation | undefined>;
}

const text = z.string().default('');
const form = z.object({ username: text, password: text, challenge: text, captcha: text, work: text });
type SignInForm = z.infer<typeof form>;

/** Fields each problem belongs to. A wrong combination is of both, never of one (ux.md 1.1). */
const FIELDS: Partial<Record<ProblemCode, readonly string[]>> = {
  'username-missing': ['username'],
  'password-missing': ['password'],
  'no-match': ['username', 'password'],
  'challenge-missing': ['captcha'],
  'challenge-wrong': ['captcha'],
  'challenge-old': ['captcha'],
};

/** The one-sheet sign-in: user name and password (R19.1–R19.3, ux.md 1.1), and the challenge after three misses (S8). */
export function passwordScreen(needs: PasswordScreenNeeds): Screen<'password'> {
  return {
    way: 'password',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(form, (visit: FlowVisit, typed: SignInForm) => submit(needs, visit, typed)),
      // Without script: the page comes back with another picture, the name kept (ux.md 1.2).
      'new-captcha': action(form, async (_visit: FlowVisit, typed: SignInForm) => again(typed)),
      cancel: action(z.object({}), async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: PasswordScreenNeeds, visit: FlowVisit) {
  const { organisation, journey, flow, client } = visit;
  const portal = `/${organisation.portal}`;
  const username = journey.shown?.username ?? visit.brought?.username ?? flow.loginHint ?? '';
  const problems = problemsOf(journey.shown, visit.now);
  const challenged = problems.some(({ fields }) => fields[0] === 'captcha') || (await isDue(needs, visit, username));
  const tips = problems.some((problem) => problem.code === 'no-match');
  const browsers = browserDemand(organisation.policy.browsers, { name: client.name, baseline: client.metadata['browser_baseline'] });
  return {
    action: visit.address,
    ...(browsers && { browsers }),
    ...(client.metadata['initiate_login_uri'] || !client.firstParty ? { appName: client.name } : {}),
    username,
    problems,
    repaired: journey.shown?.repaired ?? false,
    tips,
    elsewhere: tips ? await elsewhere(needs, visit) : [],
    ...(flow.reasons.includes('session_idle') && { notice: 'session-idle' as const }),
    ...(challenged && { challenge: newChallenge(needs.challenges, visit, 'sign-in') }),
    ...(visit.brought && !journey.shown && { notice: visit.brought.notice }),
    forgotPasswordHref: `${portal}/forgot-password`,
    forgotUsernameHref: `${portal}/forgot-username`,
    finderHref: '/',
    cancel: !client.firstParty,
  };
}

function isDue(needs: PasswordScreenNeeds, visit: FlowVisit, username: string): Promise<boolean> {
  const attempted = attemptedBy({ ...visit, username });
  return challengeDue(needs, { ...attempted, account: username === '' ? undefined : attempted.account }, visit.now);
}

function problemsOf(shown: Shown | undefined, now: number): Problem[] {
  return (shown?.problems ?? []).map((code) => {
    const fields = FIELDS[code] ?? ['username'];
    return code === 'throttled' ? waitProblem(Math.max(1, Math.ceil(((shown?.waitUntil ?? now) - now) / 1000)), fields) : { code, fields };
  });
}

/** Seconds below two minutes, else minutes, rounded up (`settled.md` 17). */
function waitProblem(seconds: number, fields: readonly string[]): Problem {
  if (seconds * 1000 < minutes(2)) return { code: 'throttled-seconds', fields, values: { seconds } };
  return { code: 'throttled', fields, values: { minutes: Math.ceil(seconds / 60) } };
}

function again(typed: SignInForm, problems: readonly ProblemCode[] = [], waitUntil?: number): Outcome {
  const { text: username, repaired } = repairUserName(typed.username);
  return { kind: 'retry', shown: { problems, username, repaired, ...(waitUntil !== undefined && { waitUntil }) } };
}

/** The other portals of this browser, under their present names (R16.3). Depends on the browser alone, so it tells nothing of accounts. */
async function elsewhere(needs: PasswordScreenNeeds, { organisation: here, signedInBefore }: FlowVisit) {
  const found = await Promise.all(signedInBefore.map(needs.organisationNamed));
  const others = new Map(found.flatMap((other) => (other && other.id !== here.id ? [[other.id, other] as const] : [])));
  return [...others.values()].map(({ name, portal }) => ({ name, href: `/${portal}` }));
}

async function submit(needs: PasswordScreenNeeds, visit: FlowVisit, typed: SignInForm): Promise<Outcome> {
  const missing: ProblemCode[] = [];
  if (repairUserName(typed.username).text === '') missing.push('username-missing');
  if (typed.password === '') missing.push('password-missing');
  if (missing.length > 0) return again(typed, missing);
  const { organisation, browserId, network, counted, now, flow } = visit;
  const verdict = await verifyPassword(needs, {
    organisation,
    browserId,
    network,
    counted,
    now,
    username: typed.username,
    password: typed.password,
    purpose: 'sign-in',
    ...(typed.challenge !== '' && { challenge: { id: typed.challenge, typed: typed.captcha, work: typed.work } }),
    clientId: flow.clientId,
    trace: flow.uid,
  });
  return outcomeOf(verdict, visit, typed);
}

const CHALLENGE_PROBLEMS = { none: 'challenge-missing', wrong: 'challenge-wrong', old: 'challenge-old' } as const;

function outcomeOf(verdict: PasswordVerdict, visit: FlowVisit, typed: SignInForm): Outcome {
  switch (verdict.kind) {
    case 'right':
      return { kind: 'proceed', journey: shownIfRepaired(withProof(visit.journey, verdict.proof), typed) };
    case 'refused':
      return again(typed, ['no-match']);
    case 'challenge':
      return again(typed, [CHALLENGE_PROBLEMS[verdict.answer]]);
    case 'closed':
      return again(typed, ['throttled-closed']);
    case 'wait':
      if (verdict.for === 'account') return again(typed, ['throttled'], verdict.until);
      return { kind: 'too-many', retryAfterSeconds: Math.max(1, Math.ceil((verdict.until - visit.now) / 1000)) };
    default:
      return assertNever(verdict);
  }
}

/** That the name was repaired is said on the next page, also when it worked (R3.9). */
function shownIfRepaired(journey: Journey, typed: SignInForm): Journey {
  const { text: username, repaired } = repairUserName(typed.username);
  return repaired ? withShown(journey, { problems: [], username, repaired }) : journey;
}
