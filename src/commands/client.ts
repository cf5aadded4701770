import { addClient, listClients, type RegisteredClient, setClient } from '../domain/administration/clients.ts';
import type { Client } from '../domain/clients/client.ts';
import { answer, moment, viewed } from './answer.ts';
import type { Answer, Call, Option, Positional, Subject, View } from './command.ts';
import { type Read, readJson } from './read.ts';

const CLIENT: Positional = { name: 'CLIENT', fields: ['client'], summary: 'id of the client' };

const DETAILS: readonly Option[] = [
  {
    name: 'json',
    value: 'FILE',
    optional: true,
    summary:
      'registration (RFC 7591, and first_party portals default_portal require_pkce resources security_profile), - is standard input; print JSON',
  },
  { name: 'name', value: 'NAME', fields: ['client_name'], summary: 'name that people see' },
];

/** `client add|list|set`. */
export const client: Subject = {
  name: 'client',
  summary: 'Clients: the applications that delegate sign-in to this installation.',
  commands: [
    { verb: 'add', summary: 'register an application', words: [], options: DETAILS, run: add },
    { verb: 'list', summary: 'list all applications', words: [], options: [], run: list },
    {
      verb: 'set',
      summary: 'change, suspend or resume an application, or its secrets',
      words: [CLIENT],
      options: [
        ...DETAILS,
        { name: 'state', value: 'STATE', summary: 'active or suspended' },
        { name: 'add-secret', summary: 'make another secret; the present one keeps working' },
        { name: 'drop-old-secrets', summary: 'let go of all secrets but the newest' },
      ],
      run: set,
    },
  ],
};

async function add(call: Call): Promise<Answer> {
  const registration = await readRegistration(call);
  if ('fault' in registration) return { faults: [registration.fault] };
  const added = await addClient((await call.open()).acting, registration.read);
  return answer(added, viewRegistered, (made) => withSecret(`Registered ${made.client.name} (${made.client.id}).`, made));
}

async function set(call: Call): Promise<Answer> {
  const { given, open } = call;
  const registration = await readRegistration(call);
  if ('fault' in registration) return { faults: [registration.fault] };
  const changed = await setClient((await open()).acting, given.words[0] ?? '', {
    registration: registration.read,
    state: given.text('state'),
    addSecret: given.flag('add-secret'),
    dropOldSecrets: given.flag('drop-old-secrets'),
  });
  return answer(changed, viewRegistered, (now) => withSecret(`Changed ${now.client.name} (${now.client.id}).`, now));
}

async function list({ open }: Call): Promise<Answer> {
  const { store } = await open();
  const rows = viewed(listClients(store.ports.clients), view);
  return { rows, columns: ['client_id', 'client_name', 'state', 'first_party', 'portals', 'secrets'] };
}

async function readRegistration(call: Call): Promise<Read<Readonly<Record<string, unknown>>>> {
  const registration = await readJson(call, 'json');
  const name = call.given.text('name');
  return 'fault' in registration || name === undefined ? registration : { read: { ...registration.read, client_name: name } };
}

function withSecret(said: string, { secret }: RegisteredClient): string {
  return secret === undefined ? said : `${said}\nIts secret, shown this once and kept here only as a hash:\n${secret}`;
}

function viewRegistered({ client: registered, secret }: RegisteredClient): View {
  return { ...view(registered), ...(secret !== undefined && { client_secret: secret }) };
}

/** In the names of RFC 7591, as it was handed in. */
function view(registered: Client): View {
  return {
    client_id: registered.id,
    client_name: registered.name,
    ...registered.metadata,
    first_party: registered.firstParty,
    portals: registered.portals,
    default_portal: registered.defaultPortal,
    require_pkce: registered.requirePkce,
    resources: registered.resources,
    state: registered.state,
    secrets: registered.secretHashes.length,
    created_at: moment(registered.createdAt),
    updated_at: moment(registered.updatedAt),
  };
}
