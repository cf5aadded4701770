import { contactsShutOut } from '../domain/administration/contacts-shut-out.ts';
import type { OrganisationChange } from '../domain/administration/organisation-sheet.ts';
import {
  addOrganisation,
  findOrganisation,
  listOrganisations,
  setOrganisation,
  unknownOrganisation,
} from '../domain/administration/organisations.ts';
import { done, type Fault, type Outcome, refused } from '../domain/fault.ts';
import type { Organisation } from '../domain/organisations/organisation.ts';
import { POLICY_LISTS } from '../domain/organisations/policy.ts';
import { answer, lines, moment, viewed } from './answer.ts';
import type { Answer, Call, Option, Positional, Subject, View } from './command.ts';
import { readNamed } from './read.ts';

const PORTAL: Positional = { name: 'PORTAL', fields: ['portal', 'organisation'], summary: 'short name of the portal, as in its address' };
const KNOWN: Positional = { ...PORTAL, fields: ['organisation'], summary: 'present or former short name, or id' };

const DETAILS: readonly Option[] = [
  { name: 'name', value: 'NAME', summary: 'name that people see' },
  { name: 'languages', value: 'nl,en', summary: 'languages people may choose among' },
  { name: 'preferred-language', value: 'nl', summary: 'the language a page begins in' },
  { name: 'colour', value: '#RRGGBB', summary: 'colour of the organisation; readable shades are computed from it' },
  { name: 'logo', value: 'FILE', negatable: true, summary: 'logo, a PNG of at most 12 kB' },
  { name: 'dark-logo', value: 'FILE', negatable: true, summary: 'logo on dark pages' },
  { name: 'force-light', negatable: true, summary: 'never show dark pages' },
  { name: 'contact-name', value: 'NAME', summary: 'whom people can ask; an empty value takes it away' },
  { name: 'contact-email', value: 'ADDRESS', summary: 'where they can write' },
  { name: 'contact-phone', value: 'NUMBER', summary: 'where they can call' },
  { name: 'practice-url', value: 'URL', summary: 'where they can practise' },
  {
    name: 'sender-name',
    value: 'NAME',
    fields: ['policy.mailSenderName'],
    summary: 'name that mails come from; an empty value gives the standard one back',
  },
  {
    name: 'reply-to',
    value: 'ADDRESS',
    fields: ['policy.mailReplyTo'],
    summary: 'where answers to mails go: an address, contact, or none',
  },
  {
    name: 'policy',
    value: 'NAME=VALUE',
    many: true,
    summary: 'a setting: passwordMaxAgeDays=0, usernameCase=insensitive, twoStep=required, twoStepMethods=app,passkey',
  },
];

/** `organisation add|show|list|set`. */
export const organisation: Subject = {
  name: 'organisation',
  summary: 'Organisations, each with its portal: name, look, languages, policy, contact.',
  commands: [
    { verb: 'add', summary: 'make an organisation', words: [PORTAL], options: DETAILS, run: add },
    { verb: 'show', summary: 'show an organisation, with every setting of its policy', words: [KNOWN], options: [], run: show },
    { verb: 'list', summary: 'list all organisations', words: [], options: [], run: list },
    {
      verb: 'set',
      summary: 'change, rename, suspend or resume an organisation',
      words: [KNOWN],
      options: [
        { name: 'portal', value: 'PORTAL', summary: 'new short name; the old one keeps leading here' },
        { name: 'state', value: 'STATE', summary: 'active, or suspended: nobody signs in any more' },
        ...DETAILS,
      ],
      run: set,
    },
  ],
};

async function add(call: Call): Promise<Answer> {
  const [portal = ''] = call.given.words;
  const details = await readDetails(call);
  if (!details.done) return details;
  const added = await addOrganisation((await call.open()).acting, { ...details.value, name: details.value.name ?? '', portal });
  return answer(added, view, (made) => `Made organisation ${made.name}: ${made.portal} (${made.id}).`);
}

