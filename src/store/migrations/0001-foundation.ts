import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/** Times are epoch milliseconds, ids text, lists and settings JSON as text: PostgreSQL's own JSON refuses U+0000 and lone surrogates. */
export const foundation: Migration = {
  name: '0001-foundation',
  up: async (knex, dialect) => {
    const columns = columnsOf(dialect.text);
    await customers(knex, columns);
    await applications(knex, columns);
    await signIns(knex, columns);
    await artifacts(knex, columns);
    for (const table of ['artifact_short', 'artifact_long', 'counter', 'journey', 'proved_session']) {
      for (const statement of dialect.busyTable(table)) await knex.raw(statement);
    }
  },
};

type Columns = ReturnType<typeof columnsOf>;

function columnsOf(text: string) {
  const key = (table: Knex.CreateTableBuilder, column: string) => table.specificType(column, text).notNullable();
  return {
    key,
    texts: (table: Knex.CreateTableBuilder, columns: readonly string[]) => columns.forEach((column) => void key(table, column)),
    optionalTexts: (table: Knex.CreateTableBuilder, columns: readonly string[]) =>
      columns.forEach((column) => void table.specificType(column, text)),
    times: (table: Knex.CreateTableBuilder, columns: readonly string[]) =>
      columns.forEach((column) => void table.bigInteger(column).notNullable()),
  };
}

async function customers(knex: Knex, { key, texts, optionalTexts, times }: Columns): Promise<void> {
  await knex.schema.createTable('organisation', (table) => {
    key(table, 'id').primary();
    texts(table, ['name', 'state', 'look', 'languages', 'support', 'policy']);
    times(table, ['created_at']);
  });
  await knex.schema.createTable('portal_name', (table) => {
    key(table, 'name').primary();
    key(table, 'organisation_id').references('organisation.id').index();
    table.integer('present').notNullable();
  });
  await knex.schema.createTable('account', (table) => {
    key(table, 'id').primary();
    key(table, 'organisation_id').references('organisation.id');
    texts(table, ['username', 'username_key', 'role', 'state']);
    optionalTexts(table, ['email', 'email_key', 'given_name', 'family_name', 'locale']);
    table.integer('email_verified').notNullable();
    times(table, ['created_at', 'updated_at']);
    table.unique(['organisation_id', 'username_key']);
    table.index(['organisation_id', 'email_key']);
  });
  await knex.schema.createTable('password', (table) => {
    key(table, 'account_id').primary().references('account.id');
    texts(table, ['phc', 'pepper_id']);
    times(table, ['changed_at']);
    table.integer('must_change').notNullable();
  });
  await knex.schema.createTable('former_password', (table) => {
    key(table, 'account_id').references('account.id');
    times(table, ['changed_at']);
    texts(table, ['phc', 'pepper_id']);
    table.primary(['account_id', 'changed_at', 'phc']);
  });
}

async function applications(knex: Knex, { key, texts, optionalTexts, times }: Columns): Promise<void> {
  await knex.schema.createTable('client', (table) => {
    key(table, 'id').primary();
    texts(table, ['name', 'state', 'metadata', 'portals', 'resources', 'secret_hashes']);
    for (const column of ['first_party', 'require_pkce']) table.integer(column).notNullable();
    optionalTexts(table, ['default_portal']);
    times(table, ['created_at', 'updated_at']);
  });
  await knex.schema.createTable('resource', (table) => {
    key(table, 'indicator').primary();
    texts(table, ['name', 'format', 'scopes']);
    optionalTexts(table, ['introspected_by']);
    times(table, ['created_at', 'updated_at']);
  });
  await knex.schema.createTable('signing_key', (table) => {
    key(table, 'kid').primary();
    texts(table, ['alg', 'sealed']);
    times(table, ['published_at', 'active_from']);
    table.bigInteger('retire_at');
  });
  await knex.schema.createTable('milestone', (table) => void key(table, 'name').primary());
  await knex.schema.createTable('consent', (table) => {
    texts(table, ['account_id', 'client_id', 'scopes', 'claims', 'resources']);
    times(table, ['given_at']);
    table.primary(['account_id', 'client_id']);
  });
}

async function signIns(knex: Knex, { key, texts, optionalTexts, times }: Columns): Promise<void> {
  await knex.schema.createTable('journey', (table) => {
    key(table, 'uid').primary();
    texts(table, ['organisation_id', 'client_id', 'facts']);
    table.integer('version').notNullable();
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('proved_session', (table) => {
    key(table, 'uid').primary();
    key(table, 'account_id').index();
    texts(table, ['organisation_id', 'proofs']);
    times(table, ['signed_in_at', 'active_at']);
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('counter', (table) => {
    key(table, 'key').primary();
    table.integer('count').notNullable();
    table.bigInteger('forgotten_at').notNullable().index();
  });
  await knex.schema.createTable('audit', (table) => {
    table.bigIncrements('id');
    times(table, ['at']);
    texts(table, ['event', 'actor', 'details']);
    optionalTexts(table, ['organisation_id', 'account_id', 'client_id', 'trace', 'address']);
    table.index(['at']);
    table.index(['organisation_id', 'at']);
    table.index(['account_id', 'at']);
  });
}

/** Those that live for minutes and those that live for days stand apart, so that the busy table stays small. */
async function artifacts(knex: Knex, { texts, optionalTexts }: Columns): Promise<void> {
  for (const name of ['artifact_short', 'artifact_long']) {
    await knex.schema.createTable(name, (table) => {
      texts(table, ['model', 'id', 'payload']);
      optionalTexts(table, ['grant_id', 'uid', 'account_id']);
      table.bigInteger('consumed_at');
      table.bigInteger('expires_at').notNullable().index();
      table.primary(['model', 'id']);
      // A session's uid is not unique: two requests at once may each rotate its id (`oidc-provider.md` §1.2).
      for (const column of ['grant_id', 'uid', 'account_id'])
        table.index([column], `${name}_${column}`, { predicate: knex.whereNotNull(column) });
    });
  }
}
