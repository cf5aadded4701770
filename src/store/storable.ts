// PostgreSQL: values that a statement cannot fail of.
import type { Parameter } from './connection.ts';

/** What goes into a statement: a value, or everybody's. */
export type Value = Parameter | readonly Parameter[];

/** Values as PostgreSQL's text can hold them: without U+0000. What a stranger put into an address must find nothing instead of failing. */
export function storable(values: readonly Value[]): readonly Value[] {
  return values.some(holdsNul) ? values.map(withoutNul) : values;
}

function holdsNul(value: Value): boolean {
  return Array.isArray(value) ? value.some(holdsNul) : typeof value === 'string' && value.includes('\0');
}

function withoutNul(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNul) as Parameter[];
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;
}
