import * as v from '@badrap/valita';
import { type FactorChangeNeeds, renameFactor } from '../../src/domain/journeys/own-factor.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { text } from '../kit/fields.ts';
import { problemsAt } from '../kit/left.ts';
import { type FactorReads, factorFields, factorMeant, factorQuery, type ListedFactor, ownChange, twoStepHref } from '../kit/own-factors.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the page needs. */
export type RenameFactorNeeds = AccountNeeds & FactorChangeNeeds & FactorReads;

type Result = PageOutcome<PageModels['account/rename-factor']>;

const form = v.object({ ...factorFields, name: text });

/** `/<portal>/account/two-step/rename?kind=…&id=…`: what one calls an app or a passkey (R14.7). */
export function renameFactorPage(needs: RenameFactorNeeds): Page<PortalVisit, 'account/rename-factor'> {
  return accountPage(needs, {
    subject: 'two-step',
    place: `${SUBJECT_PLACES['two-step']}/rename`,
    template: 'account/rename-factor',
    fresh: true,
    load: async (visit) => {
      const factor = await factorMeant(needs, visit, visit.query);
      return factor ? page(visit, factor) : { kind: 'go', to: twoStepHref(visit) };
    },
    submit: action(form, (visit: AccountVisit, typed) => submit(needs, visit, typed)),
  });
}

function page(visit: AccountVisit, { kind, id, name }: ListedFactor): Result {
  const { typed } = visit.left;
  const model = {
    action: visit.address,
    kind,
    id,
    name: typed?.['name'] ?? name,
    cancelHref: twoStepHref(visit),
    problems: problemsAt(visit.left, 'name'),
  };
  return { kind: 'page', model };
}

async function submit(needs: RenameFactorNeeds, visit: AccountVisit, { name, ...meant }: v.Infer<typeof form>): Promise<FormOutcome> {
  const factor = await factorMeant(needs, visit, meant);
  const renamed = factor ? await renameFactor(needs, ownChange(visit, needs.portalClient), factor, name) : 'unknown';
  if (factor && renamed === 'name-long')
    return { kind: 'again', left: { typed: { name }, problems: ['passkey-name-long'] }, query: factorQuery(factor) };
  if (renamed !== 'renamed') return { kind: 'go', to: twoStepHref(visit) };
  return doneAndTo(visit, SUBJECT_PLACES['two-step'], { key: 'factor-renamed' });
}
