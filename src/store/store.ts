// Store: every port on SQLite and PostgreSQL, with one text of SQL for both. Owns tables, statements and transactions;
// knows no OAuth error, seals nothing, decides nothing (`settled.md` 55). All statements are fixed text, also those of
// the management lists: a port has a handful, and the query builder would be a second language for the same tables.
import { DoneBeforeError } from '../domain/artifacts/done-before.ts';
import type { FederationSeal } from '../domain/federation/ports.ts';
import { OvertakenError } from '../domain/journeys/overtaken.ts';
import type { LetterSeal } from '../domain/mail/ports.ts';
import type { Ports, Store } from '../domain/ports.ts';
import type { Database, Sql } from './connection.ts';
import { doneBefore, firstCome } from './first-come.ts';
import { migrate } from './migrations/migrate.ts';
import { artifacts } from './oidc-adapter.ts';
import { openPostgres } from './postgres.ts';
import { recorder } from './recorder.ts';
import { accounts, signInRecords } from './sql/accounts.ts';
import { appFactors } from './sql/app-factors.ts';
import { audit } from './sql/audit.ts';
import { challengeCodes } from './sql/challenge-codes.ts';
import { clients, resources } from './sql/clients.ts';
import { connections } from './sql/connections.ts';
import { consents } from './sql/consents.ts';
import { counters } from './sql/counters.ts';
import { emailChanges } from './sql/email-changes.ts';
import { expiringPasswords } from './sql/expiring-passwords.ts';
import { identities } from './sql/identities.ts';
import { isOvertaken, journeys, provedSessions } from './sql/journeys.ts';
import { knownBrowsers } from './sql/known-browsers.ts';
import { links } from './sql/links.ts';
import { organisations } from './sql/organisations.ts';
import { outbox } from './sql/outbox.ts';
import { passkeys } from './sql/passkeys.ts';
import { passwords } from './sql/passwords.ts';
import { protocolReads } from './sql/protocol-reads.ts';
import { recoveryCodes } from './sql/recovery-codes.ts';
import { signInCodes } from './sql/sign-in-codes.ts';
import { signingKeys } from './sql/signing-keys.ts';
import { spentChallenges } from './sql/spent-challenges.ts';
import { trustedBrowsers } from './sql/trusted-browsers.ts';
import { twoSteps } from './sql/two-steps.ts';
import { upstreamVisits } from './sql/upstream-visits.ts';
import { openSqlite } from './sqlite.ts';

/** Which database, and how many connections to it (PostgreSQL only, 1–100). */
export interface StoreOptions {
  /** `sqlite:<path>`, `sqlite::memory:` or `postgres://…`. */
  readonly url: string;
  readonly pool?: number;
}

/** What the store is given besides: secrets are not its business (`settled.md` 55). */
export interface StoreSeals {
  readonly letters: LetterSeal;
  readonly federation: FederationSeal;
}

/** For a store that writes to nobody and asks nobody, such as one that is opened to look at it. */
const NO_SEALS: StoreSeals = {
  letters: { seal: refused, open: refused, marks: refused },
  federation: { seal: refused, open: refused },
};

function refused(): never {
  throw new Error('this store was opened without what seals letters and secrets');
}

/** Opens the database and brings its schema up to date. Throws when it cannot be reached or is newer than this program. */
export async function openStore(options: StoreOptions, seals: StoreSeals = NO_SEALS): Promise<Store> {
  const database = await openDatabase(options);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const recording = recorder(database.dialect);
  const recordingPorts = portsOn(recording.sql, seals);
  return {
    ports: portsOn(database, seals),
    together: async (step) => {
      try {
        return await recording.send(database, () => step(recordingPorts));
      } catch (error) {
        throw meant(database, error);
      }
    },
    work: (step) => database.transaction((sql) => step(portsOn(sql, seals))),
    ping: async () => {
      await database.one('select 1 as alive');
    },
    close: () => database.close(),
  };
}

/** Opens the database as it is, without touching its schema. */
export async function openDatabase({ url, pool = 10 }: StoreOptions): Promise<Database> {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url, pool);
}

/** What an error of the engine says, where it was meant to be one. */
function meant(database: Database, error: unknown): unknown {
  if (isOvertaken(database, error)) return new OvertakenError();
  const before = doneBefore(database, error);
  return before ? new DoneBeforeError(before) : error;
}

/** All ports on one connection, or on whichever is free. */
function portsOn(sql: Sql, seals: StoreSeals): Ports {
  return {
    organisations: organisations(sql),
    accounts: accounts(sql),
    passwords: passwords(sql),
    counters: counters(sql),
    knownBrowsers: knownBrowsers(sql),
    spentChallenges: spentChallenges(sql),
    challengeCodes: challengeCodes(sql),
    audit: audit(sql),
    clients: clients(sql),
    resources: resources(sql),
    keys: signingKeys(sql),
    artifacts: { ...artifacts(sql), ...firstCome(sql) },
    consents: consents(sql),
    signInRecords: signInRecords(sql),
    expiringPasswords: expiringPasswords(sql),
    journeys: journeys(sql),
    sessions: provedSessions(sql),
    protocolReads: protocolReads(sql),
    links: links(sql),
    emailChanges: emailChanges(sql),
    outbox: outbox(sql, seals.letters),
    twoSteps: twoSteps(sql),
    passkeys: passkeys(sql),
    trustedBrowsers: trustedBrowsers(sql),
    appFactors: appFactors(sql),
    recoveryCodes: recoveryCodes(sql),
    signInCodes: signInCodes(sql),
    connections: connections(sql, seals.federation),
    identities: identities(sql),
    upstreamVisits: upstreamVisits(sql, seals.federation),
  };
}
