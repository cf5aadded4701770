// The library's events in the audit log and the server's log. Listeners run inside the request and must neither throw
// nor wait, so rows go through a bounded queue; what cannot be written is logged, never lost in silence.
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { AuditContext, AuditEvent } from '../domain/audit/events.ts';
import type { Audit } from '../domain/audit/ports.ts';
import { refusalsKept } from '../domain/audit/refusals.ts';
import type { Clock } from '../kernel/clock.ts';
import { TooManyWrongSecrets } from './client-secrets.ts';
import { requestScope } from './request-scope.ts';
import type { RequestStore } from './request-store.ts';

/** The server's log, as far as the protocol writes to it. */
export interface ProtocolLog {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What the events need. */
export interface EventNeeds {
  readonly audit: Pick<Audit, 'record'>;
  /** Writes a row at the end of the request, together with what it is about. */
  readonly later: RequestStore['later'];
  readonly clock: Clock;
  readonly log: ProtocolLog;
}

/** Rows that may wait to be written at once; more than this means the database is not answering. */
const QUEUE = 1000;

/** Starts recording. Returns a function that waits until everything seen so far is written. */
export function recordEvents(provider: Provider, needs: EventNeeds): () => Promise<void> {
  const pending = new Set<Promise<void>>();
  const kept = refusalsKept();
  const later = (event: AuditEvent, context: Partial<AuditContext>) => {
    if (pending.size >= QUEUE) return needs.log.error({ event: event.event }, 'audit queue is full, row dropped');
    const row = needs.audit
      .record(rowOf(event, context))
      .catch((error: unknown) => needs.log.error({ event: event.event, error: String(error) }, 'audit row not written'))
      .finally(() => pending.delete(row));
    pending.add(row);
  };
  const rowOf = (event: AuditEvent, context: Partial<AuditContext>) => {
    const organisation = requestScope().organisation?.id;
    return { ...event, actor: 'person' as const, organisation, ...context, at: needs.clock.now() };
  };
  provider.on('grant.saved', ({ jti, accountId, clientId }) => {
    const row = rowOf({ event: 'grant.issued' }, { account: accountId, client: clientId });
    needs.later(`audit grant ${jti}`, ({ audit }) => audit.record(row));
  });
  provider.on('grant.revoked', (ctx) => later({ event: 'grant.revoked' }, { client: ctx.oidc.client?.clientId }));
  provider.on('end_session.success', (ctx) => later({ event: 'sign-out.done' }, { account: ctx.oidc?.session?.accountId }));
  provider.on('grant.error', (ctx, error) => {
    // The limit has one row of its own, however many come after it.
    if (error instanceof TooManyWrongSecrets) return;
    const client = clientOf(ctx);
    const rows = kept({ client, proved: error.error !== 'invalid_client' }, needs.clock.now());
    if (rows !== 'nothing') later(refused(error), { client });
    if (rows === 'last-row') later({ event: 'token.refused-often' }, { client });
  });
  provider.on('server_error', (_ctx, error) => needs.log.error({ error: error.stack }, 'the protocol met a surprise'));
  return async () => {
    await Promise.all(pending);
  };
}

/** `error_detail` is the true reason, which the client never sees (`oidc-provider.md` §5). */
function refused(error: Error & { error?: string | undefined; error_detail?: string | undefined }): AuditEvent {
  return { event: 'token.refused', error: error.error ?? error.message, ...(error.error_detail && { detail: error.error_detail }) };
}

/** Only a registered client's id is recorded: what an unknown sender claims to be is not a fact. */
function clientOf(ctx: KoaContextWithOIDC): string | undefined {
  return ctx.oidc.client?.clientId;
}
