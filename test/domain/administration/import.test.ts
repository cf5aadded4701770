import { expect, test } from '@jest/globals';
import { readCsv } from '../../../src/csv/read.ts';
import { addAccount, listAccounts } from '../../../src/domain/administration/accounts.ts';
import { addConnection } from '../../../src/domain/administration/connections.ts';
import { type Importing, type ImportResult, importAccounts } from '../../../src/domain/administration/import-accounts.ts';
import { MOST_ROWS } from '../../../src/domain/administration/import-survey.ts';
import { inviteAccount } from '../../../src/domain/administration/invitations.ts';
import { addOrganisation, setOrganisation } from '../../../src/domain/administration/organisations.ts';
import type { Table } from '../../../src/domain/administration/table.ts';
import type { Organisation } from '../../../src/domain/organisations/organisation.ts';
import type { Policy } from '../../../src/domain/organisations/policy.ts';
import { days } from '../../../src/kernel/duration.ts';
import { all, faultsOf, made, useWorld } from './world.ts';

const used = useWorld();
const HEADER = 'gebruikersnaam;e-mail;voornaam;achternaam;taal';

const acme = (policy: Partial<Policy> = {}): Promise<Organisation> =>
  addOrganisation(used().acting, { portal: 'acme', name: 'Acme', policy }).then(made);

async function tableOf(...lines: readonly string[]): Promise<Table> {
  return made(
    await readCsv(async function* () {
      yield Buffer.from(`${lines.join('\r\n')}\r\n`);
    }),
  );
}

async function importing(lines: readonly string[], more: Partial<Importing> = {}): Promise<ImportResult[]> {
  const table = await tableOf(...lines);
  return all(made(await importAccounts(used().acting, { reference: 'acme', table, ...more })).results);
}

/** Results in short: row, user name, what became of it, and its faults as they are told. */
const short = (results: readonly ImportResult[]) =>
  results.map((result) => {
    const faults = result.result === 'faulty' ? result.faults.map(({ column, detail }) => `${column} ${detail}`) : [];
    return [result.row, result.username, result.result, ...faults].join(' ');
  });

const letters = () => used().store.ports.outbox.list({}, 1000);

test('R7.1 R18.1 each row makes an account, its link and its letter, not handed over before the moment that was said', async () => {
  const { id } = await acme();
  const { store, acting } = used();
  const notBefore = acting.clock.now() + days(3);
  const results = await importing([HEADER, 'Anna.Smit;Anna <anna@School.example>;Anna;Smit;en', 'Zoë;zoe@x.nl;;;'], { notBefore });
  expect(short(results)).toEqual(['2 Anna.Smit invited', '3 Zoë invited']);
  const [anna, zoe] = await all(listAccounts(store.ports.accounts, id));
  expect(anna).toMatchObject({ username: 'Anna.Smit', givenName: 'Anna', locale: 'en', role: 'candidate', state: 'invited' });
  expect([anna?.email, anna?.emailVerified, zoe?.givenName]).toEqual(['anna@school.example', false, undefined]);
  const link = await store.ports.links.newest(anna?.id ?? '', 'activation');
  expect(link).toMatchObject({ organisationId: id, emailKey: anna?.emailKey, life: days(14), ended: undefined });
  expect(await letters()).toMatchObject([{ dueAt: notBefore }, { dueAt: notBefore }]);
  const held = await store.ports.outbox.take(notBefore, 1000);
  expect(held?.letter).toMatchObject({ organisation: id, mail: { kind: 'activation' } });
  const events = await store.ports.audit.list({ account: anna?.id ?? '' }, 9);
  expect(events).toMatchObject([{ event: 'account.invited', actor: 'operator' }, { event: 'account.created' }]);
  expect(events[1]).toMatchObject({ fields: ['username', 'email', 'givenName', 'familyName', 'locale'] });
});

test('R18.2 the same list again makes nobody and invites nobody, and says what it would have otherwise', async () => {
  await acme();
  await importing([HEADER, 'Anna;anna@x.nl;;;', 'Jan;jan@x.nl;;;']);
  const again = await importing([HEADER, 'Jan;jan@x.nl;;;', 'Anna;anders@x.nl;Anna;;', 'Piet;piet@x.nl;;;']);
  expect(short(again)).toEqual(['2 Jan exists', '3 Anna exists', '4 Piet invited']);
  expect(again[1]).toMatchObject({ differs: ['email', 'givenName'], account: { email: 'anna@x.nl', state: 'invited' } });
  expect(await letters()).toHaveLength(3);
});

