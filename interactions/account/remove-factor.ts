import * as v from '@badrap/valita';
import { type FactorChangeNeeds, isLast, mustStay, removeFactor } from '../../src/domain/journeys/own-factor.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { type FactorReads, factorFields, factorMeant, factorQuery, ownChange, twoStepHref } from '../kit/own-factors.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the page needs. */
export type RemoveFactorNeeds = AccountNeeds & FactorChangeNeeds & FactorReads & WordOfEndNeeds;

type Result = PageOutcome<PageModels['account/remove-factor']>;

const form = v.object(factorFields);

/** `/<portal>/account/two-step/remove?kind=…&id=…`: is it really to be taken away? A page, so that it works everywhere (ux.md 1.16). */
export function removeFactorPage(needs: RemoveFactorNeeds): Page<PortalVisit, 'account/remove-factor'> {
  return accountPage(needs, {
    subject: 'two-step',
    place: `${SUBJECT_PLACES['two-step']}/remove`,
    template: 'account/remove-factor',
    fresh: true,
    load: (visit) => page(needs, visit, visit.query),
    submit: action(form, (visit: AccountVisit, meant) => submit(needs, visit, meant)),
  });
}

async function page(
  needs: RemoveFactorNeeds,
  visit: AccountVisit,
  meant: { readonly kind?: string; readonly id?: string },
): Promise<Result> {
  const factor = await factorMeant(needs, visit, meant);
  if (!factor) return { kind: 'go', to: twoStepHref(visit) };
  const { twoStep } = visit.owner.demand;
  const { kind, id, name } = factor;
  const model = {
    action: visit.address,
    kind,
    id,
    name,
    mustStay: mustStay(ownChange(visit, needs.portalClient), twoStep),
    isLast: isLast(twoStep),
    cancelHref: twoStepHref(visit),
  };
  return { kind: 'page', model };
}

async function submit(needs: RemoveFactorNeeds, visit: AccountVisit, meant: v.Infer<typeof form>): Promise<FormOutcome> {
  const { owner } = visit;
  const factor = await factorMeant(needs, visit, meant);
  if (!factor) return { kind: 'go', to: twoStepHref(visit) };
  const change = ownChange(visit, needs.portalClient);
  const removed = await withWordOfEnd(needs, change, () => removeFactor(needs, change, factor, owner.demand.twoStep));
  // Removed elsewhere meanwhile, or the last by now: its page says which.
  if (removed !== 'removed') return { kind: 'go', to: `${visit.address}?${factorQuery(factor)}` };
  return doneAndTo(visit, SUBJECT_PLACES['two-step'], { key: `${factor.kind}-removed` });
}
