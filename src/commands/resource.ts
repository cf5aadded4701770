import { addResource, listResources, setResource } from '../domain/administration/resources.ts';
import type { Resource } from '../domain/clients/client.ts';
import { answer, moment, viewed } from './answer.ts';
import type { Answer, Call, Given, Option, Positional, Subject, View } from './command.ts';

const INDICATOR: Positional = {
  name: 'INDICATOR',
  fields: ['indicator'],
  summary: 'resource indicator: the address of the API (RFC 8707)',
};

const DETAILS: readonly Option[] = [
  { name: 'name', value: 'NAME', summary: 'name that people see' },
  { name: 'scopes', value: 'a,b', summary: 'scopes of the API' },
  { name: 'format', value: 'FORMAT', summary: 'of its access tokens: jwt or opaque' },
  { name: 'introspected-by', value: 'CLIENT', summary: 'id of the client that may introspect its tokens; an empty value takes it away' },
];

/** `resource add|list|set`. */
export const resource: Subject = {
  name: 'resource',
  summary: 'Resources: the APIs that access tokens are for.',
  commands: [
    { verb: 'add', summary: 'register an API', words: [INDICATOR], options: DETAILS, run: add },
    { verb: 'list', summary: 'list all APIs', words: [], options: [], run: list },
    { verb: 'set', summary: 'change an API', words: [INDICATOR], options: DETAILS, run: set },
  ],
};

async function add({ given, open }: Call): Promise<Answer> {
  const added = await addResource((await open()).acting, { ...details(given), indicator: given.words[0] ?? '' });
  return answer(added, view, (made) => `Registered ${made.indicator}.`);
}

async function set({ given, open }: Call): Promise<Answer> {
  const changed = await setResource((await open()).acting, given.words[0] ?? '', details(given));
  return answer(changed, view, (now) => `Changed ${now.indicator}.`);
}

async function list({ open }: Call): Promise<Answer> {
  const { store } = await open();
  return {
    rows: viewed(await listResources(store.ports.resources), view),
    columns: ['indicator', 'name', 'format', 'scopes', 'introspectedBy'],
  };
}

function details(given: Given) {
  return {
    name: given.text('name'),
    scopes: given.list('scopes'),
    format: given.text('format'),
    introspectedBy: given.text('introspected-by'),
  };
}

function view(resource: Resource): View {
  return { ...resource, createdAt: moment(resource.createdAt), updatedAt: moment(resource.updatedAt) };
}
