import * as v from '@badrap/valita';
import { type AskNeeds, askForUserNames } from '../../src/domain/links/ask.ts';
import type { PageModels } from '../../src/views/models.ts';
import { announced } from '../kit/announcement.ts';
import { backToSignIn } from '../kit/back-to-sign-in.ts';
import { newChallenge } from '../kit/challenge.ts';
import {
  addressFields,
  addressTyped,
  askingOf,
  cancelAt,
  type ForgotFormNeeds,
  formProblems,
  isCancelled,
  typedNote,
} from '../kit/forgot-form.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import { afterForm, beginPause, otherAddress, type SentNeeds } from '../kit/sent-again.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the form needs. */
export type ForgotUsernameNeeds = ForgotFormNeeds & AskNeeds & SentNeeds;

type Form = PageModels['recovery/forgot-username'];

const form = v.object(addressFields);

/** `/<portal>/forgot-username`: an address, and the extra check (R6.1). Only what cannot be an address is said to be none (ux.md 1.4). */
export function forgotUsernamePage(needs: ForgotUsernameNeeds): Page<PortalVisit, 'recovery/forgot-username'> {
  return {
    address: '/:portal/forgot-username',
    template: 'recovery/forgot-username',
    load: async (visit) => page(needs, visit),
    submit: action(form, (visit, typed) => submit(needs, visit, typed)),
  };
}

async function submit(needs: ForgotUsernameNeeds, visit: PortalVisit, typed: v.Infer<typeof form>): Promise<FormOutcome> {
  const asked = await addressTyped(needs, visit, typed);
  if (asked.kind !== 'address') return asked;
  await beginPause(needs, visit, visit.address, asked.text);
  await askForUserNames(needs, askingOf(visit, asked.text));
  return { kind: 'go', to: `${visit.address}/sent`, note: typedNote(visit.address, asked.text) };
}

function page(needs: ForgotUsernameNeeds, visit: PortalVisit): PageOutcome<Form> {
  if (isCancelled(visit)) return { kind: 'go', to: backToSignIn(visit), isCancelled: true };
  const { left } = visit;
  const model: Form = {
    action: visit.address,
    typed: left.typed?.['email'] ?? '',
    problems: formProblems('email', left),
    challenge: newChallenge(needs, visit, 'forgot', left.codeMailed && 'address'),
    cancelHref: cancelAt(visit.address),
  };
  return { kind: 'page', model };
}

/** `/<portal>/forgot-username/sent`: what to look for; perhaps another address is the one (R6.4, R6.6). */
export function userNamesSentPage(needs: ForgotUsernameNeeds): Page<PortalVisit, 'recovery/sent'> {
  return afterForm<PortalVisit>(needs, {
    address: '/:portal/forgot-username/sent',
    form: ({ organisation }) => `/${organisation.portal}/forgot-username`,
    sent: (visit, { form, typed }) => {
      const mail = announced(needs, ['user-names'], visit);
      return { what: 'user-names', typed, mail, other: otherAddress(needs, visit, form) };
    },
    send: (visit, typed) => askForUserNames(needs, askingOf(visit, typed)),
  });
}
