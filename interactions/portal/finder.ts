// Portal: the pages around a portal's door: which one is mine, and its start. Own no rules: which portal a name means is
// decided in the domain.
import * as v from '@badrap/valita';
import type { Client } from '../../src/domain/clients/client.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import { repairPortalName } from '../../src/kernel/text.ts';
import type { PageModels } from '../../src/views/models.ts';
import { text } from '../kit/fields.ts';
import { problemsAt } from '../kit/left.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PageVisit } from '../kit/visit.ts';

/** What the finder needs. */
export interface FinderNeeds {
  readonly organisationNamed: (portal: string) => Promise<Organisation | undefined>;
  readonly client: (id: string) => Promise<Client | undefined>;
  /** Applications of an organisation that can begin a sign-in themselves. */
  readonly startable: (organisationId: string) => Promise<readonly Client[]>;
}

type Finder = PageModels['portal/finder'];

const form = v.object({ portal: text, pending: text });

/** `/`: asks for a portal's name or whole address, and goes there (R16.1, ux.md 1.1c). No list of portals. */
export function finderPage(needs: FinderNeeds): Page<PageVisit, 'portal/finder'> {
  return {
    address: '/',
    template: 'portal/finder',
    load: (visit) => (visit.query['found'] === undefined ? page(needs, visit) : found(needs, visit, visit.query['found'])),
    submit: action(form, (_visit, typed) => submit(needs, typed)),
  };
}

async function submit(needs: FinderNeeds, typed: v.Infer<typeof form>): Promise<FormOutcome> {
  const name = repairPortalName(typed.portal);
  const organisation = name === '' ? undefined : await needs.organisationNamed(name);
  if (organisation) return go(needs, organisation, typed.pending);
  const query = typed.pending && String(new URLSearchParams({ pending: typed.pending }));
  const problems = [name === '' ? 'portal-missing' : 'portal-unknown'] as const;
  return { kind: 'again', left: { typed: { portal: typed.portal.trim() }, problems }, query };
}

/**
 * A portal with one application goes straight on to it (`start.ts`), and browsers apply `form-action` to all that a form leads to
 * (ux.md D9): there a page of ours goes on by itself, from which they count anew.
 */
async function go(needs: FinderNeeds, { id, portal }: Organisation, pending: string): Promise<FormOutcome> {
  const leadsOut = pending === '' && (await needs.startable(id)).length === 1;
  return { kind: 'go', to: leadsOut ? `/?${new URLSearchParams({ found: portal })}` : onward(portal, pending) };
}

/** That page. */
async function found(needs: FinderNeeds, visit: PageVisit, portal: string): Promise<PageOutcome<Finder>> {
  const organisation = await needs.organisationNamed(portal);
  if (!organisation) return page(needs, visit);
  return { kind: 'page', model: { typed: '', problems: [], found: { name: organisation.name, href: onward(organisation.portal, '') } } };
}

/** To the portal, or back to the application's waiting request with the portal now named (`settled.md` 2). */
function onward(portal: string, pending: string): string {
  if (pending === '') return `/${portal}`;
  const parameters = waiting(pending);
  parameters.set('portal', portal);
  return `/oidc/auth?${parameters}`;
}

/** The waiting authorization request. It only ever goes back to our own endpoint, which checks all of it again. */
function waiting(pending: string): URLSearchParams {
  return new URLSearchParams(Buffer.from(pending, 'base64url').toString());
}

async function page(needs: FinderNeeds, visit: PageVisit) {
  const { typed } = visit.left;
  const pending = visit.query['pending'] ?? '';
  const portal = visit.rememberedPortal();
  const last = portal === undefined ? undefined : await needs.organisationNamed(portal);
  const request = waiting(pending);
  const client = pending === '' ? undefined : await needs.client(request.get('client_id') ?? '');
  const model: Finder = {
    typed: typed?.['portal'] ?? '',
    problems: problemsAt(visit.left, 'portal'),
    ...(last && { last: { name: last.name, href: onward(last.portal, pending) } }),
    ...(client && { appName: client.name }),
    ...(pending !== '' && { pending }),
  };
  return { kind: 'page', model, formTargets: client ? returnAddresses(client, request.get('redirect_uri')) : [] } as const;
}

/** Who is signed in at the chosen portal goes straight on to the application: to the address asked for, at a host it registered. */
function returnAddresses(client: Client, asked: string | null): readonly string[] {
  const registered = (client.metadata['redirect_uris'] ?? []) as readonly string[];
  const host = URL.parse(asked ?? '')?.hostname;
  return asked !== null && registered.some((address) => URL.parse(address)?.hostname === host) ? [asked] : registered;
}
