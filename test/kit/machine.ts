// What `npm test` put on this machine for the tests: a PostgreSQL server, a Chromium, an oathtool, a folder. Owns how a test
// gets at them; never installs or starts anything itself (`scripts/test.ts` does), so a test run by hand says what is
// missing and why.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const provided = (variable: string, what: string): string => {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(`${variable} is not set: this test needs ${what}. Run it as \`npm test -- <path of the test>\`, which provides it.`);
};

const asAdministrator = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: provided('VOORDEUR_TEST_POSTGRES', 'a PostgreSQL server') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** A database of one test: its address, and how to be rid of it (also while somebody is still connected). */
export interface TestDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** Makes an empty PostgreSQL database with a name of its own. Throws when `npm test` did not start a server. */
export const postgresUrl = async (): Promise<TestDatabase> => {
  const url = new URL(provided('VOORDEUR_TEST_POSTGRES', 'a PostgreSQL server'));
  const name = `voordeur_${randomBytes(8).toString('hex')}`;
  await asAdministrator(`CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdministrator(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
};

/** The path of a Chromium that starts here. Throws when `npm test` found none. */
export const chromiumPath = (): string => provided('VOORDEUR_TEST_CHROMIUM', 'Chromium');

/** The path of an `oathtool` that works here. Throws when `npm test` found none. */
export const oathtoolPath = (): string => provided('VOORDEUR_TEST_OATHTOOL', 'oathtool');

/** A folder that all tests of this run share, gone when it ends; none when `npm test` did not make one. */
export const sharedFolder = (): string | undefined => process.env['VOORDEUR_TEST_SHARED'];
