// Recovery: what a person can do who forgot something, or lost a mail. Owns the forms; who is meant, and what is mailed
// to whom, is decided in the domain. No page here depends on whether there is such an account (security.md 1.4).
import * as v from '@badrap/valita';
import { type AskNeeds, askForPassword } from '../../src/domain/links/ask.ts';
import { lifeOf } from '../../src/domain/links/issue.ts';
import type { PasswordPurpose } from '../../src/domain/links/link.ts';
import { prepareAddress, repairUserName } from '../../src/kernel/text.ts';
import type { PageModels } from '../../src/views/models.ts';
import { announced } from '../kit/announcement.ts';
import { backToSignIn, lastTried } from '../kit/back-to-sign-in.ts';
import { haveCodeMailed, newChallenge } from '../kit/challenge.ts';
import { text } from '../kit/fields.ts';
import {
  again,
  askingOf,
  cancelAt,
  checkFields,
  checkProblem,
  codeMailed,
  type ForgotFormNeeds,
  formProblems,
  isCancelled,
  typedNote,
} from '../kit/forgot-form.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import { afterForm, beginPause, type Remembered, type SentNeeds, type SentOf } from '../kit/sent-again.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the forms need. */
export type ForgotPasswordNeeds = ForgotFormNeeds & AskNeeds & SentNeeds;

type Form = PageModels['recovery/forgot-password'];

const form = v.object({ username: text, ...checkFields });

/** The two places where a link is asked for: who forgot a password, and who comes for the first time (R7.2). Both do the same. */
const PLACES = [
  { purpose: 'password-reset', place: 'forgot-password' },
  { purpose: 'activation', place: 'activate' },
] as const satisfies readonly { readonly purpose: PasswordPurpose; readonly place: string }[];

/** `/<portal>/forgot-password` and `/<portal>/activate`: a user name or address, and the extra check (R4.1, R7.2). */
export function askForLinkPages(needs: ForgotPasswordNeeds): readonly Page<PortalVisit, 'recovery/forgot-password'>[] {
  return PLACES.map(({ purpose, place }) => ({
    address: `/:portal/${place}`,
    template: 'recovery/forgot-password',
    load: async (visit) => page(needs, visit, purpose),
    submit: action(form, (visit, typed) => submit(needs, visit, typed)),
  }));
}

/** What was sent and did not do, or did, for who comes back to it from the page after; else the name that was tried at the sign-in. */
function firstShown(visit: PortalVisit): string {
  const { username } = visit.left.typed ?? {};
  return username ?? (visit.query['again'] === undefined ? undefined : visit.noteAt(visit.address)) ?? lastTried(visit);
}

async function submit(needs: ForgotPasswordNeeds, visit: PortalVisit, typed: v.Infer<typeof form>): Promise<FormOutcome> {
  const { username } = typed;
  const fields = { username };
  if (typed.do === 'new-captcha') return again(fields, typed);
  if (repairUserName(username).text === '') return again({ username: '' }, typed, ['whom-missing']);
  if (typed.do === 'mail') {
    await haveCodeMailed(needs, visit, 'forgot', username);
    return codeMailed(fields);
  }
  const problem = await checkProblem(needs, visit, typed, username);
  if (problem) return again(fields, typed, [problem]);
  await beginPause(needs, visit, visit.address, username);
  await askForPassword(needs, askingOf(visit, username));
  return { kind: 'go', to: `${visit.address}/sent`, note: typedNote(visit.address, username) };
}

function page(needs: ForgotPasswordNeeds, visit: PortalVisit, purpose: PasswordPurpose): PageOutcome<Form> {
  if (isCancelled(visit)) return { kind: 'go', to: backToSignIn(visit), isCancelled: true };
  const { portal, policy } = visit.organisation;
  const { left } = visit;
  const model: Form = {
    action: visit.address,
    purpose,
    typed: firstShown(visit),
    problems: formProblems('username', left),
    challenge: newChallenge(needs, visit, 'forgot', left.codeMailed && 'either'),
    forgotUsernameHref: `/${portal}/forgot-username`,
    cancelHref: cancelAt(visit.address),
    ...(policy.singleSignOn !== 'off' && { singleSignOn: true }),
  };
  return { kind: 'page', model };
}

/** The pages after them: what to look for, how long it works, and what to do if nothing comes (R4.2). */
export function linkSentPages(needs: ForgotPasswordNeeds): readonly Page<PortalVisit, 'recovery/sent'>[] {
  return PLACES.map(({ purpose, place }) =>
    afterForm<PortalVisit>(needs, {
      address: `/:portal/${place}/sent`,
      form: ({ organisation }) => `/${organisation.portal}/${place}`,
      sent: (visit, asked) => sentOf(needs, visit, purpose, asked),
      send: (visit, typed) => askForPassword(needs, askingOf(visit, typed)),
    }),
  );
}

function sentOf(needs: ForgotFormNeeds, visit: PortalVisit, purpose: PasswordPurpose, { form, typed }: Remembered): SentOf {
  const { organisation } = visit;
  return {
    what: purpose,
    typed,
    ...(prepareAddress(typed) && { byAddress: true }),
    mail: announced(needs, ['password-reset', 'activation'], visit),
    lives: { reset: lifeOf(organisation, 'password-reset'), activation: lifeOf(organisation, 'activation') },
    otherHref: `${form}?again=yes`,
    codeHref: `/${organisation.portal}/code`,
    forgotUsernameHref: `/${organisation.portal}/forgot-username`,
  };
}
