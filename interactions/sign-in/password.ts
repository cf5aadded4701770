// Sign-in: the screens of a sign-in under way, one file each. Own their form and what their page shows; what is right
// or wrong is decided in the domain.
import { z } from 'zod';
import { withProof, withShown } from '../../src/domain/journeys/journey.ts';
import { type PasswordCheck, verifyPassword } from '../../src/domain/journeys/verify-password.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
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

/** What the sheet needs. */
export interface PasswordNeeds extends PasswordCheck {
  readonly organisationNamed: (portal: string) => Promise<Organisation | undefined>;
}

/** The one-sheet sign-in: user name and password (R19.1–R19.3, ux.md 1.1). */
export function passwordScreen(needs: PasswordNeeds): Screen<'password'> {
  return {
    way: 'password',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(form, (visit: FlowVisit, typed: SignInForm) => submit(needs, visit, typed)),
      cancel: action(z.object({}), async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: PasswordNeeds, visit: FlowVisit) {
  const { organisation, journey, flow, client } = visit;
  const portal = `/${organisation.portal}`;
  const problems: Problem[] = (journey.shown?.problems ?? []).map((code) => ({ code, fields: FIELDS[code] ?? ['username'] }));
  const tips = problems.some((problem) => problem.code === 'no-match');
  return {
    action: visit.address,
    ...(client.metadata['initiate_login_uri'] || !client.firstParty ? { appName: client.name } : {}),
    username: journey.shown?.username ?? flow.loginHint ?? '',
    problems,
    repaired: journey.shown?.repaired ?? false,
    tips,
    elsewhere: tips ? await elsewhere(needs, visit) : [],
    ...(flow.reasons.includes('session_idle') && { notice: 'session-idle' as const }),
    forgotPasswordHref: `${portal}/forgot-password`,
    forgotUsernameHref: `${portal}/forgot-username`,
    finderHref: '/',
    cancel: !client.firstParty,
  };
}

/** The other portals of this browser, under their present names (R16.3). Depends on the browser alone, so it tells nothing of accounts. */
async function elsewhere(needs: PasswordNeeds, { organisation: here, signedInBefore }: FlowVisit) {
  const found = await Promise.all(signedInBefore.map(needs.organisationNamed));
  const others = new Map(found.flatMap((other) => (other && other.id !== here.id ? [[other.id, other] as const] : [])));
  return [...others.values()].map(({ name, portal }) => ({ name, href: `/${portal}` }));
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
  const journey = withProof(visit.journey, verdict.proof);
  return { kind: 'proceed', journey: repaired ? withShown(journey, { problems: [], username: text, repaired }) : journey };
}
