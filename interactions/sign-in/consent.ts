import type { Account } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { Work } from '../../src/domain/ports.ts';
import type { PageModels } from '../../src/views/models.ts';
import { consentItems } from '../kit/consent-items.ts';
import { noFields } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the consent screen needs. */
export interface ConsentNeeds {
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly work: Work;
}

/** May this application have your data? Asked of third-party applications, once for the same data (`settled.md` 10, ux.md 1.11). */
export function consentScreen(needs: ConsentNeeds): Screen<'consent'> {
  return {
    way: 'consent',
    owner: (visit) => ownerOf(needs, visit),
    model: async (visit) => model(visit),
    actions: {
      // A press of Enter without a choice must not give anything away.
      submit: action(
        noFields,
        async (): Promise<Outcome> => ({ kind: 'retry', shown: { problems: ['choice-missing'], username: '', repaired: false } }),
      ),
      allow: action(noFields, (visit: FlowVisit) => allow(needs, visit)),
      deny: action(noFields, (visit: FlowVisit) => deny(needs, visit)),
    },
  };
}

async function ownerOf(needs: ConsentNeeds, { flow }: FlowVisit): Promise<Account> {
  return (flow.accountId === undefined ? undefined : await needs.accounts.byId(flow.accountId)) ?? nobody();
}

function nobody(): never {
  throw new Error('consent is asked of a person who is signed in');
}

function model(visit: FlowVisit): PageModels['sign-in/consent'] {
  const { client, flow, owner: account = nobody() } = visit;
  const appHost = URL.parse(flow.redirectUri)?.host || flow.redirectUri;
  return {
    action: visit.address,
    appName: client.name,
    ...appOwner(client.metadata['client_uri'], appHost),
    appHost,
    username: account.username,
    repaired: flow.repaired,
    items: consentItems(flow.asked, account, visit.organisation.name),
    problems: (visit.journey.shown?.problems ?? []).map((code) => ({ code, fields: ['allow'] })),
  };
}

/** Who runs the application, where its own site says more than the address it is answered at. */
function appOwner(uri: unknown, appHost: string): { appOwner?: string } {
  const host = typeof uri === 'string' ? URL.parse(uri)?.host : undefined;
  return host && host !== appHost ? { appOwner: host } : {};
}

async function allow(needs: ConsentNeeds, visit: FlowVisit): Promise<Outcome> {
  const { flow, organisation, now } = visit;
  const accountId = flow.accountId;
  if (accountId === undefined) return { kind: 'cancelled' };
  await needs.work(async ({ consents, audit }) => {
    const former = await consents.find(accountId, flow.clientId);
    const resources = { ...former?.resources };
    for (const [indicator, scopes] of Object.entries(flow.asked.resources)) resources[indicator] = union(resources[indicator], scopes);
    const scopes = union(former?.scopes, flow.asked.scopes);
    const claims = union(former?.claims, flow.asked.claims);
    await consents.record({ accountId, clientId: flow.clientId, scopes, claims, resources, givenAt: now });
    await audit.record({ event: 'consent.given', scopes, ...context(visit), organisation: organisation.id, at: now });
  });
  return { kind: 'consented' };
}

async function deny(needs: ConsentNeeds, visit: FlowVisit): Promise<Outcome> {
  await needs.work(({ audit }) => audit.record({ event: 'consent.refused', ...context(visit), at: visit.now }));
  return { kind: 'cancelled' };
}

function context(visit: FlowVisit) {
  const { flow, organisation, network } = visit;
  return {
    actor: 'person',
    organisation: organisation.id,
    account: flow.accountId,
    client: flow.clientId,
    trace: flow.uid,
    address: network,
  } as const;
}

function union(some: readonly string[] | undefined, more: readonly string[]): string[] {
  return [...new Set([...(some ?? []), ...more])];
}
