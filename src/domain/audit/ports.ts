import type { AuditRecord } from './events.ts';

/** A part of an account's history. `since` is epoch milliseconds. */
export interface HistoryRange {
  readonly since: number;
  readonly skip: number;
  readonly limit: number;
  readonly events?: readonly AuditRecord['event'][] | undefined;
}

/** Where the audit log is kept. Rows are only ever added. */
export interface Audit {
  record(record: AuditRecord): Promise<void>;
  /** Adds several (1–1000) in one statement, in this order. */
  recordAll(records: readonly AuditRecord[]): Promise<void>;
  /** When each of these accounts last signed in, epoch milliseconds, by id; one read. Absent: never. */
  lastSignIns(accountIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Of one account since then, newest first: after the first `skip` at most `limit` (1–1000); only these events, where they are
   * named. One read, by an index.
   */
  history(accountId: string, range: HistoryRange): Promise<AuditRecord[]>;
  /**
   * Newest first, after the first `skip` at most `limit` (1–1000); of one organisation, account or event when given. By their times
   * where it is of an organisation or account, else as they were recorded. By an index.
   */
  list(
    filter: { readonly organisation?: string; readonly account?: string; readonly event?: AuditRecord['event'] },
    limit: number,
    skip?: number,
  ): Promise<AuditRecord[]>;
}
