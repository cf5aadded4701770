import type { Connection } from '../../domain/federation/connection.ts';
import type { Connections, FederationSeal } from '../../domain/federation/ports.ts';
import { Secret } from '../../kernel/secret.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { flag, fromFlag, number, optionalText, orNull, places, text } from './rows.ts';

const COLUMNS = [
  ...['id', 'organisation_id', 'kind', 'state', 'name', 'issuer', 'client_id', 'client_secret', 'links', 'new_people'],
  ...['trusts_factors', 'log_out_url', 'created_at', 'updated_at'],
];
const SELECT = `select ${COLUMNS.map((column) => `c.${column}`).join(', ')} from connection c`;
/** Another organisation's is never taken over by an id. */
const SAVE = `insert into connection (${COLUMNS.join(', ')}) values (${places(COLUMNS.length)}) on conflict (id) do update
  set ${COLUMNS.slice(2)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')} where connection.organisation_id = excluded.organisation_id`;

/** Connections in SQL. The secret is sealed to its row; that an organisation has one at most is a unique index. */
export function connections(sql: Sql, seal: FederationSeal): Connections {
  const first = (row: Row | undefined) => row && connectionOf(row, seal);
  return {
    byId: async (id) => first(await sql.one(`${SELECT} where c.id = $1`, [id])),
    ofOrganisation: async (organisationId) => first(await sql.one(`${SELECT} where c.organisation_id = $1`, [organisationId])),
    hold: async (organisationId) =>
      first(await sql.one(`${SELECT} where c.organisation_id = $1 ${sql.dialect.holdRows}`, [organisationId])),
    list: async () =>
      (await sql.all(`${SELECT} join portal_name n on n.organisation_id = c.organisation_id and n.present = 1 order by n.name`)).map(
        (row) => connectionOf(row, seal),
      ),
    save: async (connection) => {
      if ((await sql.run(SAVE, parametersOf(connection, seal))) === 0) throw new Error('a connection of this id is another organisation’s');
    },
    remove: (id) =>
      sql.transaction(async (inside) => {
        // Held first: whoever begins a visit or links somebody meanwhile waits, and then finds no connection.
        await inside.one(`select id from connection where id = $1 ${inside.dialect.holdRows}`, [id]);
        for (const table of ['upstream_visit', 'identity']) await inside.write(`delete from ${table} where connection_id = $1`, [id]);
        await inside.write('delete from connection where id = $1', [id]);
      }),
  };
}

function placeOf({ id, organisationId }: Pick<Connection, 'id' | 'organisationId'>) {
  return { of: 'connection', row: id, organisationId } as const;
}

function parametersOf(connection: Connection, seal: FederationSeal): Parameter[] {
  const { id, organisationId, kind, state, name, issuer, clientId, clientSecret, links, newPeople } = connection;
  return [
    ...[id, organisationId, kind, state, name, issuer, clientId, seal.seal(clientSecret.reveal(), placeOf(connection)), links, newPeople],
    ...[fromFlag(connection.trustsFactors), orNull(connection.logOutUrl), connection.createdAt, connection.updatedAt],
  ];
}

function connectionOf(row: Row, seal: FederationSeal): Connection {
  const place = { id: text(row, 'id'), organisationId: text(row, 'organisation_id') };
  return {
    ...place,
    kind: text(row, 'kind') as Connection['kind'],
    state: text(row, 'state') as Connection['state'],
    name: text(row, 'name'),
    issuer: text(row, 'issuer'),
    clientId: text(row, 'client_id'),
    clientSecret: new Secret(seal.open(text(row, 'client_secret'), placeOf(place))),
    links: text(row, 'links') as Connection['links'],
    newPeople: text(row, 'new_people') as Connection['newPeople'],
    trustsFactors: flag(row, 'trusts_factors'),
    logOutUrl: optionalText(row, 'log_out_url'),
    createdAt: number(row, 'created_at'),
    updatedAt: number(row, 'updated_at'),
  };
}
