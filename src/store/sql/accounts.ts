import type { Account, AccountState, Role } from '../../domain/accounts/account.ts';
import type { Accounts } from '../../domain/accounts/ports.ts';
import type { SignInFacts, SignInRecords } from '../../domain/journeys/ports.ts';
import type { Language } from '../../domain/organisations/organisation.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { IDENTITIES_OF, identitiesOf } from './identities.ts';
import { CLAIMED_COLUMNS, claimedOf, ORGANISATION_COLUMNS, organisationOf } from './organisations.ts';
import { factsOf, PASSWORD_COLUMNS, passwordOf } from './passwords.ts';
import { byCount, flag, fromFlag, number, optionalText, orNull, places, text, tuples } from './rows.ts';
import { TWO_STEP_COLUMNS, TWO_STEP_OF, twoStepOf } from './two-steps.ts';

const COLUMNS = [
  ...['id', 'organisation_id', 'username', 'username_key', 'email', 'email_key', 'email_verified', 'given_name', 'family_name', 'locale'],
  ...['role', 'state', 'created_at', 'updated_at'],
];
/** Columns of an account, for statements that have its table as `a`. */
export const ACCOUNT_COLUMNS = COLUMNS.map((column) => `a.${column}`).join(', ');
// Refused by the unique index and not by a look beforehand: two at once would both see nothing.
const INSERT = byCount(
  (count) =>
    `insert into account (${COLUMNS.join(', ')}) values ${tuples(count, COLUMNS.length)}
      on conflict (organisation_id, username_key) do nothing returning id`,
);
const BY_USERNAMES = byCount(
  (count) => `select ${ACCOUNT_COLUMNS} from account a where a.organisation_id = $1 and a.username_key in (${places(count, 1)})`,
);

/** An account out of a row with its columns. */
export function accountOf(row: Row): Account {
  return {
    id: text(row, 'id'),
    organisationId: text(row, 'organisation_id'),
    username: text(row, 'username'),
    usernameKey: text(row, 'username_key'),
    email: optionalText(row, 'email'),
    emailKey: optionalText(row, 'email_key'),
    emailVerified: flag(row, 'email_verified'),
    givenName: optionalText(row, 'given_name'),
    familyName: optionalText(row, 'family_name'),
    locale: optionalText(row, 'locale') as Language | undefined,
    role: text(row, 'role') as Role,
    state: text(row, 'state') as AccountState,
    createdAt: number(row, 'created_at'),
    updatedAt: number(row, 'updated_at'),
  };
}

function parametersOf(account: Account): Parameter[] {
  const { email, emailKey, givenName, familyName, locale } = account;
  return [
    ...[account.id, account.organisationId, account.username, account.usernameKey, orNull(email), orNull(emailKey)],
    ...[fromFlag(account.emailVerified), orNull(givenName), orNull(familyName), orNull(locale)],
    ...[account.role, account.state, account.createdAt, account.updatedAt],
  ];
}

const RAISE_STAMP = 'update account set security_stamp = security_stamp + 1 where id = $1';

/** Accounts in SQL. */
export function accounts(sql: Sql): Accounts {
  const first = (row: Row | undefined) => row && accountOf(row);
  return {
    byId: async (id) => first(await sql.one(`select ${ACCOUNT_COLUMNS} from account a where a.id = $1`, [id])),
    hold: async (id) => first(await sql.one(`select ${ACCOUNT_COLUMNS} from account a where a.id = $1 ${sql.dialect.holdRows}`, [id])),
    withOrganisation: (id) => withOrganisation(sql, id),
    byUsername: async (organisationId, key) =>
      first(
        await sql.one(`select ${ACCOUNT_COLUMNS} from account a where a.organisation_id = $1 and a.username_key = $2`, [
          organisationId,
          key,
        ]),
      ),
    ...byAddress(sql),
    list: async (organisationId, limit, after = '') =>
      (
        await sql.all(
          `select ${ACCOUNT_COLUMNS} from account a where a.organisation_id = $1 and a.username_key > $2 order by a.username_key limit $3`,
          [organisationId, after, limit],
        )
      ).map(accountOf),
    insert: async (account) => ((await insertAll(sql, [account])).has(account.id) ? 'inserted' : 'username-taken'),
    byUsernames: async (organisationId, keys) => (await sql.all(BY_USERNAMES(keys.length), [organisationId, ...keys])).map(accountOf),
    insertAll: (accounts) => insertAll(sql, accounts),
    // Of two that take the same name at once, the slower one is run again by the transaction, and sees the faster one.
    update: (account) => sql.transaction((inside) => update(inside, account)),
    raiseStamp: async (id, from) =>
      (await (from === undefined ? sql.run(RAISE_STAMP, [id]) : sql.run(`${RAISE_STAMP} and security_stamp = $2`, [id, from]))) > 0,
  };
}

