import { z } from 'zod';
import { type AskNeeds, askForUserNames } from '../../src/domain/links/ask.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { prepareAddress } from '../../src/kernel/text.ts';
import type { PageModels } from '../../src/views/models.ts';
import { announced } from '../kit/announcement.ts';
import { haveCodeMailed, keepsMailed, newChallenge } from '../kit/challenge.ts';
import { askingOf, checkFields, checkProblem, type ForgotFormNeeds, formProblems, typedNote } from '../kit/forgot-form.ts';
import { action, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the form needs. */
export type ForgotUsernameNeeds = ForgotFormNeeds & AskNeeds;

type Form = PageModels['recovery/forgot-username'];

const form = z.object({ email: z.string().default(''), ...checkFields });

/** `/<portal>/forgot-username`: an address, and the extra check (R6.1). Only what cannot be an address is said to be none (ux.md 1.4). */
export function forgotUsernamePage(needs: ForgotUsernameNeeds): Page<PortalVisit, 'recovery/forgot-username'> {
  return {
    address: '/:portal/forgot-username',
    template: 'recovery/forgot-username',
    load: async (visit) => page(needs, visit, '', false),
    submit: action(form, (visit, typed) => submit(needs, visit, typed)),
  };
}

async function submit(needs: ForgotUsernameNeeds, visit: PortalVisit, typed: z.infer<typeof form>): Promise<PageOutcome<Form>> {
  const { email } = typed;
  if (typed.do === 'new-captcha') return page(needs, visit, email, keepsMailed(typed, []));
  const address = prepareAddress(email);
  if (!address) return page(needs, visit, email, keepsMailed(typed, []), ['email-invalid']);
  if (typed.do === 'mail') {
    await haveCodeMailed(needs, visit, 'forgot', email);
    return page(needs, visit, email, true);
  }
  const problem = await checkProblem(needs, visit, typed, email);
  if (problem) return page(needs, visit, email, keepsMailed(typed, [problem]), [problem]);
  await askForUserNames(needs, askingOf(visit, address.text));
  return { kind: 'go', to: `${visit.address}/sent`, note: typedNote(visit.address, address.text) };
}

function page(
  needs: ForgotUsernameNeeds,
  visit: PortalVisit,
  typed: string,
  mailed: boolean,
  codes: readonly ProblemCode[] = [],
): PageOutcome<Form> {
  const model: Form = {
    action: visit.address,
    typed,
    problems: formProblems('email', codes),
    challenge: newChallenge(needs, visit, 'forgot', mailed && 'address'),
    signInHref: `/${visit.organisation.portal}`,
  };
  return { kind: 'page', model };
}

/** `/<portal>/forgot-username/sent`: what to look for; perhaps another address is the one (R6.4, R6.6). */
export function userNamesSentPage(needs: ForgotFormNeeds): Page<PortalVisit, 'recovery/sent'> {
  return {
    address: '/:portal/forgot-username/sent',
    template: 'recovery/sent',
    load: async (visit) => {
      const { portal } = visit.organisation;
      const form = `/${portal}/forgot-username`;
      const typed = visit.noteAt(form);
      if (typed === undefined) return { kind: 'go', to: form };
      const mail = announced(needs, ['user-names'], visit);
      return { kind: 'page', model: { what: 'user-names', typed, mail, againHref: form } };
    },
  };
}
