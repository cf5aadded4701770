// Sign-in: the screens of a sign-in under way, one file each. Own their form and what their page shows; what is right
// or wrong is decided in the domain.
import * as v from '@badrap/valita';
import { browserDemand } from '../../src/domain/browser-level.ts';
import { type Journey, type Shown, withProof, withShown } from '../../src/domain/journeys/journey.ts';
import { attemptedBy, type PasswordCheck, type PasswordVerdict, verifyPassword } from '../../src/domain/journeys/verify-password.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { challengeDue } from '../../src/domain/throttle/gate.ts';
import { repairUserName } from '../../src/kernel/text.ts';
import { dayInWords } from '../../src/views/dates.ts';
import type { Problem } from '../../src/views/models.ts';
import { stopOf, waitProblem } from '../kit/attempt.ts';
import {
  CHALLENGE_FIELDS,
  type ChallengeFormNeeds,
  challengeAnswer,
  haveCodeMailed,
  isOfChallenge,
  keepsMailed,
  MAILED_FIELD,
  newChallenge,
} from '../kit/challenge.ts';
import { noFields, text } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import {
  askForPasskey,
  judgePasskey,
  PASSKEY_FIELDS,
  type PasskeyFormNeeds,
  passkeyAgain,
  passkeyForm,
  passkeysHere,
} from '../kit/passkey.ts';
import type { FlowVisit } from '../kit/visit.ts';
import { wayOf } from '../kit/way-address.ts';

/** What the screen needs. */
export interface PasswordScreenNeeds extends Omit<PasswordCheck, 'counters' | 'challenges'>, ChallengeFormNeeds, PasskeyFormNeeds {
  readonly counters: PasswordCheck['counters'];
  readonly organisationNamed: (portal: string) => Promise<Organisation | undefined>;
}

const form = v.object({ username: text, password: text, challenge: text, captcha: text, work: text, mailed: v.string().optional() });
type SignInForm = v.Infer<typeof form>;

/** Fields each problem belongs to. A wrong combination is of both, never of one (ux.md 1.1). */
const FIELDS: Partial<Record<ProblemCode, readonly string[]>> = {
  'username-missing': ['username'],
  'password-missing': ['password'],
  'no-match': ['username', 'password'],
  'former-password': ['password'],
  ...CHALLENGE_FIELDS,
  ...PASSKEY_FIELDS,
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
      // The script's own form: a passkey tells whose it is, so nothing else is typed.
      passkey: action(passkeyForm, (visit: FlowVisit, { answer }) => bySheet(needs, visit, answer)),
      mail: action(form, (visit: FlowVisit, typed: SignInForm) => mailed(needs, visit, typed)),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: PasswordScreenNeeds, visit: FlowVisit) {
  const { organisation, journey, flow, client } = visit;
  const portal = `/${organisation.portal}`;
  const username = journey.shown?.username ?? visit.brought?.username ?? flow.loginHint ?? '';
  const problems = problemsOf(journey.shown, visit);
  const codeMailed = journey.shown?.codeMailed ?? false;
  const challenged = codeMailed || problems.some(isOfChallenge) || (await isDue(needs, visit, username));
  const tips = journey.shown?.problems.includes('no-match') ?? false;
  const browsers = browserDemand(organisation.policy.browsers, { name: client.name, baseline: client.metadata['browser_baseline'] });
  return {
    action: visit.address,
    ...(browsers && { browsers }),
    ...(client.metadata['initiate_login_uri'] || !client.firstParty ? { appName: client.name } : {}),
    username,
    problems,
    repaired: journey.shown?.repaired ?? false,
    tips,
    former: problems.some((problem) => problem.code === 'former-password'),
    elsewhere: tips ? await elsewhere(needs, visit) : [],
    ...(flow.reasons.includes('session_idle') && { notice: 'session-idle' as const }),
    ...(journey.shown?.overtaken && { notice: 'overtaken' as const }),
    ...(challenged && { challenge: newChallenge(needs, visit, 'sign-in', codeMailed && 'username') }),
    ...(visit.demand.firstWays.includes('sso') && { singleSignOn: { action: wayOf(visit, 'sso') } }),
    ...(passkeysHere(visit) && { passkey: askForPasskey(needs, visit, 'sign-in') }),
    ...(visit.brought && !journey.shown && { notice: visit.brought.notice }),
    activateHref: `${portal}/activate`,
    forgotPasswordHref: `${portal}/forgot-password`,
    forgotUsernameHref: `${portal}/forgot-username`,
    finderHref: '/',
    cancel: !client.firstParty,
  };
}