test('R18.2 who was made one at a time is there already, and is invited by nobody but who asks for it', async () => {
  await acme();
  const { id } = made(await addAccount(used().acting, 'acme', { username: 'Anna', email: 'anna@x.nl' }));
  expect(short(await importing([HEADER, 'Anna;anna@x.nl;;;']))).toEqual(['2 Anna exists']);
  expect(await letters()).toEqual([]);
  made(await inviteAccount(used().acting, id));
  expect(await letters()).toHaveLength(1);
});

test('R2.2 R3.6 a faulty row says everything that is wrong, as one account would hear it; nothing of it is written', async () => {
  const { id } = await acme();
  const rows = [
    'Kees;geen adres;;;fr',
    'Zoë\u200b;z@x.nl;;;',
    ';x@x.nl;;;',
    'Piet;;;;',
    ' Jan;j@x.nl;;;',
    'Ria;r@x.nl;;;;veel',
    'Goed;g@x.nl;;;',
  ];
  expect(short(await importing([`${HEADER};`, ...rows]))).toEqual([
    '2 Kees faulty e-mail is not a mail address taal must be one of: nl, en',
    '3 Zoë\u200b faulty gebruikersnaam holds U+200B, which no one sees',
    '4  faulty gebruikersnaam is empty',
    '5 Piet faulty e-mail is needed: the invitation is mailed',
    '6  Jan faulty gebruikersnaam begins or ends with a blank',
    '7 Ria faulty undefined has a value in column 6, which has no name',
    '8 Goed invited',
  ]);
  expect((await all(listAccounts(used().store.ports.accounts, id))).map(({ username }) => username)).toEqual(['Goed']);
  expect(await letters()).toHaveLength(1);
  const alone = await addAccount(used().acting, 'acme', { username: 'Kees', email: 'geen adres', locale: 'fr' });
  const [kees] = await importing([HEADER, 'Kees;geen adres;;;fr']);
  expect(kees).toMatchObject({ faults: alone.done ? [] : alone.faults });
});

test('R2.2 rows of one name, folded, are all refused and name each other, wherever in the list they stand', async () => {
  await acme();
  const between = Array.from({ length: 450 }, (_, at) => `P${at};p${at}@x.nl;;;`);
  const results = await importing([HEADER, 'Jan;jan@x.nl;;;', ...between, 'JAN;j2@x.nl;;;', 'J an;j3@x.nl;;;', 'ＪＡＮ;j4@x.nl;;;']);
  const also = (rows: string) => `faulty gebruikersnaam is also in row ${rows}, perhaps with other capitals`;
  expect(short(results).filter((line) => line.includes('faulty'))).toEqual([
    `2 Jan ${also('453, 454, 455')}`,
    `453 JAN ${also('2, 454, 455')}`,
    `454 J an ${also('2, 453, 455')}`,
    `455 ＪＡＮ ${also('2, 453, 454')}`,
  ]);
  expect(results.map(({ row }) => row)).toEqual(results.map((_, at) => at + 2));
});

test('R2.1 R2.2 a name that is there with other capitals is taken, and where the organisation takes them for the same it is there', async () => {
  await acme();
  await importing([HEADER, 'Jan;jan@x.nl;;;']);
  expect(short(await importing([HEADER, 'jan;jan@x.nl;;;']))).toEqual([
    '2 jan faulty gebruikersnaam is in use in this organisation, perhaps with other capitals',
  ]);
  made(await addOrganisation(used().acting, { portal: 'vmbo', name: 'Vmbo', policy: { usernameCase: 'insensitive' } }));
  await importing([HEADER, 'Jan;jan@x.nl;;;'], { reference: 'vmbo' });
  expect(short(await importing([HEADER, 'jan;jan@x.nl;;;'], { reference: 'vmbo' }))).toEqual(['2 jan exists']);
});

