// Connections to organisations' own identity providers (R17). A policy can ask for single sign-on only while its
// connection is on, and a connection stays on while a policy asks for it: both sides hold the connection before they look.
import { newId } from '../../kernel/random.ts';
import { done, type Fault, type Outcome, refused } from '../fault.ts';
import type { Connection } from '../federation/connection.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';
import { type Acting, auditRow, touched } from './acting.ts';
import { applyConnection, type ConnectionInput, isElsewhere, newConnection } from './connection-sheet.ts';
import { findOrganisation, unknownOrganisation } from './organisations.ts';
import { stillUsedFaults } from './single-sign-on.ts';
import { unlinkAll } from './unlinking.ts';

/** Managing connections also asks whether plain http on this machine will do. */
export interface ActingOnConnections extends Acting {
  readonly production: boolean;
}

/** A connection, whose it is, and how many people are known by it. */
export interface KnownConnection {
  readonly connection: Connection;
  readonly organisation: Organisation;
  readonly people: number;
}

/** Whether people who are known by what goes away may be forgotten with it. */
export interface Forgetting {
  readonly forgetPeople?: boolean | undefined;
}

const TAKEN: Fault = { field: 'connection', code: 'taken', detail: 'is there already: an organisation has one' };
const NONE: Fault = { field: 'connection', code: 'unknown', detail: 'is none: this organisation has no identity provider of its own' };

/** Makes an organisation's connection. `reference`: the organisation's id or short name. Returns it, or all faults. */
export async function addConnection(
  acting: ActingOnConnections,
  reference: string,
  input: ConnectionInput,
): Promise<Outcome<KnownConnection>> {
  const now = acting.clock.now();
  return acting.work(async (ports) => {
    const organisation = await findOrganisation(ports.organisations, reference);
    if (!organisation) return refused(unknownOrganisation('organisation'));
    const applied = applyConnection(newConnection(newId(), organisation.id, now), input, acting.production);
    const taken = await ports.connections.ofOrganisation(organisation.id);
    if (!applied.done || taken) return refused(...(taken ? [TAKEN] : []), ...(applied.done ? [] : applied.faults));
    const connection = applied.value;
    await ports.connections.save(connection);
    const event = { event: 'connection.created', connection: connection.id, fields: touched(input) } as const;
    await ports.audit.record(auditRow(acting, now, event, { organisation: organisation.id }));
    return done({ connection, organisation, people: 0 });
  });
}

/**
 * Changes what is given of an organisation's connection. With another issuer it is another connection: the secret is to be given
 * again, and nobody who was linked is known by it any more, which must be said where there is anybody. It can be said without, for
 * providers that know people otherwise by another client id (OIDC Core 1.0 §8.1). Who is forgotten is signed in no longer.
 */
export async function setConnection(
  acting: ActingOnConnections,
  reference: string,
  { forgetPeople, ...change }: ConnectionInput & Forgetting,
): Promise<Outcome<KnownConnection>> {
  const read = (ports: Ports) => readChange(acting, ports, reference, { ...change, forgetPeople });
  const asked = await acting.work(read);
  if (!asked.done) return asked;
  if (asked.value.begins) await unlinkAll(acting, asked.value.known.connection.id);
  return acting.work(async (ports) => {
    const again = await read(ports);
    if (!again.done) return again;
    const { known, applied, begins } = again.value;
    const { organisation, people } = known;
    const now = acting.clock.now();
    // Under another id, so that nothing that was proved there before counts again (security.md 1.28).
    const connection: Connection = { ...applied, id: begins ? newId() : applied.id, updatedAt: now };
    if (begins) await removeKnown(acting, ports, { ...known, people: asked.value.known.people });
    await ports.connections.save(connection);
    const event = { event: 'connection.changed', connection: connection.id, fields: touched(change) } as const;
    await ports.audit.record(auditRow(acting, now, event, { organisation: organisation.id }));
    return done({ connection, organisation, people: begins ? 0 : people });
  });
}

