import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/** Times are epoch milliseconds, ids UUIDs as text, lists and settings JSON. */
export const foundation: Migration = {
  name: '0001-foundation',
  up: (knex, json) => [...customers(knex, json), ...applications(knex, json), ...journeys(knex, json), ...artifacts(knex, json)],
};

function customers(knex: Knex, json: string) {
  return [
    knex.schema.createTable('organisation', (table) => {
      table.text('id').primary();
      table.text('name').notNullable();
      table.text('state').notNullable();
      for (const column of ['look', 'languages', 'support', 'policy']) table.specificType(column, json).notNullable();
      table.bigInteger('created_at').notNullable();
    }),
    knex.schema.createTable('portal_name', (table) => {
      table.text('name').primary();
      table.text('organisation_id').notNullable().references('organisation.id').index();
      table.integer('present').notNullable();
    }),
    knex.schema.createTable('account', (table) => {
      table.text('id').primary();
      table.text('organisation_id').notNullable().references('organisation.id');
      table.text('username').notNullable();
      table.text('username_key').notNullable();
      for (const column of ['email', 'email_key', 'given_name', 'family_name', 'locale']) table.text(column);
      table.integer('email_verified').notNullable();
      for (const column of ['role', 'state']) table.text(column).notNullable();
      for (const column of ['created_at', 'updated_at']) table.bigInteger(column).notNullable();
      table.unique(['organisation_id', 'username_key']);
      table.index(['organisation_id', 'email_key']);
    }),
    knex.schema.createTable('password', (table) => {
      table.text('account_id').primary().references('account.id');
      for (const column of ['phc', 'pepper_id']) table.text(column).notNullable();
      table.bigInteger('changed_at').notNullable();
      table.integer('must_change').notNullable();
    }),
    knex.schema.createTable('former_password', (table) => {
      table.text('account_id').notNullable().references('account.id');
      table.bigInteger('changed_at').notNullable();
      for (const column of ['phc', 'pepper_id']) table.text(column).notNullable();
      table.primary(['account_id', 'changed_at', 'phc']);
    }),
  ];
}

function applications(knex: Knex, json: string) {
  return [
    knex.schema.createTable('client', (table) => {
      table.text('id').primary();
      for (const column of ['name', 'state']) table.text(column).notNullable();
      for (const column of ['metadata', 'portals', 'resources', 'secret_hashes']) table.specificType(column, json).notNullable();
      for (const column of ['first_party', 'require_pkce']) table.integer(column).notNullable();
      table.text('default_portal');
      for (const column of ['created_at', 'updated_at']) table.bigInteger(column).notNullable();
    }),
    knex.schema.createTable('resource', (table) => {
      table.text('indicator').primary();
      for (const column of ['name', 'format']) table.text(column).notNullable();
      table.specificType('scopes', json).notNullable();
      table.text('introspected_by');
      for (const column of ['created_at', 'updated_at']) table.bigInteger(column).notNullable();
    }),
    knex.schema.createTable('signing_key', (table) => {
      table.text('kid').primary();
      for (const column of ['alg', 'sealed']) table.text(column).notNullable();
      for (const column of ['published_at', 'active_from']) table.bigInteger(column).notNullable();
      table.bigInteger('retire_at');
    }),
    knex.schema.createTable('milestone', (table) => {
      table.text('name').primary();
    }),
    knex.schema.createTable('consent', (table) => {
      for (const column of ['account_id', 'client_id']) table.text(column).notNullable();
      for (const column of ['scopes', 'claims', 'resources']) table.specificType(column, json).notNullable();
      table.bigInteger('given_at').notNullable();
      table.primary(['account_id', 'client_id']);
    }),
  ];
}

function journeys(knex: Knex, json: string) {
  return [
    knex.schema.createTable('journey', (table) => {
      table.text('uid').primary();
      for (const column of ['organisation_id', 'client_id']) table.text(column).notNullable();
      table.integer('version').notNullable();
      table.specificType('facts', json).notNullable();
      table.bigInteger('expires_at').notNullable().index();
    }),
    knex.schema.createTable('proved_session', (table) => {
      table.text('uid').primary();
      table.text('organisation_id').notNullable();
      table.text('account_id').notNullable().index();
      table.specificType('proofs', json).notNullable();
      for (const column of ['signed_in_at', 'active_at']) table.bigInteger(column).notNullable();
      table.bigInteger('expires_at').notNullable().index();
    }),
    knex.schema.createTable('counter', (table) => {
      table.text('key').primary();
      table.integer('count').notNullable();
      table.bigInteger('forgotten_at').notNullable().index();
    }),
    knex.schema.createTable('audit', (table) => {
      table.text('id').primary();
      table.bigInteger('at').notNullable();
      for (const column of ['event', 'actor']) table.text(column).notNullable();
      for (const column of ['organisation_id', 'account_id', 'client_id', 'trace', 'address']) table.text(column);
      table.specificType('details', json).notNullable();
      table.index(['organisation_id', 'at']);
      table.index(['account_id', 'at']);
    }),
  ];
}

/** Those that live for minutes and those that live for days stand apart, so that the busy table stays small. */
function artifacts(knex: Knex, json: string) {
  return ['artifact_short', 'artifact_long'].map((name) =>
    knex.schema.createTable(name, (table) => {
      for (const column of ['model', 'id']) table.text(column).notNullable();
      table.specificType('payload', json).notNullable();
      for (const column of ['grant_id', 'uid', 'account_id']) table.text(column);
      table.bigInteger('consumed_at');
      table.bigInteger('expires_at').notNullable().index();
      table.primary(['model', 'id']);
      // A session's uid is not unique: two requests at once may each rotate its id (`oidc-provider.md` §1.2).
      for (const column of ['grant_id', 'uid', 'account_id'])
        table.index([column], `${name}_${column}`, { predicate: knex.whereNotNull(column) });
    }),
  );
}
