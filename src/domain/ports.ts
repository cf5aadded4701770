// All the ports of the domain in one bundle, for the rooms that wire them. A use-case asks for the few it uses.
import type { Accounts } from './accounts/ports.ts';
import type { Artifacts } from './artifacts/ports.ts';
import type { Audit } from './audit/ports.ts';
import type { ChallengeCodes, SpentChallenges } from './challenge/ports.ts';
import type { Clients, Resources } from './clients/ports.ts';
import type { Consents } from './consent/ports.ts';
import type { Passwords } from './credentials/password.ts';
import type { AppFactors, Passkeys, RecoveryCodes, SignInCodes, TrustedBrowsers, TwoSteps } from './factors/ports.ts';
import type { Connections, Identities, UpstreamVisits } from './federation/ports.ts';
import type { ExpiringPasswords, Journeys, ProtocolReads, ProvedSessions, SignInRecords } from './journeys/ports.ts';
import type { SigningKeys } from './keys/ports.ts';
import type { EmailChanges, Links } from './links/ports.ts';
import type { Outbox } from './mail/ports.ts';
import type { Organisations } from './organisations/ports.ts';
import type { Counters, KnownBrowsers } from './throttle/ports.ts';

/** Every place where something is kept. */
export interface Ports {
  readonly organisations: Organisations;
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly counters: Counters;
  readonly knownBrowsers: KnownBrowsers;
  readonly spentChallenges: SpentChallenges;
  readonly challengeCodes: ChallengeCodes;
  readonly audit: Audit;
  readonly clients: Clients;
  readonly resources: Resources;
  readonly keys: SigningKeys;
  readonly artifacts: Artifacts;
  readonly consents: Consents;
  readonly signInRecords: SignInRecords;
  readonly expiringPasswords: ExpiringPasswords;
  readonly journeys: Journeys;
  readonly sessions: ProvedSessions;
  readonly protocolReads: ProtocolReads;
  readonly links: Links;
  readonly emailChanges: EmailChanges;
  readonly outbox: Outbox;
  readonly twoSteps: TwoSteps;
  readonly passkeys: Passkeys;
  readonly trustedBrowsers: TrustedBrowsers;
  readonly appFactors: AppFactors;
  readonly recoveryCodes: RecoveryCodes;
  readonly signInCodes: SignInCodes;
  readonly connections: Connections;
  readonly identities: Identities;
  readonly upstreamVisits: UpstreamVisits;
}

/**
 * Runs `step` in one transaction; the ports it receives share that transaction's connection, so it must use no others
 * (`settled.md` 54). Rolled back when `step` throws; run again when the database reports a conflict (40001, 40P01),
 * so `step` must do nothing but use the ports.
 */
export type Work = <T>(step: (ports: Ports) => Promise<T>) => Promise<T>;

/**
 * Does several things all together or not at all, in one round trip where the database can. `step` asks the ports it
 * receives for everything at once, waiting for nothing in between, and only for what is one statement; no two may change
 * the same row. What it makes of the answers afterwards is waited for as well.
 */
export type Together = <T>(step: (ports: Ports) => readonly Promise<T>[]) => Promise<T[]>;

/** Has something written at the end of the request under way, together with all else that it leaves; the same `key` again takes its place. */
export type Later = (key: string, write: (ports: Ports) => Promise<unknown>) => void;

/** Has something done once the request under way has written what it leaves, or has failed. `step` must not throw. */
export type Afterwards = (step: () => void) => void;

/** The store as the rest of the product sees it: ports outside any transaction, and a way into one. */
export interface Store {
  readonly ports: Ports;
  readonly work: Work;
  readonly together: Together;
  /** One cheap round trip; throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
