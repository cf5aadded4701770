import type { Organisation } from '../../domain/organisations/organisation.ts';
import { type Policy, STANDARD_POLICY } from '../../domain/organisations/policy.ts';
import type { Organisations } from '../../domain/organisations/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { byCount, json, number, places, text } from './rows.ts';

/** Columns of an organisation with its present name, for statements that join both tables as `o` and `n`. */
export const ORGANISATION_COLUMNS = `o.id as organisation_id, n.name as portal, o.name as organisation_name, o.state as organisation_state,
  o.look, o.languages, o.support, o.policy, o.password_age_since, o.created_at as organisation_created_at`;

/** As much of one as checks and claims need, likewise. */
export const CLAIMED_COLUMNS = 'o.name as organisation_name, o.state as organisation_state, o.languages, n.name as portal';

/** That much, out of a row that has the organisation's id besides. */
export function claimedOf(row: Row): Pick<Organisation, 'id' | 'portal' | 'name' | 'state' | 'languages'> {
  return {
    id: text(row, 'organisation_id'),
    portal: text(row, 'portal'),
    name: text(row, 'organisation_name'),
    state: text(row, 'organisation_state') as Organisation['state'],
    languages: json(row, 'languages'),
  };
}

const SELECT = `select ${ORGANISATION_COLUMNS} from organisation o join portal_name n on n.organisation_id = o.id and n.present = 1`;

const BY_IDS = byCount((count) => `${SELECT} where o.id in (${places(count)})`);

/** An organisation out of such a row. */
export function organisationOf(row: Row): Organisation {
  return {
    id: text(row, 'organisation_id'),
    portal: text(row, 'portal'),
    name: text(row, 'organisation_name'),
    state: text(row, 'organisation_state') as Organisation['state'],
    look: json(row, 'look'),
    languages: json(row, 'languages'),
    support: json(row, 'support'),
    // A setting that came with a later version has its default where the row is older.
    policy: { ...STANDARD_POLICY, ...json<Partial<Policy>>(row, 'policy') },
    passwordAgeSince: number(row, 'password_age_since'),
    createdAt: number(row, 'organisation_created_at'),
  };
}

/** Organisations in SQL. A portal's name is the key of a table of its own, so that an old name stays taken (R1.1). */
export function organisations(sql: Sql): Organisations {
  const first = (row: Row | undefined) => row && organisationOf(row);
  return {
    byId: async (id) => first(await sql.one(`${SELECT} where o.id = $1`, [id])),
    byIds: async (ids) => (ids.length === 0 ? [] : (await sql.all(BY_IDS(ids.length), ids)).map(organisationOf)),
    byPortal: async (portal) =>
      first(await sql.one(`${SELECT} where o.id = (select organisation_id from portal_name where name = $1)`, [portal])),
    list: async (limit, after = '') =>
      (await sql.all(`${SELECT} where n.name > $1 order by n.name limit $2`, [after, limit])).map(organisationOf),
    insert: (organisation) => sql.transaction((inside) => insert(inside, organisation)),
    update: async ({ id, name, state, look, languages, support, policy, passwordAgeSince }) =>
      (await sql.run(
        `update organisation set name = $2, state = $3, look = $4, languages = $5, support = $6, policy = $7, password_age_since = $8
          where id = $1`,
        [id, name, state, ...[look, languages, support, policy].map((part) => JSON.stringify(part)), passwordAgeSince],
      )) > 0,
    rename: (id, portal) => sql.transaction((inside) => rename(inside, id, portal)),
  };
}

/** Of two that take the same name at once, the slower one is run again by the transaction, and sees the faster one. */
async function insert(sql: Sql, organisation: Organisation): Promise<'inserted' | 'portal-taken'> {
  const { id, portal, name, state, look, languages, support, policy, passwordAgeSince, createdAt } = organisation;
  if (await sql.one('select 1 as taken from portal_name where name = $1', [portal])) return 'portal-taken';
  await sql.write(
    `insert into organisation (id, name, state, look, languages, support, policy, password_age_since, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, name, state, ...[look, languages, support, policy].map((part) => JSON.stringify(part)), passwordAgeSince, createdAt],
  );
  await sql.write('insert into portal_name (name, organisation_id, present) values ($1, $2, 1)', [portal, id]);
  return 'inserted';
}

/** A name of one's own from earlier may be taken up again. */
async function rename(sql: Sql, id: string, portal: string): Promise<'renamed' | 'portal-taken'> {
  // One rename of an organisation at a time: two at once would leave it with two present names.
  await sql.all(`select id from organisation where id = $1 ${sql.dialect.holdRows}`, [id]);
  await sql.write('insert into portal_name (name, organisation_id, present) values ($1, $2, 0) on conflict (name) do nothing', [
    portal,
    id,
  ]);
  const owner = await sql.one('select organisation_id from portal_name where name = $1', [portal]);
  if (!owner || text(owner, 'organisation_id') !== id) return 'portal-taken';
  await sql.write('update portal_name set present = case when name = $1 then 1 else 0 end where organisation_id = $2', [portal, id]);
  return 'renamed';
}
