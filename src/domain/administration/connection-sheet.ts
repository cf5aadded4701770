import { Secret } from '../../kernel/secret.ts';
import { webAddressFault } from '../clients/addresses.ts';
import type { Fault, Outcome } from '../fault.ts';
import type { Connection } from '../federation/connection.ts';
import { newSheet, oneOf, type Reading } from './sheet.ts';
import { orNothing, plainText } from './values.ts';

/** What a connection is made from, and what may be changed of it: whatever is given. An empty string takes an optional value away. */
export interface ConnectionInput {
  /** What people know it by. */
  readonly name?: string | undefined;
  /** Issuer identifier, letter for letter as the provider's discovery document says it. */
  readonly issuer?: string | undefined;
  /** What the provider registered us as. */
  readonly clientId?: string | undefined;
  /** Its secret; given again with another issuer (security.md 2.8). */
  readonly clientSecret?: string | undefined;
  readonly state?: string | undefined;
  readonly links?: string | undefined;
  readonly newPeople?: string | undefined;
  readonly trustsFactors?: boolean | undefined;
  readonly logOutUrl?: string | undefined;
}

/** A longer one is none of a provider's. */
const ADDRESS_MOST = 500;
/** Characters that client ids and secrets are made of (RFC 6749 appendix A). */
const VISIBLE = /^[\x20-\x7e]+$/;

/** A connection before anything is known of its provider. `now` is epoch milliseconds. */
export function newConnection(id: string, organisationId: string, now: number): Connection {
  return {
    ...{ id, organisationId, kind: 'oidc', state: 'on', name: '', issuer: '', clientId: '', clientSecret: new Secret('') },
    ...{ links: 'by-hand', newPeople: 'refused', trustsFactors: false, logOutUrl: undefined, createdAt: now, updatedAt: now },
  };
}

/** The connection after the change, or all that is wrong with it. `production`: plain http is refused, also on this machine. */
export function applyConnection(present: Connection, change: ConnectionInput, production: boolean): Outcome<Connection> {
  const sheet = newSheet();
  const issuer = sheet.read('issuer', change.issuer, present.issuer, issuerAddress(production));
  sheet.add(...missing(present, change));
  return sheet.outcome({
    ...present,
    issuer,
    state: sheet.read('state', change.state, present.state, oneOf(['on', 'off'])),
    name: sheet.read('name', change.name, present.name, plainText(1, 100)),
    clientId: sheet.read('clientId', change.clientId, present.clientId, visible(200)),
    clientSecret: sheet.read('clientSecret', change.clientSecret, present.clientSecret, secretText),
    links: sheet.read('links', change.links, present.links, oneOf(['by-hand', 'by-email'])),
    newPeople: sheet.read('newPeople', change.newPeople, present.newPeople, oneOf(['refused', 'made'])),
    trustsFactors: change.trustsFactors ?? present.trustsFactors,
    logOutUrl: sheet.read('logOutUrl', change.logOutUrl, present.logOutUrl, orNothing(secureAddress(production))),
  });
}

/** Whether it is another provider's: then nobody who was known at the former one is known here. */
export function isElsewhere(present: Connection, change: ConnectionInput): boolean {
  return change.issuer !== undefined && change.issuer.trim() !== present.issuer;
}

function missing(present: Connection, change: ConnectionInput): Fault[] {
  const needed = [
    ...(['name', 'issuer', 'clientId'] as const).filter((field) => change[field] === undefined && present[field] === ''),
    ...(change.clientSecret === undefined && present.clientSecret.reveal() === '' ? (['clientSecret'] as const) : []),
  ];
  const faults: Fault[] = needed.map((field) => ({ field, code: 'missing', detail: 'is needed' }));
  // Otherwise whoever may set an address could have the present secret sent there (security.md 2.8).
  if (present.issuer !== '' && isElsewhere(present, change) && change.clientSecret === undefined)
    faults.push({ field: 'clientSecret', code: 'missing', detail: 'is needed with another issuer: the present one is for the former' });
  return faults;
}

/** An address of theirs that is https, or http on this machine outside production. */
function secureAddress(production: boolean): (given: string) => Reading<string> {
  return (given) => {
    const value = given.trim();
    const detail = value.length > ADDRESS_MOST ? `is longer than ${ADDRESS_MOST} characters` : addressFault(value, production);
    return detail ? { code: 'invalid', detail } : { value };
  };
}

function addressFault(address: string, production: boolean): string | undefined {
  const fault = webAddressFault(address);
  return fault ?? (production && new URL(address).protocol !== 'https:' ? 'is not an https address' : undefined);
}

/** OpenID Connect Discovery 1.0 §3: an address without query and fragment, compared letter for letter. */
function issuerAddress(production: boolean): (given: string) => Reading<string> {
  return (given) => {
    const reading = secureAddress(production)(given);
    return 'value' in reading && reading.value.includes('?') ? { code: 'invalid', detail: 'has a query (?)' } : reading;
  };
}

function visible(most: number): (given: string) => Reading<string> {
  return (given) => {
    if (given === '') return { code: 'missing', detail: 'is empty' };
    if (given.length > most) return { code: 'too-long', detail: `has ${given.length} characters, at most ${most} are allowed` };
    return VISIBLE.test(given) ? { value: given } : { code: 'invalid', detail: 'holds something else than visible ASCII characters' };
  };
}

function secretText(given: string): Reading<Secret> {
  const reading = visible(1000)(given);
  return 'value' in reading ? { value: new Secret(reading.value) } : reading;
}
