import { type Healing, type HealNeeds, healLink } from '../../src/domain/links/heal.ts';
import { lifeOf } from '../../src/domain/links/issue.ts';
import type { SeenLink } from '../../src/domain/links/look.ts';
import { isReachable } from '../../src/domain/links/recipients.ts';
import { heals } from '../../src/domain/links/standing.ts';
import type { PageModels } from '../../src/views/models.ts';
import { afreshAt } from '../kit/afresh.ts';
import { announced } from '../kit/announcement.ts';
import { askingOf } from '../kit/forgot-form.ts';
import type { FormOutcome, Page, PageOutcome } from '../kit/page.ts';
import { beginPause, type Remembered, type SentNeeds, type SentOf, sendAgain, sentPage, timesAsked } from '../kit/sent-again.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { isDone, type LinkPlace, placeOf, purposeAt, seenIn, signInAs } from './opened.ts';

/** What the pages need. */
export type DeadNeeds = HealNeeds & SentNeeds;

type Model = PageModels['activation/dead'];

/** `…/<handle>/dead`: why a link no longer works, without a name or an address (`settled.md` 29), and a fresh one (R7.6). */
export function deadPage(needs: DeadNeeds, { place }: LinkPlace): Page<PortalVisit, 'activation/dead'> {
  return {
    address: `/:portal/${place}/:ticket/dead`,
    template: 'activation/dead',
    load: async (visit) => page(visit, await seenIn(needs, visit)),
    submit: { run: (visit) => submit(needs, visit) },
  };
}

async function submit(needs: DeadNeeds, visit: PortalVisit): Promise<FormOutcome> {
  const seen = await seenIn(needs, visit);
  const healing = seen && (await heal(needs, visit, seen));
  if (healing === 'too-often') return { kind: 'again', left: { problems: ['heal-too-often'] } };
  if (!seen || healing !== 'sent') return { kind: 'go', to: visit.address };
  const { form, typed } = healingAsked(visit, seen);
  await beginPause(needs, visit, form, typed);
  return { kind: 'go', to: `${placeOf(visit)}/sent` };
}

function page(visit: PortalVisit, seen: SeenLink | undefined): PageOutcome<Model> {
  const { problems: codes = [] } = visit.left;
  const { portal } = visit.organisation;
  const purpose = purposeAt(visit);
  const around = { purpose, action: visit.address, problems: codes.map((code) => ({ code, fields: [] })), signInHref: `/${portal}` };
  const again = { forgotHref: `/${portal}/forgot-password`, codeHref: `/${portal}/code` };
  if (!seen) return { kind: 'page', status: 404, model: { ...around, ...again, why: 'unknown', mends: false } };
  const { link, standing, account } = seen;
  if (standing.kind === 'open') return { kind: 'go', to: placeOf(visit) };
  if (isDone(seen)) return { kind: 'go', to: signInAs(visit, seen.account) };
  // To where they came from: nobody is named, for whoever holds the link may be anybody.
  const signIn = standing.kind === 'single-sign-on' && visit.cameFrom !== undefined && { signInHref: afreshAt(portal, visit.cameFrom) };
  const mends = heals(link, standing, visit.now) && account !== undefined && isReachable(account);
  const facts = { ...('at' in standing && { at: standing.at }), ...('sameAddress' in standing && { sameAddress: standing.sameAddress }) };
  return { kind: 'page', model: { ...around, ...again, ...signIn, why: standing.kind, life: link.life, mends, ...facts } };
}

function heal(needs: DeadNeeds, visit: PortalVisit, { link }: SeenLink, again = false): Promise<Healing> {
  const { typed: _, ...asking } = askingOf(visit, '');
  return healLink(needs, link.id, { ...asking, again });
}

/** By which a browser knows again that a fresh one was asked for there: the same however often the dead link is opened. */
function healingAsked(visit: PortalVisit, { link }: SeenLink): Remembered {
  return { form: `heal ${purposeAt(visit)}`, typed: link.id };
}

/** `…/<handle>/sent`: a fresh one is on its way, and can be sent once more from the browser that asked for it. */
export function healedPage(needs: DeadNeeds, { place }: LinkPlace): Page<PortalVisit, 'recovery/sent'> {
  const shown = async <Result>(visit: PortalVisit, act: (seen: SeenLink) => Promise<Result>) => {
    const seen = await seenIn(needs, visit);
    return seen?.standing.kind === 'replaced' ? act(seen) : ({ kind: 'go', to: placeOf(visit) } as const);
  };
  return {
    address: `/:portal/${place}/:ticket/sent`,
    template: 'recovery/sent',
    load: (visit) => shown(visit, (seen) => sentPage(needs, visit, healingAsked(visit, seen), healedOf(needs, visit, seen))),
    submit: { run: (visit) => shown(visit, (seen) => healAgain(needs, visit, seen)) },
  };
}

/** Only where the fresh one was asked for: another's button must not end the link that is in the mailbox by now. */
async function healAgain(needs: DeadNeeds, visit: PortalVisit, seen: SeenLink): Promise<FormOutcome> {
  const asked = healingAsked(visit, seen);
  if ((await timesAsked(needs, visit, asked)) === 0) return { kind: 'go', to: placeOf(visit) };
  return sendAgain(needs, visit, asked, async () =>
    (await heal(needs, visit, seen, true)) === 'too-often' ? 'heal-too-often' : undefined,
  );
}

function healedOf(needs: DeadNeeds, visit: PortalVisit, { account }: SeenLink): SentOf {
  const { organisation } = visit;
  const purpose = purposeAt(visit);
  const codeHref = `/${organisation.portal}/code`;
  return { what: 'healed', mail: announced(needs, [purpose], { ...visit, account }), life: lifeOf(organisation, purpose), codeHref };
}
