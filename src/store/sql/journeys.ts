import type { Journey } from '../../domain/journeys/journey.ts';
import type { Journeys, LiveSession, ProvedSession, ProvedSessions, SessionApp } from '../../domain/journeys/ports.ts';
import type { Device } from '../../domain/mail/device.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { factsOf } from './passwords.ts';
import { hashed, json, number, orNull, text } from './rows.ts';

/** A journey out of its row. */
export function journeyOf(uid: string, row: Row): Journey {
  return {
    ...json<Pick<Journey, 'proofs' | 'shown' | 'warning' | 'putOff' | 'trusts' | 'stamp' | 'changes' | 'sentOut'>>(row, 'facts'),
    uid,
    organisationId: text(row, 'organisation_id'),
    clientId: text(row, 'client_id'),
    version: number(row, 'version'),
    expiresAt: number(row, 'expires_at'),
  };
}

/** Sign-ins under way in SQL: written by version, so that of two tabs one is first; found by the hash of the interaction's uid. */
export function journeys(sql: Sql): Journeys {
  return {
    find: async (uid) => {
      const row = await sql.one('select * from journey where uid = $1', [hashed(uid)]);
      return row && journeyOf(uid, row);
    },
    replace: async (journey) => {
      const { uid, organisationId, clientId, version, expiresAt, proofs, shown, warning, putOff, trusts, stamp, changes, sentOut } =
        journey;
      const facts = JSON.stringify({ proofs, shown, warning, putOff, trusts, stamp, changes, sentOut });
      const statement =
        version === 0
          ? `insert into journey (uid, organisation_id, client_id, version, facts, expires_at) values ($1, $2, $3, cast($4 as integer) + 1, $5, $6)
              on conflict (uid) do nothing`
          : `update journey set organisation_id = $2, client_id = $3, version = version + 1, facts = $5, expires_at = $6
              where uid = $1 and version = $4`;
      const written = await sql.run(statement, [hashed(uid), organisationId, clientId, version, facts, expiresAt]);
      return written > 0 ? { ...journey, version: version + 1 } : undefined;
    },
    sweep: (before, limit) =>
      sql.run(`delete from journey where uid in (select uid from journey where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`, [
        before,
        limit,
      ]),
  };
}

function sessionOf(row: Row): ProvedSession {
  return {
    uid: text(row, 'uid'),
    organisationId: text(row, 'organisation_id'),
    accountId: text(row, 'account_id'),
    proofs: json(row, 'proofs'),
    signedInAt: number(row, 'signed_in_at'),
    activeAt: number(row, 'active_at'),
    expiresAt: number(row, 'expires_at'),
    ...(row['device'] !== null && { device: json<Device>(row, 'device') }),
  };
}

/**
 * Sessions of an account that the library still has. Each is looked up by itself, and no index of everybody's sessions is read:
 * `exists`, or an end that the planner may search by, would have it do that for as long as it believes the tables to be small.
 */
const LIVE = `select s.* from proved_session s where s.account_id = $1 and s.expires_at + 0 > $2
  and (select t.uid from artifact_long t where t.uid = s.uid and t.model = 'Session' limit 1) is not null`;
const LATEST_FIRST = 'order by s.active_at desc, s.uid';
/** Each with what the library keeps of it: of its rows the newest (`oidc-provider.md` §1.2). */
const kept = (sessions: string) => `select s.*, (select t.payload from artifact_long t where t.uid = s.uid and t.model = 'Session'
  order by t.expires_at desc limit 1) as payload from (${sessions}) s ${LATEST_FIRST}`;

function liveOf(row: Row): LiveSession {
  const { authorizations = {} } = json<{ readonly authorizations?: Readonly<Record<string, Omit<SessionApp, 'clientId'>>> }>(
    row,
    'payload',
  );
  const apps = Object.entries(authorizations).map(([clientId, { sid, grantId }]) => ({ clientId, sid, grantId }));
  return { ...sessionOf(row), apps };
}

function living(sql: Sql): Pick<ProvedSessions, 'live' | 'beyond' | 'end'> {
  return {
    live: async (accountId, now) => (await sql.all(kept(LIVE), [accountId, now])).map(liveOf),
    beyond: async ({ uid, accountId }, most, now) => {
      const others = `${LIVE} and s.uid <> $3 ${LATEST_FIRST} limit 100 offset $4`;
      return (await sql.all(kept(others), [accountId, now, uid, most])).map(liveOf);
    },
    end: async (uid) => {
      await sql.write('delete from proved_session where uid = $1', [uid]);
    },
  };
}

const SESSION = 'insert into proved_session (uid, organisation_id, account_id, proofs, signed_in_at, active_at, expires_at, device)';
const REPLACING = `on conflict (uid) do update set organisation_id = excluded.organisation_id, account_id = excluded.account_id,
  proofs = excluded.proofs, signed_in_at = excluded.signed_in_at, active_at = excluded.active_at, expires_at = excluded.expires_at,
  device = excluded.device`;
/** What cannot be missing is, once the stamp is another: that fails, and all that is written in the same round trip with it. */
const whileStamped = (stamp: string, value: string) => `case when a.security_stamp = ${stamp} then ${value} end`;

/** Whether an error comes of that. */
export function isOvertaken({ dialect }: Pick<Sql, 'dialect'>, error: unknown): boolean {
  return dialect.isMissing(error, 'proved_session.expires_at');
}

function parametersOf({ uid, organisationId, accountId, proofs, signedInAt, activeAt, expiresAt, device }: ProvedSession): Parameter[] {
  const kept = [signedInAt, activeAt, expiresAt, orNull(device && JSON.stringify(device))];
  return [uid, organisationId, accountId, JSON.stringify(proofs), ...kept];
}

/** What was proved in each session, in SQL. */
export function provedSessions(sql: Sql): ProvedSessions {
  return {
    ...living(sql),
    find: async (uid) => {
      const row = await sql.one('select * from proved_session where uid = $1', [uid]);
      return row && sessionOf(row);
    },
    save: async (session) => {
      await sql.write(`${SESSION} values ($1, $2, $3, $4, $5, $6, $7, $8) ${REPLACING}`, parametersOf(session));
    },
    begin: async (session, stamp) => {
      await sql.write(
        `${SESSION} select $1, $2, a.id, $4, cast($5 as bigint), cast($6 as bigint), ${whileStamped('$9', 'cast($7 as bigint)')}, $8
          from account a where a.id = $3 ${sql.dialect.holdRows} ${REPLACING}`,
        [...parametersOf(session), stamp],
      );
    },
    touch: async (uid, now, step) => {
      await sql.write('update proved_session set active_at = $2 where uid = $1 and active_at <= $3', [uid, now, now - step]);
    },
    standing: async (uid) => {
      const row = await sql.one(
        `select s.*, p.changed_at, p.must_change, p.warned_days from proved_session s
          left join password p on p.account_id = s.account_id where s.uid = $1`,
        [uid],
      );
      return row && { session: sessionOf(row), password: row['changed_at'] === null ? undefined : factsOf(row) };
    },
    endAll: async (accountId, kept = '') => {
      await sql.write('delete from proved_session where account_id = $1 and uid <> $2', [accountId, kept]);
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from proved_session where uid in (select uid from proved_session where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}
