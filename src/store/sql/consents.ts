import type { Consent, Consents } from '../../domain/consent/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { json, number, text } from './rows.ts';

function consentOf(row: Row): Consent {
  return {
    accountId: text(row, 'account_id'),
    clientId: text(row, 'client_id'),
    scopes: json(row, 'scopes'),
    claims: json(row, 'claims'),
    resources: json(row, 'resources'),
    givenAt: number(row, 'given_at'),
  };
}

/** Consents in SQL. */
export function consents(sql: Sql): Consents {
  return {
    find: async (accountId, clientId) => {
      const row = await sql.one('select * from consent where account_id = $1 and client_id = $2', [accountId, clientId]);
      return row && consentOf(row);
    },
    record: async ({ accountId, clientId, scopes, claims, resources, givenAt }) => {
      await sql.write(
        `insert into consent (account_id, client_id, scopes, claims, resources, given_at) values ($1, $2, $3, $4, $5, $6)
          on conflict (account_id, client_id) do update set scopes = excluded.scopes, claims = excluded.claims,
          resources = excluded.resources, given_at = excluded.given_at`,
        [accountId, clientId, JSON.stringify(scopes), JSON.stringify(claims), JSON.stringify(resources), givenAt],
      );
    },
    withdraw: async (accountId, clientId) =>
      (await sql.run('delete from consent where account_id = $1 and client_id = $2', [accountId, clientId])) > 0,
    ofAccount: async (accountId) =>
      (await sql.all('select * from consent where account_id = $1 order by client_id', [accountId])).map(consentOf),
  };
}
