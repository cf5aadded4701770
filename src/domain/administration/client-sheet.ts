import { type Client, serves } from '../clients/client.ts';
import { complete, metadataFaults } from '../clients/metadata.ts';
import { authMethod, isFapi2, usesCode } from '../clients/metadata-reading.ts';
import type { Offered } from '../clients/metadata-together.ts';
import type { Metadata } from '../clients/metadata-values.ts';
import type { Fault, Outcome } from '../fault.ts';
import type { Ports } from '../ports.ts';
import { findOrganisation } from './organisations.ts';
import { newSheet, oneOf, type Reading, type Sheet } from './sheet.ts';
import { plainText } from './values.ts';

/**
 * A client's registration as handed in: RFC 7591 names, and ours (`settled.md` 61): `first_party`, `portals`,
 * `default_portal`, `require_pkce`, `resources`. `null` takes a value away. Secrets are made by us, never taken.
 */
export type Registration = Metadata;

/** Names in a registration that are not kept with the standard's metadata. */
const OWN = ['client_id', 'client_name', 'first_party', 'portals', 'default_portal', 'require_pkce', 'resources'];

/** Where the things are found that a registration refers to. */
type References = Pick<Ports, 'organisations' | 'resources'>;

/** What a registration is looked at with: where its references are found, and what this installation offers. */
export interface RegistrationDesk {
  readonly ports: References;
  readonly offered: Offered;
}

/** The client after the registration's values are laid over the present ones, or all that is wrong with it. */
export async function applyRegistration(
  { ports, offered }: RegistrationDesk,
  present: Client,
  given: Registration,
  state?: string,
): Promise<Outcome<Client>> {
  const sheet = newSheet();
  const metadata = complete(withoutNulls({ ...present.metadata, ...omit(given, OWN) }));
  sheet.add(...metadataFaults(metadata, offered));
  const portals = await readPortals(ports, sheet, present.portals, given.portals);
  const client: Client = {
    ...present,
    name: sheet.read('client_name', given.client_name, present.name, text(plainText(1, 100))),
    metadata,
    firstParty: sheet.read('first_party', given.first_party, present.firstParty, flag),
    portals,
    defaultPortal: await readDefaultPortal(ports, sheet, { ...present, portals }, given.default_portal),
    requirePkce: sheet.read('require_pkce', given.require_pkce, present.requirePkce, flag),
    resources: await readResources(ports, sheet, present.resources, given.resources),
    state: sheet.read('state', state, present.state, oneOf(['active', 'suspended'])),
  };
  sheet.add(...ownFaults(client, given));
  return sheet.outcome(client);
}

interface OwnRule {
  readonly wrong: (client: Client, given: Registration) => boolean;
  readonly fault: Fault;
}

const OWN_RULES: readonly OwnRule[] = [
  {
    wrong: (client, given) => client.name === '' && given.client_name === undefined,
    fault: { field: 'client_name', code: 'missing', detail: 'is needed: people see it' },
  },
  {
    wrong: (client, given) => client.portals.length === 0 && given.portals === undefined && usesCode(client.metadata),
    fault: { field: 'portals', code: 'missing', detail: 'is needed: "*" or a list of short names or ids of organisations' },
  },
  {
    wrong: (client) => !client.requirePkce && authMethod(client.metadata) === 'none',
    fault: {
      field: 'require_pkce',
      code: 'conflict',
      detail: 'cannot be turned off for a public client (token_endpoint_auth_method none)',
    },
  },
  {
    wrong: (client) => !client.requirePkce && isFapi2(client.metadata),
    fault: { field: 'require_pkce', code: 'conflict', detail: 'cannot be turned off by security_profile fapi2 (5.3.2.2)' },
  },
];

function ownFaults(client: Client, given: Registration): Fault[] {
  return OWN_RULES.filter((rule) => rule.wrong(client, given)).map((rule) => rule.fault);
}

/** Organisations by id or short name, kept as ids; `"*"` is all of them. */
async function readPortals(ports: References, sheet: Sheet, present: Client['portals'], given: unknown): Promise<Client['portals']> {
  if (given === undefined) return present;
  if (given === '*') return '*';
  if (!isStrings(given) || given.length === 0) {
    sheet.add({ field: 'portals', code: 'invalid', detail: 'must be "*" or a list of short names or ids of organisations' });
    return present;
  }
  const found = await Promise.all(
    given.map(async (reference) => ({ reference, organisation: await findOrganisation(ports.organisations, reference) })),
  );
  for (const { reference, organisation } of found) {
    if (!organisation)
      sheet.add({
        field: 'portals',
        code: 'unknown',
        detail: `names ${JSON.stringify(reference)}, which is not the short name or id of an organisation`,
      });
  }
  return [...new Set(found.flatMap(({ organisation }) => organisation?.id ?? []))];
}

async function readDefaultPortal(ports: References, sheet: Sheet, client: Client, given: unknown): Promise<string | undefined> {
  if (given === null) return undefined;
  const organisation = given === undefined ? undefined : await findOrganisation(ports.organisations, String(given));
  if (given !== undefined && !organisation) {
    sheet.add({ field: 'default_portal', code: 'unknown', detail: 'is not the short name or id of an organisation' });
    return client.defaultPortal;
  }
  const chosen = organisation?.id ?? client.defaultPortal;
  if (chosen !== undefined && !serves(client, chosen))
    sheet.add({ field: 'default_portal', code: 'conflict', detail: 'is not among the portals of this client' });
  return chosen;
}

async function readResources(ports: References, sheet: Sheet, present: readonly string[], given: unknown): Promise<readonly string[]> {
  if (given === undefined) return present;
  if (given === null) return [];
  if (!isStrings(given)) {
    sheet.add({ field: 'resources', code: 'invalid', detail: 'must be a list of resource indicators' });
    return present;
  }
  for (const indicator of given) {
    if (!(await ports.resources.byIndicator(indicator)))
      sheet.add({ field: 'resources', code: 'unknown', detail: `names ${JSON.stringify(indicator)}, which is not a resource` });
  }
  return [...new Set(given)];
}

function text(rule: (given: string) => Reading<string>): (given: unknown) => Reading<string> {
  return (given) => (typeof given === 'string' ? rule(given) : { code: 'invalid', detail: 'must be text' });
}

function flag(given: unknown): Reading<boolean> {
  return typeof given === 'boolean' ? { value: given } : { code: 'invalid', detail: 'must be true or false' };
}

function isStrings(given: unknown): given is string[] {
  return Array.isArray(given) && given.every((member) => typeof member === 'string');
}

function omit(from: Metadata, names: readonly string[]): Metadata {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}

function withoutNulls(metadata: Metadata): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
}
