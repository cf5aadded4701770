import { z } from 'zod';
import { type AskNeeds, askForUserNames } from '../../src/domain/links/ask.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import type { PageModels } from '../../src/views/models.ts';
import { announced } from '../kit/announcement.ts';
import { newChallenge } from '../kit/challenge.ts';
import { addressFields, addressTyped, askingOf, type ForgotFormNeeds, formProblems, typedNote } from '../kit/forgot-form.ts';
import { action, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the form needs. */
export type ForgotUsernameNeeds = ForgotFormNeeds & AskNeeds;

type Form = PageModels['recovery/forgot-username'];

const form = z.object(addressFields);

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
  const asked = await addressTyped(needs, visit, typed, (mailed, codes) => page(needs, visit, typed.email, mailed, codes));
  if (asked.kind !== 'address') return asked;
  await askForUserNames(needs, askingOf(visit, asked.text));
  return { kind: 'go', to: `${visit.address}/sent`, note: typedNote(visit.address, asked.text) };
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
