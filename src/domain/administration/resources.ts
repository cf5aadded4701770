import { indicatorFault } from '../clients/addresses.ts';
import type { Resource } from '../clients/client.ts';
import type { Clients, Resources } from '../clients/ports.ts';
import { isScope, RESERVED_SCOPES } from '../clients/scopes.ts';
import { type Fault, type Outcome, refused } from '../fault.ts';
import { type Acting, auditRow, touched } from './acting.ts';
import { newSheet, oneOf, type Reading } from './sheet.ts';
import { plainText } from './values.ts';

/** What a resource (an API) is made from, `settled.md` 62. */
export interface ResourceInput {
  /** The resource indicator (RFC 8707 §2). */
  readonly indicator: string;
  /** What people read about it; the indicator where not given. */
  readonly name?: string | undefined;
  /** Scope tokens (RFC 6749 §3.3). */
  readonly scopes?: readonly string[] | undefined;
  /** `jwt` (RFC 9068) or `opaque`. */
  readonly format?: string | undefined;
  /** Id of the client that may introspect its tokens; an empty string takes that away. */
  readonly introspectedBy?: string | undefined;
}

/** What may be changed of a resource: all but its indicator. */
export type ResourceChange = Omit<ResourceInput, 'indicator'>;

const TAKEN: Fault = { field: 'indicator', code: 'taken', detail: 'is a resource already' };

/** Registers an API. Returns it, or all faults. */
export async function addResource(acting: Acting, input: ResourceInput): Promise<Outcome<Resource>> {
  const now = acting.clock.now();
  const { indicator, ...change } = input;
  const blank: Resource = { indicator, name: indicator, scopes: [], format: 'jwt', createdAt: now, updatedAt: now };
  return acting.work(async (ports) => {
    const applied = await applyResource(ports.clients, blank, change);
    const detail = indicatorFault(indicator);
    const faults: Fault[] = [
      ...(detail ? [{ field: 'indicator', code: 'invalid' as const, detail }] : []),
      ...(applied.done ? [] : applied.faults),
    ];
    if (await ports.resources.byIndicator(indicator)) faults.push(TAKEN);
    if (!applied.done || faults.length > 0) return refused(...faults);
    if ((await ports.resources.insert(applied.value)) === 'indicator-taken') return refused(TAKEN);
    await ports.audit.record(auditRow(acting, now, { event: 'resource.created', fields: touched(input) }));
    return applied;
  });
}

/** Changes what is given of an API. Returns it, or all faults. */
export async function setResource(acting: Acting, indicator: string, change: ResourceChange): Promise<Outcome<Resource>> {
  const now = acting.clock.now();
  return acting.work(async (ports) => {
    const present = await ports.resources.byIndicator(indicator);
    if (!present) return refused({ field: 'indicator', code: 'unknown', detail: 'is not a resource' });
    const applied = await applyResource(ports.clients, { ...present, updatedAt: now }, change);
    if (!applied.done) return applied;
    await ports.resources.update(applied.value);
    await ports.audit.record(auditRow(acting, now, { event: 'resource.changed', fields: touched(change) }));
    return applied;
  });
}

/** All APIs, by indicator. */
export function listResources(resources: Pick<Resources, 'list'>): Promise<Resource[]> {
  return resources.list();
}

async function applyResource(clients: Pick<Clients, 'byId'>, present: Resource, change: ResourceChange): Promise<Outcome<Resource>> {
  const sheet = newSheet();
  const introspectedBy = change.introspectedBy === '' ? undefined : (change.introspectedBy ?? present.introspectedBy);
  if (change.introspectedBy && !(await clients.byId(change.introspectedBy))) {
    sheet.add({ field: 'introspectedBy', code: 'unknown', detail: 'is not the id of a client' });
  }
  return sheet.outcome({
    ...present,
    name: sheet.read('name', change.name, present.name, plainText(1, 100)),
    scopes: sheet.read('scopes', change.scopes, present.scopes, scopeTokens),
    format: sheet.read('format', change.format, present.format, oneOf(['jwt', 'opaque'])),
    introspectedBy,
  });
}

/** Scope tokens (RFC 6749 §3.3), none of them the sign-in's own. */
function scopeTokens(given: readonly string[]): Reading<readonly string[]> {
  const wrong = given.filter((scope) => !isScope(scope));
  if (wrong.length > 0)
    return {
      code: 'invalid',
      detail: `has ${wrong.map((scope) => JSON.stringify(scope)).join(', ')}: printable ASCII without blanks, " or \\ only`,
    };
  const reserved = given.filter((scope) => RESERVED_SCOPES.includes(scope));
  if (reserved.length > 0) return { code: 'reserved', detail: `has ${reserved.join(', ')}, which belongs to the sign-in` };
  return { value: [...new Set(given)] };
}