/** Takes an organisation's connection away, and with it who is known by it: they are signed in no longer. Returns what it was, or why it stays. */
export async function removeConnection(
  acting: Acting,
  reference: string,
  { forgetPeople }: Forgetting = {},
): Promise<Outcome<KnownConnection>> {
  const read = async (ports: Ports): Promise<Outcome<KnownConnection>> => {
    const known = await heldConnection(ports, reference);
    if (!known.done) return known;
    const { organisation, people } = known.value;
    const faults = [...stillUsedFaults('connection', organisation), ...forgetFaults(people, forgetPeople)];
    return faults.length > 0 ? refused(...faults) : known;
  };
  const asked = await acting.work(read);
  if (!asked.done) return asked;
  await unlinkAll(acting, asked.value.connection.id);
  return acting.work(async (ports) => {
    const again = await read(ports);
    if (!again.done) return again;
    const known = { ...again.value, people: asked.value.people };
    await removeKnown(acting, ports, known);
    return done(known);
  });
}

/** An organisation's connection; that there is none, or no such organisation, is a fault. */
export async function findConnection(
  ports: Pick<Ports, 'organisations' | 'connections' | 'identities'>,
  reference: string,
): Promise<Outcome<KnownConnection>> {
  const organisation = await findOrganisation(ports.organisations, reference);
  if (!organisation) return refused(unknownOrganisation('organisation'));
  const connection = await ports.connections.ofOrganisation(organisation.id);
  return connection ? done({ connection, organisation, people: await ports.identities.count(connection.id) }) : refused(NONE);
}

/** All connections, by the short names of their organisations. Three statements, however many there are. */
export async function* listConnections(
  ports: Pick<Ports, 'organisations' | 'connections' | 'identities'>,
): AsyncGenerator<KnownConnection> {
  const all = await ports.connections.list();
  const organisations = await ports.organisations.byIds(all.map(({ organisationId }) => organisationId));
  const known = new Map(organisations.map((organisation) => [organisation.id, organisation]));
  const people = await ports.identities.counts();
  for (const connection of all) {
    const organisation = known.get(connection.organisationId);
    if (organisation) yield { connection, organisation, people: people.get(connection.id) ?? 0 };
  }
}

/** A change that nothing speaks against, and whether another connection begins with it. */
interface Change {
  readonly known: KnownConnection;
  readonly applied: Connection;
  readonly begins: boolean;
}

async function readChange(
  { production }: Pick<ActingOnConnections, 'production'>,
  ports: Ports,
  reference: string,
  { forgetPeople, ...change }: ConnectionInput & Forgetting,
): Promise<Outcome<Change>> {
  const known = await heldConnection(ports, reference);
  if (!known.done) return known;
  const { connection: present, organisation, people } = known.value;
  const isOther = isElsewhere(present, change);
  const applied = applyConnection(present, change, production);
  const faults = [...(applied.done ? [] : applied.faults), ...(isOther ? forgetFaults(people, forgetPeople) : [])];
  if (applied.done && applied.value.state === 'off') faults.push(...stillUsedFaults('state', organisation));
  if (!applied.done || faults.length > 0) return refused(...faults);
  return done({ known: known.value, applied: applied.value, begins: isOther || forgetPeople === true });
}

/** The same as `findConnection`, held, with the organisation as it is once nobody else can change either. */
async function heldConnection(ports: Ports, reference: string): Promise<Outcome<KnownConnection>> {
  const organisation = await findOrganisation(ports.organisations, reference);
  if (organisation) await ports.connections.hold(organisation.id);
  return findConnection(ports, reference);
}

function forgetFaults(people: number, forgetPeople: boolean | undefined): Fault[] {
  if (people === 0 || forgetPeople) return [];
  const linked = people === 1 ? 'one person is' : `${people} people are`;
  return [{ field: 'forgetPeople', code: 'missing', detail: `is needed: ${linked} linked, and would be known no longer` }];
}

async function removeKnown(acting: Acting, ports: Ports, { connection, organisation, people }: KnownConnection): Promise<void> {
  await ports.connections.remove(connection.id);
  const event = { event: 'connection.removed', connection: connection.id, people } as const;
  await ports.audit.record(auditRow(acting, acting.clock.now(), event, { organisation: organisation.id }));
}
