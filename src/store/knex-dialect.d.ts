/** knex publishes no types of its dialects: what ours builds on. */
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { SQLInputValue } from 'node:sqlite';
  import type { Knex } from 'knex';

  export default class BetterSqlite3 extends Knex.Client {
    _driver(): unknown;
    acquireRawConnection(): Promise<unknown>;
    destroyRawConnection(connection: unknown): Promise<void>;
    _query(connection: unknown, query: unknown): Promise<unknown>;
    _formatBindings(bindings: readonly unknown[] | undefined): SQLInputValue[];
  }
}
