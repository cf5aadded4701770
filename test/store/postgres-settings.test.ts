import { expect, test } from '@jest/globals';
import { settingsOf } from '../../src/store/postgres-settings.ts';

const DATABASE = 'postgres://voordeur@db.example/voordeur';
const DAY = 86_400_000;

/** How long the pool waits for a connection and for an answer, in milliseconds. */
function waits(query: string): readonly unknown[] {
  const { connectionTimeoutMillis, query_timeout, connectionString } = settingsOf(`${DATABASE}?${query}`, 10);
  // What stands in the address comes before the settings.
  expect(connectionString).not.toMatch(/connect_timeout|query_timeout/);
  return [connectionTimeoutMillis, query_timeout];
}

test('an address says how long to wait, in seconds for a connection and in milliseconds for an answer', () => {
  expect(waits('connect_timeout=60&query_timeout=3000')).toEqual([60_000, 3000]);
  expect(waits('')).toEqual([5000, 20_000]);
});

test.each(['0', '-1', 'soon', ''])('a time of "%s" in the address counts for none', (time) => {
  expect(waits(`connect_timeout=${time}&query_timeout=${time}`)).toEqual([5000, 20_000]);
});

test('a time beyond what timers hold is a day, and not over at once', () => {
  expect(waits('connect_timeout=Infinity&query_timeout=1e99')).toEqual([DAY, DAY]);
});

test('settings that the address has for the database stay, before our own', () => {
  const { connectionString = '' } = settingsOf(`${DATABASE}?options=-c%20work_mem%3D8MB&sslmode=disable`, 10);
  const { searchParams } = new URL(connectionString);
  expect(searchParams.get('options')).toMatch(/^-c work_mem=8MB -c enable_seqscan=off /);
  expect(searchParams.get('sslmode')).toBe('disable');
});