async function set(call: Call): Promise<Answer> {
  const [reference = ''] = call.given.words;
  const details = await readDetails(call);
  if (!details.done) return details;
  const change = { ...details.value, portal: call.given.text('portal'), state: call.given.text('state') };
  const { acting, store } = await call.open();
  const changed = await setOrganisation(acting, reference, change);
  if (changed.done && change.policy) await warnOfShutOut(call, store.ports, changed.value);
  return answer(changed, view, (now) => `Changed organisation ${now.name}: ${now.portal} (${now.id}).`);
}

/** It is done all the same: whoever looks after the portal may be somebody who needs no account here. */
async function warnOfShutOut({ stderr }: Call, ports: Parameters<typeof contactsShutOut>[0], organisation: Organisation): Promise<void> {
  for (const username of await contactsShutOut(ports, organisation))
    stderr.write(
      `Warning: contact person ${username} has no way to sign in: single sign-on is required of them. Link them by hand ` +
        `(account link ${organisation.portal} "${username}" --subject SUB), or name them in singleSignOnExceptions.\n`,
    );
}

async function show(call: Call): Promise<Answer> {
  const [reference = ''] = call.given.words;
  const found = await findOrganisation((await call.open()).store.ports.organisations, reference);
  return answer(found ? done(found) : refused(unknownOrganisation('organisation')), view, (shown) => lines(view(shown)));
}

async function list({ open }: Call): Promise<Answer> {
  const { store } = await open();
  const rows = viewed(listOrganisations(store.ports.organisations), view);
  return { rows, columns: ['portal', 'name', 'state', 'languages', 'id'] };
}

async function readDetails(call: Call): Promise<Outcome<OrganisationChange>> {
  const { given } = call;
  const [logo, darkLogo] = [await readNamed(call, 'logo'), await readNamed(call, 'dark-logo')];
  const faults: Fault[] = [logo, darkLogo].flatMap((file) => ('fault' in file ? file.fault : []));
  if ('fault' in logo || 'fault' in darkLogo) return refused(...faults);
  return done({
    name: given.text('name'),
    languages: given.list('languages'),
    preferredLanguage: given.text('preferred-language'),
    colour: given.text('colour'),
    logo: given.flag('logo') === false ? null : logo.read,
    darkLogo: given.flag('dark-logo') === false ? null : darkLogo.read,
    forceLight: given.flag('force-light'),
    contactName: given.text('contact-name'),
    contactEmail: given.text('contact-email'),
    contactPhone: given.text('contact-phone'),
    practiceUrl: given.text('practice-url'),
    policy: settings(given),
  });
}

/** All settings that are given; some have an option of their own. */
function settings(given: Call['given']): Readonly<Record<string, unknown>> | undefined {
  const named = { mailSenderName: given.text('sender-name'), mailReplyTo: given.text('reply-to') };
  const mail = Object.entries(named).filter(([, value]) => value !== undefined);
  const listed = readSettings(given.list('policy'));
  return mail.length > 0 ? { ...listed, ...Object.fromEntries(mail) } : listed;
}

/** `name=value` pairs; numbers, switches and lists as such, everything else as text. */
function readSettings(pairs: readonly string[] | undefined): Readonly<Record<string, unknown>> | undefined {
  return (
    pairs &&
    Object.fromEntries(
      pairs.map((pair) => {
        const [name = '', ...rest] = pair.split('=');
        const value = rest.join('=');
        return [name, POLICY_LISTS.includes(name) ? listOf(value) : settingOf(value)];
      }),
    )
  );
}

/** A list in JSON, or its parts with commas between them; an empty value is an empty list. */
function listOf(value: string): unknown {
  return value.startsWith('[') ? settingOf(value) : value.split(',').flatMap((part) => part.trim() || []);
}

function settingOf(value: string): unknown {
  try {
    return /^(\d+|true|false|\[.*\])$/.test(value) ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}

function view({ look, ...organisation }: Organisation): View {
  return {
    id: organisation.id,
    portal: organisation.portal,
    name: organisation.name,
    state: organisation.state,
    languages: organisation.languages.allowed,
    preferredLanguage: organisation.languages.preferred,
    colour: look.colour,
    logo: look.logo !== undefined,
    darkLogo: look.darkLogo !== undefined,
    forceLight: look.forceLight,
    ...organisation.support,
    policy: organisation.policy,
    passwordAgeSince: moment(organisation.passwordAgeSince),
    createdAt: moment(organisation.createdAt),
  };
}