test('a dry run says of each row what the import then does, and writes nothing', async () => {
  const { id } = await acme();
  await importing([HEADER, 'Anna;anna@x.nl;;;']);
  const list = [HEADER, 'Anna;anna@x.nl;;;', 'Jan;jan@x.nl;;;', 'Kees;;;;'];
  const dry = short(await importing(list, { dryRun: true }));
  expect(await all(listAccounts(used().store.ports.accounts, id))).toHaveLength(1);
  expect(await letters()).toHaveLength(1);
  expect(dry.map((line) => line.replace('ready', 'invited'))).toEqual(short(await importing(list)));
});

test('security 1.36 a list gives no role, no state and no password; what is unknown, twice or missing is told before anything is written', async () => {
  await acme();
  const faults = async (header: string) => {
    const table = await tableOf(header, 'Anna;anna@x.nl;x;y;z');
    return faultsOf(await importAccounts(used().acting, { reference: 'acme', table }));
  };
  expect(await faults('User name;E-mail address;First_name;Surname;Language')).toEqual([]);
  expect(await faults('GEBRUIKERSNAAM;E-mailadres;Roepnaam;Achternaam;Taal')).toEqual([]);
  expect(await faults('username;email;rol;Wachtwoord;state')).toEqual(['columns conflict', 'columns conflict', 'columns conflict']);
  expect(await faults('username;email;mail;klas;leeftijd')).toEqual(['columns unknown', 'columns unknown', 'columns conflict']);
  expect(await faults('voornaam;taal')).toEqual(['columns missing', 'columns missing']);
  const table = await tableOf('a\u009b31m;b', '1;2');
  const said = await importAccounts(used().acting, { reference: 'nowhere', table });
  expect(faultsOf(said)).toEqual(['organisation unknown', 'columns unknown', 'columns unknown', 'columns missing', 'columns missing']);
  expect(JSON.stringify(said)).toContain('a<U+009B>31m');
});

test('security 1.36 a list that cannot be read to its end, or has more rows than one import takes, is refused whole', async () => {
  await acme();
  const good = Array.from({ length: 500 }, (_, at) => `P${at};p${at}@x.nl;;;`);
  const table = await tableOf(HEADER, ...good, 'Jan;"jan@x.nl;;;');
  expect(await importAccounts(used().acting, { reference: 'acme', table })).toMatchObject({ faults: [{ field: 'file', code: 'invalid' }] });
  const endless: Table = {
    header: ['username', 'email'],
    rows: async function* () {
      for (let row = 2; ; row += 1) yield { done: true, value: { row, cells: [`P${row}`, 'p@x.nl'] } };
    },
  };
  expect(await importAccounts(used().acting, { reference: 'acme', table: endless })).toMatchObject({
    faults: [{ code: 'too-long', detail: `has more than ${MOST_ROWS} rows: import it in parts` }],
  });
  expect(await letters()).toEqual([]);
});

test('R17.2 of a list those who must use single sign-on are invited without a link, and the others with one', async () => {
  const { id } = await acme();
  const { store, acting } = used();
  const provider = { name: 'Staff', issuer: 'https://idp.work.example', clientId: 'voordeur', clientSecret: 'not asked for by anybody' };
  made(await addConnection(acting, 'acme', provider));
  made(await setOrganisation(acting, 'acme', { policy: { singleSignOn: 'required', singleSignOnDomains: ['work.example'] } }));
  const results = await importing([HEADER, 'wim;wim@work.example;;;', 'zoe;zoe@home.example;;;', 'inge;inge@work.example;;;']);
  expect(short(results)).toEqual(['2 wim invited', '3 zoe invited', '4 inge invited']);
  expect((await letters()).map(({ kind }) => kind).toSorted()).toEqual(['activation', 'single-sign-on-invited', 'single-sign-on-invited']);
  const accounts = await all(listAccounts(store.ports.accounts, id));
  const linked = await Promise.all(accounts.map(async (each) => (await store.ports.links.newest(each.id, 'activation')) !== undefined));
  expect(accounts.map(({ username }, at) => [username, linked[at]])).toEqual([
    ['inge', false],
    ['wim', false],
    ['zoe', true],
  ]);
  expect(await inviteAccount(acting, accounts[0]?.id ?? '')).toMatchObject({ done: false, faults: [{ code: 'conflict' }] });
});
