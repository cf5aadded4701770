import { newId } from '../../kernel/random.ts';
import type { Client } from '../clients/client.ts';
import { usesSecret } from '../clients/metadata-reading.ts';
import type { Offered } from '../clients/metadata-together.ts';
import type { Clients } from '../clients/ports.ts';
import { done, type Fault, type Outcome, refused } from '../fault.ts';
import { type Acting, auditRow, touched } from './acting.ts';
import { applyRegistration, type Registration } from './client-sheet.ts';
import { inPages } from './pages.ts';

/** A client, and its new secret where one was made: shown once, kept as a hash only (security.md 2.2). */
export interface RegisteredClient {
  readonly client: Client;
  readonly secret?: string;
}

/** Makes a client secret: what is shown, and the hash that is kept. */
export type MakeSecret = () => { readonly secret: string; readonly hash: string };

/** Managing applications also makes secrets, and takes only what this installation offers. */
export interface ActingOnClients extends Acting {
  readonly makeSecret: MakeSecret;
  readonly offered: Offered;
}

/** What may be changed of a client. */
export interface ClientChange {
  readonly registration?: Registration | undefined;
  readonly state?: string | undefined;
  /** Make a secret beside the present one, so that the application can change over at its own time. */
  readonly addSecret?: boolean | undefined;
  /** Let go of all secrets but the newest. */
  readonly dropOldSecrets?: boolean | undefined;
}

/** Secrets that may live side by side. */
const SECRETS_MOST = 2;

/** Registers an application. Returns it with its secret, where its way of proving itself needs one, or all faults. */
export async function addClient(acting: ActingOnClients, registration: Registration): Promise<Outcome<RegisteredClient>> {
  const now = acting.clock.now();
  const id = registration.client_id ?? newId();
  const { secret, hash } = acting.makeSecret();
  return acting.work(async (ports) => {
    const applied = await applyRegistration({ ports, offered: acting.offered }, newClient(String(id), now), registration);
    const faults = [...idFaults(id), ...(applied.done ? [] : applied.faults)];
    if (await ports.clients.byId(String(id))) faults.push(ID_TAKEN);
    if (!applied.done || faults.length > 0) return refused(...faults);
    const needed = usesSecret(applied.value.metadata);
    const client: Client = { ...applied.value, secretHashes: needed ? [hash] : [] };
    if ((await ports.clients.insert(client)) === 'id-taken') return refused(ID_TAKEN);
    await ports.audit.record(auditRow(acting, now, { event: 'client.created', fields: touched(registration) }, { client: client.id }));
    return done({ client, ...(needed && { secret }) });
  });
}

/** Changes what is given of an application, its secrets too. Returns it with the new secret, if one was made, or all faults. */
export async function setClient(acting: ActingOnClients, id: string, change: ClientChange): Promise<Outcome<RegisteredClient>> {
  const now = acting.clock.now();
  const { secret, hash } = acting.makeSecret();
  return acting.work(async (ports) => {
    const present = await ports.clients.byId(id);
    if (!present) return refused({ field: 'client', code: 'unknown', detail: 'is not the id of a client' });
    const applied = await applyRegistration({ ports, offered: acting.offered }, present, change.registration ?? {}, change.state);
    const secrets = changeSecrets(applied.done ? applied.value : present, change, hash);
    const faults = [...renameFaults(present, change), ...(applied.done ? [] : applied.faults), ...('hashes' in secrets ? [] : [secrets])];
    if (!applied.done || !('hashes' in secrets) || faults.length > 0) return refused(...faults);
    const client: Client = { ...applied.value, secretHashes: secrets.hashes, updatedAt: now };
    await ports.clients.update(client);
    const { registration, ...rest } = change;
    await ports.audit.record(
      auditRow(acting, now, { event: 'client.changed', fields: touched({ ...registration, ...rest }) }, { client: id }),
    );
    if (secrets.made) await ports.audit.record(auditRow(acting, now, { event: 'client.secret-added' }, { client: id }));
    return done({ client, ...(secrets.made && { secret }) });
  });
}

/** All applications, by id. */
export function listClients(clients: Pick<Clients, 'list'>): AsyncGenerator<Client> {
  return inPages(
    (limit, after) => clients.list(limit, after),
    (client) => client.id,
  );
}

const ID_TAKEN: Fault = { field: 'client_id', code: 'taken', detail: 'is in use' };

function newClient(id: string, now: number): Client {
  return {
    id,
    name: '',
    metadata: {},
    firstParty: false,
    portals: [],
    requirePkce: true,
    resources: [],
    secretHashes: [],
    state: 'active',
    createdAt: now,
    updatedAt: now,
  };
}

/** Ids go into addresses and HTTP Basic credentials, where only these characters need no encoding (RFC 6749 §2.3.1). */
function idFaults(id: unknown): Fault[] {
  if (typeof id !== 'string' || !/^[\w.~-]{2,64}$/.test(id))
    return [{ field: 'client_id', code: 'invalid', detail: 'must be 2 to 64 letters, digits, or . _ ~ -' }];
  return id.startsWith('voordeur-')
    ? [{ field: 'client_id', code: 'reserved', detail: 'must not begin with voordeur-: these are clients of the product itself' }]
    : [];
}

function renameFaults(present: Client, change: ClientChange): Fault[] {
  const id = change.registration?.client_id ?? present.id;
  return id === present.id
    ? []
    : [{ field: 'client_id', code: 'conflict', detail: 'cannot be changed: it is in tokens and in the application' }];
}

/** The hashes after the change, newest last: none for a client without secrets, at least one for a client with. */
function changeSecrets(
  client: Client,
  change: ClientChange,
  fresh: string,
): { readonly hashes: readonly string[]; readonly made: boolean } | Fault {
  if (!usesSecret(client.metadata)) {
    return change.addSecret
      ? { field: 'addSecret', code: 'conflict', detail: 'is for clients that prove themselves with a secret' }
      : { hashes: [], made: false };
  }
  const made = change.addSecret === true || client.secretHashes.length === 0;
  const all = made ? [...client.secretHashes, fresh] : client.secretHashes;
  const hashes = change.dropOldSecrets ? all.slice(-1) : all;
  if (hashes.length <= SECRETS_MOST) return { hashes, made };
  return {
    field: 'addSecret',
    code: 'conflict',
    detail: `would make ${hashes.length} secrets, at most ${SECRETS_MOST} live side by side; drop the old ones`,
  };
}
