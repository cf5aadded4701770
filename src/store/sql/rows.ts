import { hash } from 'node:crypto';
import type { FrequentAsk, Parameter, Row } from '../connection.ts';

/** A text column. Throws for a null where the schema allows none: a surprise, not a case. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`column ${column} holds no text`);
  return value;
}

/** A text column that may be empty. */
export function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  return value === null || value === undefined ? undefined : String(value);
}

/** A number column: a count, a flag, or epoch milliseconds. */
export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new Error(`column ${column} holds no number`);
  return value;
}

/** A number column that may be empty. */
export function optionalNumber(row: Row, column: string): number | undefined {
  const value = row[column];
  return typeof value === 'number' ? value : undefined;
}

/** A flag, kept as 0 or 1 in both engines. */
export function flag(row: Row, column: string): boolean {
  return number(row, column) === 1;
}

/** A JSON column. Only this product writes it, so its shape is what was written. */
export function json<T>(row: Row, column: string): T {
  return JSON.parse(text(row, column)) as T;
}

/** How a flag goes in. */
export function fromFlag(value: boolean): number {
  return value ? 1 : 0;
}

/** How an absent value goes in. */
export function orNull(value: string | number | undefined): Parameter {
  return value ?? null;
}

/** `$1, $2, …` for `count` parameters, beginning after `before`. */
export function places(count: number, before = 0): string {
  return Array.from({ length: count }, (_, at) => `$${before + at + 1}`).join(', ');
}

/** `($1, $2), ($3, $4), …`: places for `rows` rows of `width` parameters each. */
export function tuples(rows: number, width: number): string {
  return Array.from({ length: rows }, (_, row) => `(${places(width, row * width)})`).join(', ');
}

/** A statement's text by how many of something it holds, each made once: the same text is found again sooner than one that only looks the same. */
export function byCount(make: (count: number) => string): (count: number) => string {
  const texts: string[] = [];
  return (count) => {
    texts[count] ??= make(count);
    return texts[count];
  };
}

/** How an id that opens something goes in: as its SHA-256, so that reading the database opens nothing (security.md 2.2). */
export function hashed(id: string): string {
  return hash('sha256', id, 'base64url');
}

/**
 * A look-up by keys for who asks alone and for several at once. `text` finds at most one row by `$1`, `$2`, …; `types` are
 * PostgreSQL's of these. For several it says that there is one, so that each is looked up by itself: joined with what they
 * ask, a table that was empty when that was planned is read whole ever after.
 */
export function frequentLookUp(text: string, types: readonly string[]): FrequentAsk {
  const forEach = text.replace(/\$(\d+)/g, 'asked.p$1');
  const many = `select asked.asked_at, found.* from ${askedBy(types)} cross join lateral (${forEach} limit 1) as found`;
  return { one: text, many, changes: 0 };
}

/** What several ask, a row each: `asked.p1`, `asked.p2`, … and `asked.asked_at`, of PostgreSQL's types. */
export function askedBy(types: readonly string[]): string {
  const names = types.map((_, at) => `p${at + 1}`);
  const lists = types.map((type, at) => `$${at + 1}::${type}[]`);
  return `unnest(${lists.join(', ')}) with ordinality as asked(${names.join(', ')}, asked_at)`;
}