function isDue(needs: PasswordScreenNeeds, { organisation, browserId, counted, now }: FlowVisit, username: string): Promise<boolean> {
  const { account, browser, network } = attemptedBy({ organisation, browserId, counted, username });
  return challengeDue(needs, { account: username === '' ? undefined : account, browser, network }, now);
}

function problemsOf(shown: Shown | undefined, { now, language, organisation }: FlowVisit): Problem[] {
  const standing = (shown?.problems ?? []).filter((code) => code !== 'throttled' || (shown?.waitUntil ?? now) > now);
  return standing.map((code): Problem => {
    const fields = FIELDS[code] ?? ['username'];
    // Where they do not count in user names, nobody is sent to look for capitals there (R2.1).
    if (code === 'no-match' && organisation.policy.usernameCase === 'insensitive') return { code: 'no-match-any', fields };
    if (code === 'throttled') return waitProblem(shown?.waitUntil ?? now, now, fields);
    if (code === 'former-password') return { code, fields, values: { date: dayInWords(shown?.formerSince ?? now, language) } };
    return { code, fields };
  });
}

function again(
  typed: SignInForm,
  problems: readonly ProblemCode[] = [],
  { waitUntil, formerSince }: { readonly waitUntil?: number | undefined; readonly formerSince?: number | undefined } = {},
): Extract<Outcome, { readonly kind: 'retry' }> {
  const { text: username, repaired } = repairUserName(typed.username);
  const codeMailed = keepsMailed(typed, problems);
  return { kind: 'retry', shown: { problems, username, repaired, formerSince, codeMailed, ...(waitUntil !== undefined && { waitUntil }) } };
}

/** The extra check's third way (R8.3): the same page for a name that does not exist, or once too many were asked for. */
async function mailed(needs: PasswordScreenNeeds, visit: FlowVisit, typed: SignInForm): Promise<Outcome> {
  if (repairUserName(typed.username).text === '') return again(typed, ['username-missing']);
  await haveCodeMailed(needs, visit, 'sign-in', typed.username);
  return { ...again({ ...typed, mailed: '' }), at: MAILED_FIELD };
}

/** The other portals of this browser, under their present names (R16.3). Depends on the browser alone, so it tells nothing of accounts. */
async function elsewhere(needs: PasswordScreenNeeds, { organisation: here, signedInBefore }: FlowVisit) {
  const found = await Promise.all(signedInBefore().map(needs.organisationNamed));
  const others = new Map(found.flatMap((other) => (other && other.id !== here.id ? [[other.id, other] as const] : [])));
  return [...others.values()].map(({ name, portal }) => ({ name, href: `/${portal}` }));
}

/** The same words where the sheet asks for no passkey: such a form is none of our page's. */
async function bySheet(needs: PasswordScreenNeeds, visit: FlowVisit, answer: string): Promise<Outcome> {
  return passkeysHere(visit) ? judgePasskey(needs, visit, 'sign-in', { answer }) : passkeyAgain(visit, 'passkey-refused');
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
    challenge: challengeAnswer(typed),
    clientId: flow.clientId,
    trace: flow.uid,
  });
  return outcomeOf(verdict, visit, typed);
}

function outcomeOf(verdict: PasswordVerdict, visit: FlowVisit, typed: SignInForm): Outcome {
  if (verdict.kind === 'right') {
    const journey = shownIfRepaired(withProof(visit.journey, verdict.proof), typed);
    return { kind: 'proceed', journey, attempt: { facts: verdict.facts, taken: verdict.taken } };
  }
  const former = verdict.kind === 'refused' ? verdict.formerSince : undefined;
  const stop = stopOf(verdict, former === undefined ? 'no-match' : 'former-password', visit.now);
  if (stop.kind === 'too-many') return stop;
  // Nobody is told to fill in what their page did not have.
  const code = stop.code === 'challenge-missing' && typed.challenge === '' ? 'challenge-new' : stop.code;
  return again(typed, [code], { waitUntil: stop.waitUntil, formerSince: former });
}

/** That the name was repaired is said on the next page, also when it worked (R3.9). */
function shownIfRepaired(journey: Journey, typed: SignInForm): Journey {
  const { text: username, repaired } = repairUserName(typed.username);
  return repaired ? withShown(journey, { problems: [], username, repaired }) : journey;
}
