import type { AuditRecord } from '../../domain/audit/events.ts';
import type { Audit } from '../../domain/audit/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { json, number, optionalText, orNull, places, text } from './rows.ts';

const RECORD = `insert into audit (at, event, actor, organisation_id, account_id, client_id, trace, address, details) values (${places(9)})`;

/** The audit log in SQL: who, what, where and when in columns, what else the event names as JSON. */
export function audit(sql: Sql): Audit {
  return {
    record: async ({ event, at, actor, organisation, account, client, trace, address, ...details }) => {
      const context = [organisation, account, client, trace, address].map(orNull);
      await sql.run(RECORD, [at, event, actor, ...context, JSON.stringify(details)]);
    },
    list: async ({ organisation, account }, limit) => {
      // A text of its own for each filter, so that each has its index.
      const filters = Object.entries({ organisation_id: organisation, account_id: account }).filter(([, value]) => value !== undefined);
      const where = filters.map(([column], at) => `${at === 0 ? 'where' : 'and'} ${column} = $${at + 2}`).join(' ');
      const values = filters.map(([, value]) => orNull(value));
      return (await sql.all(`select * from audit ${where} order by at desc, id desc limit $1`, [limit, ...values])).map(recordOf);
    },
  };
}

function recordOf(row: Row): AuditRecord {
  return {
    ...json<object>(row, 'details'),
    event: text(row, 'event'),
    at: number(row, 'at'),
    actor: text(row, 'actor'),
    organisation: optionalText(row, 'organisation_id'),
    account: optionalText(row, 'account_id'),
    client: optionalText(row, 'client_id'),
    trace: optionalText(row, 'trace'),
    address: optionalText(row, 'address'),
  } as AuditRecord;
}
