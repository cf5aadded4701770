import type { Identity } from '../../domain/federation/connection.ts';
import type { Identities } from '../../domain/federation/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { number, optionalText, text } from './rows.ts';

/** Both of one organisation, whoever asks: an identity that crosses over could sign in there (security.md 1.28). */
const INSERT = `insert into identity (connection_id, issuer, subject, account_id, linked_at)
  select c.id, $2, $3, a.id, cast($5 as bigint) from connection c join account a on a.organisation_id = c.organisation_id
    where c.id = $1 and a.id = $4 on conflict do nothing`;

/**
 * Ids of the connections that are on and at which the account with this id has an identity. By the account's identities first,
 * which a join would leave to what the database believes of two small tables.
 */
export const IDENTITIES_OF = (
  accountId: string,
) => `(select string_agg(i.connection_id, ' ') from identity i where i.account_id = ${accountId}
  and (select c.state from connection c where c.id = i.connection_id) = 'on') as identities`;

/** Those ids out of a row with that column. */
export function identitiesOf(row: Row): string[] {
  return optionalText(row, 'identities')?.split(' ') ?? [];
}

/** Of one issuer, as all of a connection are: by both, which is the order of the key, so that nothing is sorted for a page. */
const PEOPLE = `select i.*, a.username from identity i join account a on a.id = i.account_id
  where i.connection_id = $1 and i.subject > $2 order by i.issuer, i.subject limit $3`;

/** Whose account somebody at a provider is, in SQL. */
export function identities(sql: Sql): Identities {
  return {
    find: async ({ connectionId, issuer, subject }) => {
      const row = await sql.one('select * from identity where connection_id = $1 and issuer = $2 and subject = $3', [
        connectionId,
        issuer,
        subject,
      ]);
      return row && identityOf(row);
    },
    ofAccount: async (accountId) =>
      (await sql.all('select * from identity where account_id = $1 order by linked_at, connection_id', [accountId])).map(identityOf),
    people: async (connectionId, limit, after = '') =>
      (await sql.all(PEOPLE, [connectionId, after, limit])).map((row) => ({ username: text(row, 'username'), identity: identityOf(row) })),
    count: async (connectionId) => {
      const row = await sql.one('select count(*) as people from identity where connection_id = $1', [connectionId]);
      return row ? number(row, 'people') : 0;
    },
    counts: async () => {
      const rows = await sql.all('select connection_id, count(*) as people from identity group by connection_id');
      return new Map(rows.map((row) => [text(row, 'connection_id'), number(row, 'people')]));
    },
    insert: async ({ connectionId, issuer, subject, accountId, linkedAt }) =>
      (await sql.run(INSERT, [connectionId, issuer, subject, accountId, linkedAt])) > 0,
    remove: async (accountId, connectionId) =>
      (await sql.run('delete from identity where account_id = $1 and connection_id = $2', [accountId, connectionId])) > 0,
  };
}

function identityOf(row: Row): Identity {
  return {
    connectionId: text(row, 'connection_id'),
    issuer: text(row, 'issuer'),
    subject: text(row, 'subject'),
    accountId: text(row, 'account_id'),
    linkedAt: number(row, 'linked_at'),
  };
}
