import * as v from '@badrap/valita';
import { type CodeNeeds, enterCode } from '../../src/domain/links/enter-code.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { repairUserName } from '../../src/kernel/text.ts';
import type { PageModels } from '../../src/views/models.ts';
import { backToSignIn } from '../kit/back-to-sign-in.ts';
import { CHALLENGE_FIELDS, haveCodeMailed, newChallenge } from '../kit/challenge.ts';
import { text } from '../kit/fields.ts';
import { again, cancelAt, checkFields, checkProblem, codeMailed, type ForgotFormNeeds, isCancelled } from '../kit/forgot-form.ts';
import { openedLink } from '../kit/link-routes.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the form needs. */
export type CodePageNeeds = CodeNeeds & ForgotFormNeeds;

type Form = PageModels['recovery/code'];

const form = v.object({ username: text, code: text, ...checkFields });

/** `/<portal>/code`: the code from a mail instead of its link, with a user name or address (R7.10, `settled.md` 31). */
export function codePage(needs: CodePageNeeds): Page<PortalVisit, 'recovery/code'> {
  return {
    address: '/:portal/code',
    template: 'recovery/code',
    load: async (visit) => page(needs, visit),
    submit: action(form, (visit, typed) => submit(needs, visit, typed)),
  };
}

async function submit(needs: CodePageNeeds, visit: PortalVisit, typed: v.Infer<typeof form>): Promise<FormOutcome> {
  const { username, code } = typed;
  const fields = { username };
  if (typed.do === 'new-captcha') return again(fields, typed);
  const missing: ProblemCode[] = [];
  if (repairUserName(username).text === '') missing.push('whom-missing');
  if (typed.do === 'mail' && missing.length === 0) {
    await haveCodeMailed(needs, visit, 'forgot', username);
    return codeMailed(fields);
  }
  if (code.trim() === '') missing.push('code-missing');
  if (missing.length > 0) return again(fields, typed, missing);
  const problem = await checkProblem(needs, visit, typed, username);
  if (problem) return again(fields, typed, [problem]);
  const { organisation, counted, network, now } = visit;
  const verdict = await enterCode(needs, { organisation, whom: username, code, counted, audit: { address: network }, now });
  if (verdict.kind === 'too-many') return { kind: 'fail', error: 'many', status: 429, retryAfterSeconds: verdict.retryAfterSeconds };
  if (verdict.kind === 'wrong') return again(fields, typed, ['code-wrong']);
  return openedLink(organisation.portal, verdict.link);
}

const FIELDS: Partial<Record<ProblemCode, readonly string[]>> = {
  'whom-missing': ['username'],
  'code-missing': ['code'],
  'code-wrong': ['code', 'username'],
};

function page(needs: CodePageNeeds, visit: PortalVisit): PageOutcome<Form> {
  if (isCancelled(visit)) return { kind: 'go', to: backToSignIn(visit), isCancelled: true };
  const { typed, problems = [], codeMailed: mailed } = visit.left;
  const model: Form = {
    action: visit.address,
    typed: typed?.['username'] ?? '',
    problems: problems.map((code) => ({ code, fields: FIELDS[code] ?? CHALLENGE_FIELDS[code] ?? ['username'] })),
    challenge: newChallenge(needs, visit, 'forgot', mailed && 'either'),
    cancelHref: cancelAt(visit.address),
  };
  return { kind: 'page', model };
}
