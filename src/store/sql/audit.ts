import type { AuditRecord } from '../../domain/audit/events.ts';
import type { Audit } from '../../domain/audit/ports.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { byCount, json, number, optionalText, orNull, places, text, tuples } from './rows.ts';

const RECORD = byCount(
  (count) =>
    `insert into audit (at, event, actor, organisation_id, account_id, client_id, trace, address, details) values ${tuples(count, 9)}`,
);

/** The audit log in SQL: who, what, where and when in columns, what else the event names as JSON. */
export function audit(sql: Sql): Audit {
  return {
    record: async (record) => {
      await sql.write(RECORD(1), parametersOf(record));
    },
    recordAll: async (records) => {
      await sql.write(RECORD(records.length), records.flatMap(parametersOf));
    },
    lastSignIns: async (accountIds) => {
      if (accountIds.length === 0) return new Map();
      const rows = await sql.all(
        `select account_id, max(at) as last from audit where event = 'sign-in.succeeded' and account_id in (${places(accountIds.length)}) group by account_id`,
        [...accountIds],
      );
      return new Map(rows.map((row) => [text(row, 'account_id'), number(row, 'last')]));
    },
    history: async (accountId, { since, skip, limit, events }) => {
      const among = events ? `and event in (${places(events.length, 4)})` : '';
      const statement = `select * from audit where account_id = $1 and at >= $2 ${among} order by at desc, id desc limit $3 offset $4`;
      return (await sql.all(statement, [accountId, since, limit, skip, ...(events ?? [])])).map(recordOf);
    },
    list: async ({ organisation, account, event }, limit, skip = 0) => {
      // A text of its own for each filter, so that each has its index.
      const filters = Object.entries({ organisation_id: organisation, account_id: account, event }).filter(
        ([, value]) => value !== undefined,
      );
      const where = filters.map(([column], at) => `${at === 0 ? 'where' : 'and'} ${column} = $${at + 3}`).join(' ');
      const values = filters.map(([, value]) => orNull(value));
      // Only whose rows are asked for are found by their times; all of them are read as they were written.
      const order = organisation === undefined && account === undefined ? 'id desc' : 'at desc, id desc';
      const statement = `select * from audit ${where} order by ${order} limit $1 offset $2`;
      return (await sql.all(statement, [limit, skip, ...values])).map(recordOf);
    },
  };
}

function parametersOf({ event, at, actor, organisation, account, client, trace, address, ...details }: AuditRecord): Parameter[] {
  return [at, event, actor, ...[organisation, account, client, trace, address].map(orNull), JSON.stringify(details)];
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
