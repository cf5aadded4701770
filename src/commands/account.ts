import type { Account } from '../domain/accounts/account.ts';
import type { AccountChange } from '../domain/administration/account-sheet.ts';
import { addAccount, listAccounts, setAccount } from '../domain/administration/accounts.ts';
import { inviteAccount } from '../domain/administration/invitations.ts';
import { findOrganisation, unknownOrganisation } from '../domain/administration/organisations.ts';
import { resetTwoStep } from '../domain/administration/two-step.ts';
import { importing } from './account-import.ts';
import { linking } from './account-links.ts';
import { named } from './account-named.ts';
import { answer, moment, viewed } from './answer.ts';
import type { Answer, Call, Command, Option, Positional, Subject, View } from './command.ts';
import { type Read, readMoment, readSecret } from './read.ts';

const PORTAL: Positional = { name: 'PORTAL', fields: ['organisation'], summary: 'short name or id of the organisation' };
const USERNAME: Positional = { name: 'USERNAME', fields: ['username'], summary: 'user name, shown back exactly so' };

const DETAILS: readonly Option[] = [
  { name: 'email', value: 'ADDRESS', summary: 'mail address; an empty value takes it away' },
  { name: 'email-verified', negatable: true, summary: 'you vouch that the address is theirs' },
  { name: 'given-name', value: 'NAME', summary: 'given name' },
  { name: 'family-name', value: 'NAME', summary: 'family name' },
  { name: 'locale', value: 'nl', summary: 'language of the person: nl, en' },
  { name: 'role', value: 'ROLE', summary: 'candidate, or contact: may help the others' },
  { name: 'password-stdin', fields: ['password'], summary: 'read a password from standard input' },
];

const WHO: readonly Positional[] = [PORTAL, { name: 'USERNAME', fields: ['account', 'state'], summary: 'user name, in any case' }];
const NOT_BEFORE: Option = { name: 'at', value: 'TIME', fields: ['at'], summary: 'not before this moment, such as 2027-01-11T08:00:00Z' };

/** Commands that say in one word what is to become of an account. */
const standing: readonly Command[] = [
  {
    verb: 'invite',
    summary: 'mail the activation link to who has not activated yet; where to sign in to who must use single sign-on',
    words: WHO,
    options: [NOT_BEFORE],
    run: (call) => mail(call, false),
  },
  {
    verb: 'resend',
    summary: 'mail that once more; a link before it ends',
    words: WHO,
    options: [NOT_BEFORE],
    run: (call) => mail(call, true),
  },
  {
    verb: 'reset-two-step',
    summary: 'take its second factors away, for who has lost them all; ends its sessions and links, and tells the person',
    words: WHO,
    options: [],
    run: reset,
  },
  {
    verb: 'suspend',
    summary: 'let nobody in by it until its state is active again; ends its sessions and links',
    words: WHO,
    options: [],
    run: (call) => become(call, 'suspended'),
  },
  {
    verb: 'close',
    summary: 'end it for good, with its sessions and links; its user name stays taken',
    words: WHO,
    options: [],
    run: (call) => become(call, 'closed'),
  },
];

/** `account add|list|set|invite|resend|reset-two-step|suspend|close|link|unlink|import`. */
export const account: Subject = {
  name: 'account',
  summary: 'Accounts: the people of an organisation who sign in.',
  commands: [
    {
      verb: 'add',
      summary: 'make an account: active with a password, invited without',
      words: [PORTAL, USERNAME],
      options: DETAILS,
      run: add,
    },
    { verb: 'list', summary: 'list the accounts of an organisation', words: [PORTAL], options: [], run: list },
    {
      verb: 'set',
      summary: 'change, suspend, close or resume an account; a new password, address or state ends its sessions',
      words: [PORTAL, { name: 'USERNAME', fields: ['account'], summary: 'present user name, in any case' }],
      options: [
        { name: 'username', value: 'NAME', summary: 'new user name' },
        { name: 'state', value: 'STATE', summary: 'invited, active, suspended or closed' },
        { name: 'must-change-password', summary: 'a new password must be chosen at the next sign-in' },
        ...DETAILS,
      ],
      run: set,
    },
    ...standing,
    ...linking(WHO, view),
    importing(PORTAL, NOT_BEFORE),
  ],
};

async function add(call: Call): Promise<Answer> {
  const [portal = '', username = ''] = call.given.words;
  const details = await readDetails(call);
  if ('fault' in details) return { faults: [details.fault] };
  const added = await addAccount((await call.open()).acting, portal, { ...details.read, username });
  return answer(added, view, (made) => `Made account ${made.username}, ${made.state} (${made.id}).`);
}

async function set(call: Call): Promise<Answer> {
  const details = await readDetails(call);
  if ('fault' in details) return { faults: [details.fault] };
  const change = { ...details.read, username: call.given.text('username'), state: call.given.text('state') };
  return named(call, async ({ acting }, { id }) =>
    answer(await setAccount(acting, id, change), view, (now) => `Changed account ${now.username}, ${now.state} (${now.id}).`),
  );
}

async function mail(call: Call, again: boolean): Promise<Answer> {
  const notBefore = readMoment(call, 'at');
  if ('fault' in notBefore) return { faults: [notBefore.fault] };
  return named(call, async ({ acting, store }, { id, email }) => {
    const invited = await inviteAccount(acting, id, { again, notBefore: notBefore.read });
    // R9.5: nothing goes there until somebody has looked at it.
    const stopped = email !== undefined && (await store.ports.outbox.isStopped(email));
    return answer(invited, view, ({ username }) => (stopped ? stoppedMail(username) : `Queued the invitation of ${username}.`));
  });
}

function stoppedMail(username: string): string {
  return `Not sent to ${username}: mail to this address is stopped, since one bounced for good. Correct the address with \`account set\`, or confirm it by \`mail retry\`.`;
}

function reset(call: Call): Promise<Answer> {
  return named(call, async ({ acting }, { id }) =>
    answer(await resetTwoStep(acting, id), view, ({ username }) => `Took the second factors of ${username} away.`),
  );
}

function become(call: Call, state: 'suspended' | 'closed'): Promise<Answer> {
  return named(call, async ({ acting }, { id }) =>
    answer(await setAccount(acting, id, { state }), view, (now) => `Changed account ${now.username}, ${now.state} (${now.id}).`),
  );
}

async function list({ given, open }: Call): Promise<Answer> {
  const { organisations, accounts } = (await open()).store.ports;
  const organisation = await findOrganisation(organisations, given.words[0] ?? '');
  if (!organisation) return { faults: [unknownOrganisation('organisation')] };
  return {
    rows: viewed(listAccounts(accounts, organisation.id), view),
    columns: ['username', 'state', 'role', 'givenName', 'familyName', 'email', 'id'],
  };
}

async function readDetails(call: Call): Promise<Read<AccountChange>> {
  const { given } = call;
  const password = await readSecret(call, { option: 'password-stdin', field: 'password' });
  if ('fault' in password) return password;
  return {
    read: {
      email: given.text('email'),
      emailVerified: given.flag('email-verified'),
      givenName: given.text('given-name'),
      familyName: given.text('family-name'),
      locale: given.text('locale'),
      role: given.text('role'),
      password: password.read,
      mustChangePassword: given.flag('must-change-password'),
    },
  };
}

function view(account: Account): View {
  const { usernameKey, emailKey, createdAt, updatedAt, ...shown } = account;
  return { ...shown, createdAt: moment(createdAt), updatedAt: moment(updatedAt) };
}
