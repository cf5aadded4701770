import * as v from '@badrap/valita';
import { changeProfile, type ProfileNeeds, repairName } from '../../src/domain/journeys/own-profile.ts';
import { type Language, mustUseSingleSignOn } from '../../src/domain/organisations/organisation.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { text } from '../kit/fields.ts';
import { problemsAt } from '../kit/left.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { mayChangeEmail } from './email.ts';

/** What the page needs. */
export type ProfilePageNeeds = AccountNeeds & ProfileNeeds;

type Model = PageModels['account/profile'];

const form = v.object({ 'given-name': text, 'family-name': text, language: text });

/** `/<portal>/account`: who one is here, and in which language (ux.md 1.16). */
export function profilePage(needs: ProfilePageNeeds): Page<PortalVisit, 'account/profile'> {
  return accountPage(needs, {
    subject: 'profile',
    template: 'account/profile',
    load: async (visit) => page(visit),
    submit: action(form, (visit: AccountVisit, typed) => submit(needs, visit, typed)),
  });
}

async function submit(needs: ProfilePageNeeds, visit: AccountVisit, typed: v.Infer<typeof form>): Promise<FormOutcome> {
  const { organisation, owner, network, now } = visit;
  const [givenName, familyName] = [repairName(typed['given-name']), repairName(typed['family-name'])];
  const tooLong = [...(givenName === undefined ? ['given-name'] : []), ...(familyName === undefined ? ['family-name'] : [])];
  if (organisation.policy.ownName && tooLong.length > 0)
    return { kind: 'again', left: { typed, problems: ['name-long'], fields: tooLong } };
  const names = organisation.policy.ownName ? { givenName: givenName ?? '', familyName: familyName ?? '' } : undefined;
  const locale = languageMeant(visit, typed.language);
  await changeProfile(needs, { names, locale }, { organisation, account: owner.account, audit: { address: network }, now });
  const done = doneAndTo(visit, SUBJECT_PLACES.profile, { key: 'profile' });
  // The switch at the top of each page follows the choice.
  return done.kind === 'go' && locale !== visit.language ? { ...done, to: `${done.to}?lang=${locale}` } : done;
}

/** The chosen language; of what is none of the organisation's, the one that was there, or that of this page. */
function languageMeant({ organisation, owner, language }: AccountVisit, chosen: string): Language {
  const known = organisation.languages.allowed.filter((tag) => tag === chosen || tag === owner.account.locale);
  return known.find((tag) => tag === chosen) ?? known[0] ?? language;
}

function page(visit: AccountVisit): PageOutcome<Model> {
  const { organisation, owner, address, done, left } = visit;
  const { typed } = left;
  const { username, email, givenName = '', familyName = '' } = owner.account;
  const language = languageMeant(visit, typed?.['language'] ?? '');
  const model: Model = {
    action: address,
    username,
    givenName: typed?.['given-name'] ?? givenName,
    familyName: typed?.['family-name'] ?? familyName,
    ...(owner.account.role === 'contact' && { isContact: true }),
    nameLocked: !organisation.policy.ownName,
    ...(email !== undefined && { email }),
    ...(mayChangeEmail(visit) && { emailHref: `/${organisation.portal}/account/email` }),
    ...(mustUseSingleSignOn(organisation, owner.account) && { singleSignOn: true }),
    languages: organisation.languages.allowed.map((tag) => ({ tag, chosen: tag === language })),
    problems: (left.fields ?? []).flatMap((field) => problemsAt(left, field)),
    ...(done && { done }),
  };
  return { kind: 'page', model };
}
