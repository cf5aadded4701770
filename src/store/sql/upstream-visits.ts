import type { FederationSeal, UpstreamVisits } from '../../domain/federation/ports.ts';
import type { UpstreamVisit } from '../../domain/federation/visit.ts';
import type { Row, Sql } from '../connection.ts';
import { hashed, number, text } from './rows.ts';

/** What only the browser and the provider may know of a visit. */
type Sealed = Pick<UpstreamVisit, 'uid' | 'browserId' | 'nonce' | 'codeVerifier'> & Partial<Pick<UpstreamVisit, 'freshSince'>>;

/**
 * Visits to providers, in SQL: found by the hash of their state. What a reader of the database could go on with is sealed: the
 * verifier and the nonce, the browser's cookie, the uid of the sign-in (security.md 2.2).
 */
export function upstreamVisits(sql: Sql, seal: FederationSeal): UpstreamVisits {
  return {
    begin: async ({ state, connectionId, organisationId, expiresAt, ...visit }) => {
      const { uid, browserId, nonce, codeVerifier, freshSince } = visit;
      const kept: Sealed = { uid, browserId, nonce, codeVerifier, ...(freshSince !== undefined && { freshSince }) };
      const row = hashed(state);
      await sql.write(
        'insert into upstream_visit (state, connection_id, organisation_id, sealed, expires_at) values ($1, $2, $3, $4, $5)',
        [...[row, connectionId, organisationId, seal.seal(JSON.stringify(kept), { of: 'visit', row, organisationId }), expiresAt]],
      );
    },
    take: async (state, now) => {
      const row = await sql.one('delete from upstream_visit where state = $1 and expires_at > $2 returning *', [hashed(state), now]);
      return row && visitOf(row, state, seal);
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from upstream_visit where state in
          (select state from upstream_visit where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}

function visitOf(row: Row, state: string, seal: FederationSeal): UpstreamVisit {
  const organisationId = text(row, 'organisation_id');
  const place = { of: 'visit', row: hashed(state), organisationId } as const;
  const { freshSince, ...kept } = JSON.parse(seal.open(text(row, 'sealed'), place)) as Sealed;
  return {
    ...kept,
    freshSince,
    state,
    connectionId: text(row, 'connection_id'),
    organisationId,
    expiresAt: number(row, 'expires_at'),
  };
}
