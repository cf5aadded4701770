import type { AuditRecord } from './events.ts';

/** Where the audit log is kept. Rows are only ever added. */
export interface Audit {
  record(record: AuditRecord): Promise<void>;
  /** Adds several (1–1000) in one statement, in this order. */
  recordAll(records: readonly AuditRecord[]): Promise<void>;
  /** When each of these accounts last signed in, epoch milliseconds, by id; one read. Absent: never. */
  lastSignIns(accountIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Newest first, at most `limit` (1–1000); of one account when given. */
  list(filter: { readonly organisation?: string; readonly account?: string }, limit: number): Promise<AuditRecord[]>;
}
