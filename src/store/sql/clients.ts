import type { Client, Resource } from '../../domain/clients/client.ts';
import type { Clients, Resources } from '../../domain/clients/ports.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { flag, fromFlag, json, number, optionalText, orNull, places, text } from './rows.ts';

const CLIENT_COLUMNS = [
  ...['id', 'name', 'metadata', 'first_party', 'portals', 'default_portal', 'require_pkce', 'resources', 'secret_hashes'],
  ...['state', 'created_at', 'updated_at'],
];
const RESOURCE_COLUMNS = ['indicator', 'name', 'scopes', 'format', 'introspected_by', 'created_at', 'updated_at'];

function clientOf(row: Row): Client {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    metadata: json(row, 'metadata'),
    firstParty: flag(row, 'first_party'),
    portals: json(row, 'portals'),
    defaultPortal: optionalText(row, 'default_portal'),
    requirePkce: flag(row, 'require_pkce'),
    resources: json(row, 'resources'),
    secretHashes: json(row, 'secret_hashes'),
    state: text(row, 'state') as Client['state'],
    createdAt: number(row, 'created_at'),
    updatedAt: number(row, 'updated_at'),
  };
}

function clientParameters(client: Client): Parameter[] {
  return [
    ...[client.id, client.name, JSON.stringify(client.metadata), fromFlag(client.firstParty), JSON.stringify(client.portals)],
    ...[orNull(client.defaultPortal), fromFlag(client.requirePkce), JSON.stringify(client.resources), JSON.stringify(client.secretHashes)],
    ...[client.state, client.createdAt, client.updatedAt],
  ];
}

/** Applications in SQL. */
export function clients(sql: Sql): Clients {
  return {
    byId: async (id) => {
      const row = await sql.one('select * from client where id = $1', [id]);
      return row && clientOf(row);
    },
    list: async (limit, after = '') =>
      (await sql.all('select * from client where id > $1 order by id limit $2', [after, limit])).map(clientOf),
    insert: async (client) =>
      (await sql.run(insertInto('client', CLIENT_COLUMNS), clientParameters(client))) > 0 ? 'inserted' : 'id-taken',
    update: async (client) => (await sql.run(updateOf('client', CLIENT_COLUMNS), clientParameters(client))) > 0,
  };
}

function resourceOf(row: Row): Resource {
  return {
    indicator: text(row, 'indicator'),
    name: text(row, 'name'),
    scopes: json(row, 'scopes'),
    format: text(row, 'format') as Resource['format'],
    introspectedBy: optionalText(row, 'introspected_by'),
    createdAt: number(row, 'created_at'),
    updatedAt: number(row, 'updated_at'),
  };
}

function resourceParameters(resource: Resource): Parameter[] {
  const { indicator, name, scopes, format, introspectedBy, createdAt, updatedAt } = resource;
  return [indicator, name, JSON.stringify(scopes), format, orNull(introspectedBy), createdAt, updatedAt];
}

/** Resource servers in SQL. */
export function resources(sql: Sql): Resources {
  return {
    byIndicator: async (indicator) => {
      const row = await sql.one('select * from resource where indicator = $1', [indicator]);
      return row && resourceOf(row);
    },
    list: async () => (await sql.all('select * from resource order by indicator limit 1000')).map(resourceOf),
    insert: async (resource) =>
      (await sql.run(insertInto('resource', RESOURCE_COLUMNS), resourceParameters(resource))) > 0 ? 'inserted' : 'indicator-taken',
    update: async (resource) => (await sql.run(updateOf('resource', RESOURCE_COLUMNS), resourceParameters(resource))) > 0,
  };
}

function insertInto(table: string, columns: readonly string[]): string {
  return `insert into ${table} (${columns.join(', ')}) values (${places(columns.length)}) on conflict (${columns[0]}) do nothing`;
}

/** Sets every column but the first, which is the key. */
function updateOf(table: string, columns: readonly string[]): string {
  const set = columns.slice(1).map((column, at) => `${column} = $${at + 2}`);
  return `update ${table} set ${set.join(', ')} where ${columns[0]} = $1`;
}
