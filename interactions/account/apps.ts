import * as v from '@badrap/valita';
import type { Artifacts } from '../../src/domain/artifacts/ports.ts';
import type { Consent, Consents } from '../../src/domain/consent/ports.ts';
import type { EndNeeds } from '../../src/domain/journeys/end-session.ts';
import type { ProvedSessions } from '../../src/domain/journeys/ports.ts';
import { withdrawAccess } from '../../src/domain/journeys/withdraw-access.ts';
import { seconds } from '../../src/kernel/duration.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import type { AppNames } from '../kit/app-names.ts';
import { consentItems } from '../kit/consent-items.ts';
import { text } from '../kit/fields.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the pages need. */
export interface AppsPageNeeds extends AccountNeeds, EndNeeds, AppNames {
  readonly artifacts: Pick<Artifacts, 'grantsOf'>;
  readonly consents: Pick<Consents, 'ofAccount' | 'find'>;
  readonly sessions: AccountNeeds['sessions'] & Pick<ProvedSessions, 'live'>;
}

type Model = PageModels['account/apps'];
type Withdraw = PageModels['account/withdraw'];

const WITHDRAW = `${SUBJECT_PLACES.apps}/withdraw` as const;

/** `/<portal>/account/apps`: which applications have what (ux.md 1.16). */
export function appsPage(needs: AppsPageNeeds): Page<PortalVisit, 'account/apps'> {
  return accountPage(needs, {
    subject: 'apps',
    template: 'account/apps',
    load: async (visit) => {
      const consents = await needs.consents.ofAccount(visit.owner.account.id);
      const allowed = await Promise.all(consents.map((consent) => allowedApp(needs, visit, consent)));
      const model: Model = { allowed: byName(allowed), own: await firstParty(needs, visit), ...(visit.done && { done: visit.done }) };
      return { kind: 'page', model };
    },
  });
}

async function allowedApp(needs: AppsPageNeeds, visit: AccountVisit, consent: Consent): Promise<Model['allowed'][number]> {
  const { organisation, owner } = visit;
  const client = await needs.client(consent.clientId);
  return {
    name: client?.name ?? consent.clientId,
    since: consent.givenAt,
    items: consentItems(consent, owner.account, organisation.name),
    withdrawHref: `/${organisation.portal}${WITHDRAW}?${new URLSearchParams({ app: consent.clientId })}`,
  };
}

/** Applications of the organisation itself, which nobody is asked about, as far as they hold anything now. */
async function firstParty(needs: AppsPageNeeds, { owner }: AccountVisit): Promise<Model['own']> {
  const grants = await needs.artifacts.grantsOf(owner.account.id);
  const since = new Map<string, number>();
  for (const grant of grants) {
    const [id, at] = [String(grant['clientId']), seconds(Number(grant['iat']))];
    if (id !== needs.portalClient) since.set(id, Math.min(at, since.get(id) ?? at));
  }
  const clients = await Promise.all([...since.keys()].map(needs.client));
  const own = clients.flatMap((client) => (client?.firstParty ? [{ name: client.name, since: since.get(client.id) ?? 0 }] : []));
  return byName(own);
}

function byName<T extends { readonly name: string }>(apps: readonly T[]): readonly T[] {
  return apps.toSorted((one, other) => one.name.localeCompare(other.name));
}

const form = v.object({ app: text });

/** `/<portal>/account/apps/withdraw?app=…`: is it really to be taken back? A page, so that it works everywhere (ux.md 1.16). */
export function withdrawPage(needs: AppsPageNeeds): Page<PortalVisit, 'account/withdraw'> {
  return accountPage(needs, {
    subject: 'apps',
    place: WITHDRAW,
    template: 'account/withdraw',
    load: (visit) => confirm(needs, visit, visit.query['app'] ?? ''),
    submit: action(form, (visit: AccountVisit, { app }) => withdraw(needs, visit, app)),
  });
}

/** Of what was never allowed, or by somebody else, there is nothing to take back. */
async function confirm(needs: AppsPageNeeds, visit: AccountVisit, app: string): Promise<PageOutcome<Withdraw>> {
  const { organisation, owner, address } = visit;
  // No id holds U+0000, and no database takes it for a text (security.md 1.34).
  const consent = app.includes('\0') ? undefined : await needs.consents.find(owner.account.id, app);
  const cancelHref = `/${organisation.portal}${SUBJECT_PLACES.apps}`;
  if (!consent) return { kind: 'go', to: cancelHref };
  const { name, items } = await allowedApp(needs, visit, consent);
  return { kind: 'page', model: { action: address, app, name, items, cancelHref } };
}

async function withdraw(needs: AppsPageNeeds, visit: AccountVisit, app: string): Promise<FormOutcome> {
  const { organisation, owner, network, now } = visit;
  const live = await needs.sessions.live(owner.account.id, now);
  const by = { audit: { actor: 'person', address: network }, now } as const;
  const withdrawn = await withdrawAccess(needs, { account: owner.account, clientId: app, live, ...by });
  if (!withdrawn) return { kind: 'go', to: `/${organisation.portal}${SUBJECT_PLACES.apps}` };
  return doneAndTo(visit, SUBJECT_PLACES.apps, { key: 'withdrawn', about: (await needs.client(app))?.name ?? app });
}
