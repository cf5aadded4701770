import * as v from '@badrap/valita';
import { type AskPortalsNeeds, askForPortals } from '../../src/domain/links/ask-portals.ts';
import type { PageModels } from '../../src/views/models.ts';
import { announced } from '../kit/announcement.ts';
import { newChallenge } from '../kit/challenge.ts';
import { addressFields, addressTyped, cancelAt, type ForgotFormNeeds, formProblems, isCancelled, typedNote } from '../kit/forgot-form.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import { afterForm, beginPause, otherAddress, type SentNeeds } from '../kit/sent-again.ts';
import type { AnywhereVisit } from '../kit/visit.ts';

/** What the form needs. */
export type WhichPortalNeeds = ForgotFormNeeds & AskPortalsNeeds & SentNeeds;

type Form = PageModels['portal/which'];

/** Beside the addresses of sign-ins that belong to no portal: no portal can be called so. */
const ADDRESS = '/sign-in/which-portal';

const form = v.object(addressFields);

/** `/sign-in/which-portal`: the portals of an address are mailed to it (R16.1). */
export function whichPortalPage(needs: WhichPortalNeeds): Page<AnywhereVisit, 'portal/which'> {
  return {
    address: ADDRESS,
    template: 'portal/which',
    load: async (visit) => page(needs, visit),
    submit: action(form, (visit, typed) => submit(needs, visit, typed)),
  };
}

async function submit(needs: WhichPortalNeeds, visit: AnywhereVisit, typed: v.Infer<typeof form>): Promise<FormOutcome> {
  const asked = await addressTyped(needs, visit, typed);
  if (asked.kind !== 'address') return asked;
  await beginPause(needs, visit, ADDRESS, asked.text);
  await send(needs, visit, asked.text);
  return { kind: 'go', to: `${ADDRESS}/sent`, note: typedNote(ADDRESS, asked.text) };
}

function send(needs: WhichPortalNeeds, { language, counted, network, now, device }: AnywhereVisit, typed: string): Promise<void> {
  return askForPortals(needs, { typed, locale: language, asked: { at: now, device }, counted, audit: { address: network } });
}

function page(needs: WhichPortalNeeds, visit: AnywhereVisit): PageOutcome<Form> {
  if (isCancelled(visit)) return { kind: 'go', to: '/', isCancelled: true };
  const { left } = visit;
  const challenge = newChallenge(needs, visit, 'forgot', left.codeMailed && 'address');
  const typed = left.typed?.['email'] ?? '';
  const model: Form = { action: ADDRESS, typed, problems: formProblems('email', left), challenge, cancelHref: cancelAt(ADDRESS) };
  return { kind: 'page', model };
}

/** `/sign-in/which-portal/sent`: what to look for. */
export function portalsSentPage(needs: WhichPortalNeeds): Page<AnywhereVisit, 'recovery/sent'> {
  return afterForm<AnywhereVisit>(needs, {
    address: `${ADDRESS}/sent`,
    form: () => ADDRESS,
    sent: (visit, { form, typed }) => {
      const mail = announced(needs, ['portals'], visit);
      return { what: 'portals', typed, mail, other: otherAddress(needs, visit, form) };
    },
    send: (visit, typed) => send(needs, visit, typed),
  });
}
