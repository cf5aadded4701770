import { type HealNeeds, healLink } from '../../src/domain/links/heal.ts';
import { lifeOf } from '../../src/domain/links/issue.ts';
import type { SeenLink } from '../../src/domain/links/look.ts';
import { isReachable } from '../../src/domain/links/recipients.ts';
import { heals } from '../../src/domain/links/standing.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AnnouncingNeeds, announced } from '../kit/announcement.ts';
import { askingOf } from '../kit/forgot-form.ts';
import type { Page, PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { isDone, type LinkPlace, placeOf, purposeAt, seenIn, signInAs } from './opened.ts';

/** What the pages need. */
export type DeadNeeds = HealNeeds & AnnouncingNeeds;

type Model = PageModels['activation/dead'];

/** `…/<handle>/dead`: why a link no longer works, without a name or an address (`settled.md` 29), and a fresh one (R7.6). */
export function deadPage(needs: DeadNeeds, { place }: LinkPlace): Page<PortalVisit, 'activation/dead'> {
  return {
    address: `/:portal/${place}/:ticket/dead`,
    template: 'activation/dead',
    load: async (visit) => page(visit, await seenIn(needs, visit), []),
    submit: { run: (visit) => submit(needs, visit) },
  };
}

async function submit(needs: DeadNeeds, visit: PortalVisit): Promise<PageOutcome<Model>> {
  const seen = await seenIn(needs, visit);
  if (!seen) return page(visit, seen, []);
  const { typed: _, ...asking } = askingOf(visit, '');
  const healing = await healLink(needs, seen.link.id, asking);
  if (healing === 'sent') return { kind: 'go', to: `${placeOf(visit)}/sent` };
  return page(visit, seen, healing === 'too-often' ? ['heal-too-often'] : []);
}

function page(visit: PortalVisit, seen: SeenLink | undefined, codes: readonly ProblemCode[]): PageOutcome<Model> {
  const { portal } = visit.organisation;
  const purpose = purposeAt(visit);
  const around = { purpose, action: visit.address, problems: codes.map((code) => ({ code, fields: [] })), signInHref: `/${portal}` };
  const again = { forgotHref: `/${portal}/forgot-password`, codeHref: `/${portal}/code` };
  if (!seen) return { kind: 'page', status: 404, model: { ...around, ...again, why: 'unknown', mends: false } };
  const { link, standing, account } = seen;
  if (standing.kind === 'open') return { kind: 'go', to: placeOf(visit) };
  if (isDone(seen)) return { kind: 'go', to: signInAs(visit, seen.account) };
  const mends = heals(link, standing, visit.now) && account !== undefined && isReachable(account);
  const facts = { ...('at' in standing && { at: standing.at }), ...('sameAddress' in standing && { sameAddress: standing.sameAddress }) };
  return { kind: 'page', model: { ...around, ...again, why: standing.kind, life: link.life, mends, ...facts } };
}

/** `…/<handle>/sent`: a fresh one is on its way. */
export function healedPage(needs: DeadNeeds, { purpose, place }: LinkPlace): Page<PortalVisit, 'recovery/sent'> {
  return {
    address: `/:portal/${place}/:ticket/sent`,
    template: 'recovery/sent',
    load: async (visit) => {
      const seen = await seenIn(needs, visit);
      if (seen?.standing.kind !== 'replaced') return { kind: 'go', to: placeOf(visit) };
      const { portal } = visit.organisation;
      const mail = announced(needs, [purpose], visit);
      const model = {
        what: 'healed',
        mail,
        life: lifeOf(visit.organisation, purpose),
        againHref: `/${portal}/${purpose === 'activation' ? 'activate' : 'forgot-password'}`,
        codeHref: `/${portal}/code`,
      } as const;
      return { kind: 'page', model };
    },
  };
}
