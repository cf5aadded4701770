import type { AuditRecord } from '../../domain/audit/events.ts';
import type { Audit } from '../../domain/audit/ports.ts';
import { newId } from '../../kernel/random.ts';
import type { Row, Sql } from '../connection.ts';
import { json, number, optionalText, orNull, text } from './rows.ts';

/** The audit log in SQL: who, what, where and when in columns, what else the event names as JSON. */
export function audit(sql: Sql): Audit {
  return {
    record: async ({ event, at, actor, organisation, account, client, trace, address, ...details }) => {
      await sql.run(
        `insert into audit (id, at, event, actor, organisation_id, account_id, client_id, trace, address, details)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          newId(),
          at,
          event,
          actor,
          orNull(organisation),
          orNull(account),
          orNull(client),
          orNull(trace),
          orNull(address),
          JSON.stringify(details),
        ],
      );
    },
    list: async ({ organisation, account }, limit) => {
      const rows = await sql.all(
        `select * from audit where (cast($1 as text) is null or organisation_id = $1) and (cast($2 as text) is null or account_id = $2)
          order by at desc, id limit $3`,
        [orNull(organisation), orNull(account), limit],
      );
      return rows.map(recordOf);
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
