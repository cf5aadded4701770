// Sign-in: the screens of a sign-in under way, one file each. Own their form and what their page shows; what is right
// or wrong is decided in the domain.
import { z } from 'zod';
import { withProof } from '../../src/domain/journeys/journey.ts';
import { type PasswordCheck, verifyPassword } from '../../src/domain/journeys/verify-password.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { repairUserName } from '../../src/kernel/text.ts';
import type { Problem } from '../../src/views/models.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';

const form = z.object({ username: z.string().default(''), password: z.string().default('') });
type SignInForm = z.infer<typeof form>;

/** Fields each problem belongs to. A wrong combination is of both, never of one (ux.md 1.1). */
const FIELDS: Partial<Record<ProblemCode, readonly string[]>> = {
  'username-missing': ['username'],
  'password-missing': ['password'],
  'no-match': ['username', 'password'],
};

/** The one-sheet sign-in: user name and password (R19.1–R19.3, ux.md 1.1). */
export function passwordScreen(check: PasswordCheck): Screen<'password'> {
  return {
    way: 'password',
    model: async (visit) => model(visit),
    actions: {
      submit: action(form, (visit: FlowVisit, typed: SignInForm) => submit(check, visit, typed)),
      cancel: action(z.object({}), async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

function model(visit: FlowVisit) {
  const { organisation, journey, flow, client } = visit;
  const portal = `/${organisation.portal}`;
  const problems: Problem[] = (journey.shown?.problems ?? []).map((code) => ({ code, fields: FIELDS[code] ?? ['username'] }));
  return {
    action: visit.address,
    ...(client.metadata['initiate_login_uri'] || !client.firstParty ? { appName: client.name } : {}),
    username: journey.shown?.username ?? flow.loginHint ?? '',
    problems,
    repaired: journey.shown?.repaired ?? false,
    tips: problems.some((problem) => problem.code === 'no-match'),
    ...(flow.reasons.includes('session_idle') && { notice: 'session-idle' as const }),
    forgotPasswordHref: `${portal}/forgot-password`,
    forgotUsernameHref: `${portal}/forgot-username`,
    finderHref: '/',
    cancel: !client.firstParty,
  };
}

async function submit(check: PasswordCheck, visit: FlowVisit, typed: SignInForm): Promise<Outcome> {
  const { text, repaired } = repairUserName(typed.username);
  const again = (...problems: ProblemCode[]): Outcome => ({ kind: 'retry', shown: { problems, username: text, repaired } });
  const missing: ProblemCode[] = [];
  if (text === '') missing.push('username-missing');
  if (typed.password === '') missing.push('password-missing');
  if (missing.length > 0) return again(...missing);
  const { organisation, browserId, network, now, flow } = visit;
  const verdict = await verifyPassword(check, {
    organisation,
    browserId,
    network,
    now,
    username: typed.username,
    password: typed.password,
    clientId: flow.clientId,
    trace: flow.uid,
  });
  if (verdict === 'refused') return again('no-match');
  return { kind: 'proceed', journey: withProof(visit.journey, verdict.proof) };
}
