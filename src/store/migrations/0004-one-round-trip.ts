import type { Knex } from 'knex';
import { hashed } from '../sql/rows.ts';
import type { Migration } from './migration.ts';

/**
 * What lets one statement find everything behind a token: the session it is bound to in a column of its own, and
 * grants under their plain ids. A grant's id opens nothing: no endpoint takes one, and its tokens name it in clear.
 */
export const oneRoundTrip: Migration = {
  name: '0004-one-round-trip',
  up: async (knex, dialect) => {
    for (const name of TABLES) await knex.schema.alterTable(name, (table) => void table.specificType('session_uid', dialect.text));
    // The newest session of a uid, found by a look at one entry. Nothing but sessions has a uid.
    await knex.schema.alterTable('artifact_long', (table) => table.dropIndex(['uid'], 'artifact_long_uid'));
    await knex.raw(`create index artifact_long_session on artifact_long (uid, expires_at) where model = 'Session'`);
    for (const grantId of await grantIds(knex)) {
      await knex('artifact_long')
        .where({ model: 'Grant', id: hashed(grantId) })
        .update({ id: grantId });
    }
  },
};

const TABLES = ['artifact_short', 'artifact_long'] as const;

/** Of every token and code; a grant without any is made anew at the next sign-in. */
async function grantIds(knex: Knex): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const table of TABLES) {
    const rows: { readonly grant_id: string }[] = await knex(table).distinct('grant_id').whereNotNull('grant_id');
    for (const { grant_id } of rows) ids.add(grant_id);
  }
  return ids;
}
