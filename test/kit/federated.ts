// A portal that is connected to a provider which does what a test wants, and visitors who go there and come back.
import { parse } from 'node-html-parser';
import type { ConnectionInput } from '../../src/domain/administration/connection-sheet.ts';
import { addConnection } from '../../src/domain/administration/connections.ts';
import { linkAccount } from '../../src/domain/administration/identities.ts';
import type { Policy } from '../../src/domain/organisations/policy.ts';
import { CROOKED_CLIENT, type CrookedProvider, openCrookedProvider } from './crooked-provider.ts';
import { fine } from './fine.ts';
import type { Begun, RelyingParty } from './relying-party.ts';
import { setPolicy } from './renewal.ts';
import { type Answer, Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

/** Parameters of the provider's answer that a test changes. */
type More = Parameters<CrookedProvider['authorize']>[1];

/** An application's request, and how far it went. */
export interface Underway {
  readonly visitor: Visitor;
  readonly begun: Begun;
  /** A page of ours; or, with status 0, the application's callback. */
  readonly page: Answer;
}

/** The portal `acme` in English, its provider, and the application `exam`. */
export interface Federated {
  readonly world: World;
  readonly app: RelyingParty;
  readonly provider: CrookedProvider;
  readonly connectionId: string;
  setPolicy(policy: Partial<Policy>): Promise<void>;
  /** Begins a sign-in of the application. */
  ask(more?: Record<string, string>, visitor?: Visitor): Promise<Underway>;
  /** On to the provider: presses the button where there is one. Returns the provider's address, which the browser then goes to. */
  depart(underway: Underway): Promise<string>;
  /** The provider sends the browser back; redirects are followed to a page, or to the application. */
  comeBack(underway: Underway, address: string, more?: More): Promise<Underway>;
  /** There and back. */
  goThere(underway: Underway, more?: More): Promise<Underway>;
  /** What the application is told. */
  told(underway: Underway): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Opens one with this policy, and these rules of the connection; on SQLite, unless another world is opened. */
export async function openFederated(
  policy: Partial<Policy> = { singleSignOn: 'offered' },
  rules: ConnectionInput = {},
  open: () => Promise<World> = openWorld,
): Promise<Federated> {
  const [world, provider] = await Promise.all([open(), openCrookedProvider()]);
  await world.organisation('acme', { preferredLanguage: 'en' });
  const app = await world.relyingParty('exam');
  const input = { name: 'Acme ID', issuer: provider.issuer, ...CROOKED_CLIENT, ...rules };
  const added = fine(await addConnection(world.app.installation.acting, 'acme', input));
  await setPolicy(world, policy);
  const comeBack = async (underway: Underway, address: string, more?: More): Promise<Underway> => ({
    ...underway,
    page: await underway.visitor.open(provider.authorize(address, more), app.isCallback),
  });
  const depart = async (underway: Underway) => departed(underway.page.url.includes('/sso/go') ? underway.page : await pressed(underway));
  return {
    ...{ world, app, provider, connectionId: added.connection.id, comeBack, depart },
    setPolicy: (change) => setPolicy(world, change),
    ask: async (more = {}, visitor = new Visitor()) => {
      const begun = await app.begin({ portal: 'acme', ...more });
      return { visitor, begun, page: await visitor.open(begun.url, app.isCallback) };
    },
    goThere: async (underway, more) => comeBack(underway, await depart(underway), more),
    told: async ({ page, begun }) => ({ ...(await app.exchange(page.url, begun)).claims() }),
    close: async () => {
      await Promise.all([world.close(), provider.close()]);
    },
  };
}

/** Whether the application was reached with a code. */
export function isIn({ app }: Pick<Federated, 'app'>, { page }: Pick<Underway, 'page'>): boolean {
  return app.isCallback(page.url) && new URL(page.url).searchParams.has('code');
}

/** Jan has an account at acme, and is the person that the provider knows; returns the account's id. */
export async function linkedJan({ world }: Pick<Federated, 'world'>, more: object = {}): Promise<string> {
  const { id } = await world.person('acme', 'jan', { email: 'jan@acme.example', ...more });
  fine(await linkAccount(world.app.installation.acting, id, 'person-1'));
  return id;
}

/** Presses the button that leads there; returns the page that goes on to the provider. */
export async function pressed({ visitor, page }: Underway): Promise<Answer> {
  const form = parse(page.text).querySelector('form#sso');
  if (!form) throw new Error(`no way to the provider on ${page.url} (${page.status}): ${page.text.slice(0, 200)}`);
  const csrf = form.querySelector('input[name="csrf"]')?.getAttribute('value') ?? '';
  const { origin } = new URL(page.url);
  const sent = { method: 'POST', body: new URLSearchParams({ csrf }), headers: { origin, 'sec-fetch-site': 'same-origin' } };
  return visitor.follow(await visitor.send(new URL(form.getAttribute('action') ?? '', page.url).href, sent));
}

/** Where the hand-off goes on to by itself. */
export function departed(page: Answer): string {
  const refresh = parse(page.text).querySelector('meta[http-equiv="refresh"]')?.getAttribute('content') ?? '';
  const address = /^0;\s*url=(.+)$/i.exec(refresh)?.[1];
  if (address === undefined) throw new Error(`${page.url} (${page.status}) goes nowhere: ${page.text.slice(0, 200)}`);
  return address;
}

/** Whether the page says that it did not work, and how. */
export function failureOn({ page }: Underway): string {
  return /\/sso$/.test(new URL(page.url).pathname) && page.text.includes('did not work') ? page.text : '';
}

/** What the operator was told of those who came back without success, the newest first. */
export async function failedVisits({ world }: Pick<Federated, 'world'>) {
  const rows = await world.app.installation.store.ports.audit.list({}, 50);
  return rows.flatMap((row) => (row.event === 'sign-in.sso-failed' ? [row] : []));
}
