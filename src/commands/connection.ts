import type { ConnectionInput } from '../domain/administration/connection-sheet.ts';
import {
  addConnection,
  findConnection,
  type KnownConnection,
  listConnections,
  removeConnection,
  setConnection,
} from '../domain/administration/connections.ts';
import { listPeople } from '../domain/administration/identities.ts';
import { answer, lines, moment, viewed } from './answer.ts';
import type { Answer, Call, Option, Positional, Subject, View } from './command.ts';
import { failures } from './connection-failures.ts';
import { type Read, readSecret } from './read.ts';

const PORTAL: Positional = {
  name: 'PORTAL',
  fields: ['organisation', 'connection'],
  summary: 'short name or id of the organisation',
};

const DETAILS: readonly Option[] = [
  { name: 'name', value: 'NAME', summary: 'name that people see, such as Microsoft of Acme' },
  { name: 'issuer', value: 'URL', summary: 'issuer, letter for letter as its discovery document says it' },
  { name: 'client-id', value: 'ID', summary: 'what the identity provider knows us as' },
  { name: 'secret-stdin', fields: ['clientSecret'], summary: 'read its client secret from standard input' },
  { name: 'links', value: 'RULE', summary: 'who is found without being linked: by-hand (nobody), or by-email' },
  { name: 'new-people', value: 'RULE', summary: 'who has no account here is refused, or gets one made' },
  { name: 'trusts-factors', negatable: true, summary: 'tell applications how people proved themselves there' },
  { name: 'log-out-url', value: 'URL', summary: 'where people log out there; an empty value takes it away' },
  { name: 'state', value: 'STATE', summary: 'on, or off: nobody is sent there, and nothing from there is taken' },
];

const FORGET: Option = { name: 'forget-people', summary: 'nobody who is linked stays so' };

/** `connection add|set|show|list|check|people|failures|remove`. */
export const connection: Subject = {
  name: 'connection',
  summary: 'Connections: the identity providers of organisations, for single sign-on.',
  commands: [
    { verb: 'add', summary: 'connect an organisation to its OpenID Provider', words: [PORTAL], options: DETAILS, run: add },
    { verb: 'set', summary: 'change a connection, or switch it off', words: [PORTAL], options: [...DETAILS, FORGET], run: set },
    { verb: 'show', summary: 'show the connection of an organisation', words: [PORTAL], options: [], run: show },
    { verb: 'list', summary: 'list all connections', words: [], options: [], run: list },
    { verb: 'check', summary: 'ask the identity provider whether it is there and fits', words: [PORTAL], options: [], run: check },
    { verb: 'people', summary: 'list who is linked, by what they are known by there', words: [PORTAL], options: [], run: people },
    failures(PORTAL),
    { verb: 'remove', summary: 'take a connection away', words: [PORTAL], options: [FORGET], run: remove },
  ],
};

async function add(call: Call): Promise<Answer> {
  const details = await readDetails(call);
  if ('fault' in details) return { faults: [details.fault] };
  const added = await addConnection((await call.open()).acting, portalOf(call), details.read);
  return answer(added, view, (made) => withHint(`Connected ${made.organisation.portal} to ${made.connection.issuer}.`, made));
}

async function set(call: Call): Promise<Answer> {
  const details = await readDetails(call);
  if ('fault' in details) return { faults: [details.fault] };
  const change = { ...details.read, forgetPeople: call.given.flag('forget-people') };
  const changed = await setConnection((await call.open()).acting, portalOf(call), change);
  return answer(changed, view, (now) => withHint(`Changed the connection of ${now.organisation.portal}, ${now.connection.state}.`, now));
}

async function show(call: Call): Promise<Answer> {
  const found = await findConnection((await call.open()).store.ports, portalOf(call));
  return answer(found, view, (known) => lines(view(known)));
}

async function list({ open }: Call): Promise<Answer> {
  const { store } = await open();
  return {
    rows: viewed(listConnections(store.ports), view),
    columns: ['portal', 'name', 'state', 'issuer', 'links', 'newPeople', 'people'],
  };
}

async function check(call: Call): Promise<Answer> {
  const { store, upstream } = await call.open();
  const found = await findConnection(store.ports, portalOf(call));
  if (!found.done) return found;
  const trial = await upstream.try(found.value.connection);
  if (trial.kind === 'wrong')
    return { faults: [{ field: 'connection', code: 'conflict', detail: `has an identity provider that does not work: ${trial.detail}` }] };
  return {
    item: { ...view(found.value), redirectUri: trial.redirectUri, endpoints: trial.endpoints },
    said: [
      `The identity provider of ${found.value.organisation.portal} is there and fits.`,
      ...trial.endpoints,
      `It answers at ${trial.redirectUri}`,
    ].join('\n'),
  };
}

async function people(call: Call): Promise<Answer> {
  const { store } = await call.open();
  const found = await findConnection(store.ports, portalOf(call));
  if (!found.done) return found;
  const rows = viewed(listPeople(store.ports.identities, found.value.connection.id), ({ username, identity }) => {
    return { subject: identity.subject, username, account: identity.accountId, linkedAt: moment(identity.linkedAt) };
  });
  return { rows, columns: ['subject', 'username', 'linkedAt'] };
}

async function remove(call: Call): Promise<Answer> {
  const change = { forgetPeople: call.given.flag('forget-people') };
  const removed = await removeConnection((await call.open()).acting, portalOf(call), change);
  return answer(removed, view, (was) => `Took the connection of ${was.organisation.portal} to ${was.connection.issuer} away.`);
}

function portalOf({ given }: Call): string {
  return given.words[0] ?? '';
}

async function readDetails(call: Call): Promise<Read<ConnectionInput>> {
  const { given } = call;
  const secret = await readSecret(call, { option: 'secret-stdin', field: 'clientSecret' });
  if ('fault' in secret) return secret;
  return {
    read: {
      name: given.text('name'),
      issuer: given.text('issuer'),
      clientId: given.text('client-id'),
      clientSecret: secret.read,
      state: given.text('state'),
      links: given.text('links'),
      newPeople: given.text('new-people'),
      trustsFactors: given.flag('trusts-factors'),
      logOutUrl: given.text('log-out-url'),
    },
  };
}

/** A rule that finds nobody is said, for it looks like one that does. */
function withHint(said: string, { connection: { links }, organisation: { policy } }: KnownConnection): string {
  if (links === 'by-hand' || policy.singleSignOnDomains.length > 0) return said;
  return `${said}\nNobody is found by mail address until the policy singleSignOnDomains names a domain.`;
}

function view({ connection: { organisationId, clientSecret, ...kept }, organisation, people }: KnownConnection): View {
  return {
    portal: organisation.portal,
    ...kept,
    logOutUrl: kept.logOutUrl ?? null,
    people,
    singleSignOn: organisation.policy.singleSignOn,
    createdAt: moment(kept.createdAt),
    updatedAt: moment(kept.updatedAt),
  };
}
