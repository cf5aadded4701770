// What only the first may do, together with all else that it writes: the others' statement fails, and nothing of it stays. What
// must not be null is, wherever somebody was faster; so it needs no round trip of its own.
import type { Artifacts } from '../domain/artifacts/ports.ts';
import type { Sql } from './connection.ts';
import { keyOf, parametersOf } from './oidc-adapter.ts';

/** A row that somebody ends at the same moment is waited for, and then looked at as they left it. */
const stillOpen = (hold: string) => `select cast($3 as text) from artifact_short
  where model = $1 and id = $2 and (account_id is null or account_id <> $6) ${hold}`;

const USE = `update artifact_short set model = case when consumed_at is null then model end, consumed_at = $3
  where model = $1 and id = $2`;

/** They are for `together`, whose failure says who was first; inside a transaction the engine's own error comes out. */
export function firstCome(sql: Sql): Pick<Artifacts, 'end' | 'use'> {
  const end = `insert into artifact_short (model, id, payload, grant_id, uid, account_id, session_uid, expires_at)
    values ($1, $2, (${stillOpen(sql.dialect.holdRows)}), $4, $5, $6, $7, $8)
    on conflict (model, id) do update set payload = excluded.payload, account_id = excluded.account_id, expires_at = excluded.expires_at`;
  return {
    // Asked how many rows it changed: of statements that are sent as one PostgreSQL runs those first of which something is asked, and
    // who ended this very sign-in has used what it uses too. That is how it is, not how it must be: who hears `used` first tries again.
    end: async (uid, payload, expiresAt) => void (await sql.run(end, parametersOf('Interaction', uid, payload, expiresAt))),
    use: (request, now) => sql.write(USE, ['PushedAuthorizationRequest', keyOf('PushedAuthorizationRequest', request), now]),
  };
}

/** What somebody else was first to do, where an error comes of that. */
export function doneBefore({ dialect }: Pick<Sql, 'dialect'>, error: unknown): 'ended' | 'used' | undefined {
  if (dialect.isMissing(error, 'artifact_short.payload')) return 'ended';
  return dialect.isMissing(error, 'artifact_short.model') ? 'used' : undefined;
}
