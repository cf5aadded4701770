// What Node 24 has and its types do not say yet.
import 'node:sqlite';

declare module 'node:sqlite' {
  interface StatementSync {
    /** Whether rows come as lists of values, without the names of the columns. */
    setReturnArrays(enabled: boolean): void;
  }
}