async function insertAll(sql: Sql, accounts: readonly Account[]): Promise<ReadonlySet<string>> {
  // In the order of the index: two with common names wait for each other in turn, never both at once.
  const inOrder = accounts.toSorted((a, b) => (a.usernameKey < b.usernameKey ? -1 : 1));
  const inserted = await sql.all(INSERT(accounts.length), inOrder.flatMap(parametersOf));
  return new Set(inserted.map((row) => text(row, 'id')));
}

/** Closed accounts of an address stay for years: they take no place from those that are of use. */
const LINKED_FIRST = `case when a.state in ('active', 'invited') then 0 else 1 end`;

function byAddress(sql: Sql): Pick<Accounts, 'byEmail' | 'byEmailAnywhere'> {
  const select = `select ${ACCOUNT_COLUMNS} from account a where`;
  return {
    byEmail: async (organisationId, key, limit) =>
      (
        await sql.all(`${select} a.organisation_id = $1 and a.email_key = $2 order by ${LINKED_FIRST}, a.username_key limit $3`, [
          organisationId,
          key,
          limit,
        ])
      ).map(accountOf),
    byEmailAnywhere: async (key, limit) =>
      (await sql.all(`${select} a.email_key = $1 order by ${LINKED_FIRST}, a.organisation_id, a.username_key limit $2`, [key, limit])).map(
        accountOf,
      ),
  };
}

async function withOrganisation(sql: Sql, id: string) {
  const row = await sql.one(
    `select ${ACCOUNT_COLUMNS}, ${ORGANISATION_COLUMNS} from account a join organisation o on o.id = a.organisation_id
      join portal_name n on n.organisation_id = o.id and n.present = 1 where a.id = $1`,
    [id],
  );
  return row && { account: accountOf(row), organisation: organisationOf(row) };
}

async function update(sql: Sql, account: Account): Promise<'updated' | 'username-taken' | 'not-found'> {
  const namesake = await sql.one('select id from account where organisation_id = $1 and username_key = $2 and id <> $3', [
    account.organisationId,
    account.usernameKey,
    account.id,
  ]);
  if (namesake) return 'username-taken';
  const set = COLUMNS.slice(2).map((column, at) => `${column} = $${at + 3}`);
  const changed = await sql.run(`update account set ${set.join(', ')} where id = $1 and organisation_id = $2`, parametersOf(account));
  return changed > 0 ? 'updated' : 'not-found';
}

const SIGN_IN = `${ACCOUNT_COLUMNS}, a.security_stamp, ${PASSWORD_COLUMNS}, ${TWO_STEP_COLUMNS}, ${IDENTITIES_OF('a.id')} from account a
  left join password p on p.account_id = a.id ${TWO_STEP_OF('a.id')}`;
const BY_ID = `select ${SIGN_IN} where a.id = $1`;
const BY_USERNAME = `select ${CLAIMED_COLUMNS}, ${SIGN_IN} join organisation o on o.id = a.organisation_id
  join portal_name n on n.organisation_id = o.id and n.present = 1 where a.organisation_id = $1 and a.username_key = $2`;

/** Account, password and factors for a sign-in: one read whether or not there is such a name (security.md 1.4). */
export function signInRecords(sql: Sql): SignInRecords {
  return {
    byUsername: async (organisationId, key) => {
      const row = await sql.one(BY_USERNAME, [organisationId, key]);
      return row && { ...knownOf(row), organisation: claimedOf(row), password: row['phc'] === null ? undefined : passwordOf(row) };
    },
    factsOf: async (accountId) => {
      const row = await sql.one(BY_ID, [accountId]);
      return row && { ...knownOf(row), password: row['phc'] === null ? undefined : factsOf(row) };
    },
  };
}

function knownOf(row: Row): Omit<SignInFacts, 'password'> {
  return { account: accountOf(row), twoStep: twoStepOf(row), identities: identitiesOf(row), stamp: number(row, 'security_stamp') };
}
