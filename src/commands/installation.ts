import { type Config, readConfig } from '../config/config.ts';
import { isSentOut } from '../config/mail.ts';
import { makeClientSecret } from '../crypto/client-secrets.ts';
import { commonPasswords } from '../crypto/common-passwords.ts';
import { federationSeal } from '../crypto/federation-seal.ts';
import { hashQueue } from '../crypto/hash-queue.ts';
import { type Keyring, parseKeyring } from '../crypto/keyring.ts';
import { letterSeal } from '../crypto/letter-seal.ts';
import { linkSecrets } from '../crypto/link-secrets.ts';
import { passwordHasher } from '../crypto/password-hasher.ts';
import { type Sealer, sealer } from '../crypto/sealed.ts';
import { signingKeyMaker } from '../crypto/signing-keys.ts';
import type { ActingOnAccounts } from '../domain/administration/accounts.ts';
import type { ActingOnClients } from '../domain/administration/clients.ts';
import type { ActingOnConnections } from '../domain/administration/connections.ts';
import type { ActingOnInvitations } from '../domain/administration/invitations.ts';
import type { MakeKeys, SignedLives } from '../domain/administration/keys.ts';
import type { Offered } from '../domain/clients/metadata-together.ts';
import type { Upstream } from '../domain/federation/ports.ts';
import type { Store } from '../domain/ports.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { type CheckedSender, checkedSender, type SenderCheckNeeds } from '../mailer/sender.ts';
import { FIXED_LIFETIMES } from '../provider/lifetimes.ts';
import { openStore } from '../store/store.ts';
import { upstreamWhenNeeded } from '../upstream/upstream.ts';
import { localKeyring } from './local-keyring.ts';

/** What server and command line share of an installation: its configuration, its store and its secrets. */
export interface Installation {
  readonly config: Config;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly sealer: Sealer;
  /** The operator, acting in this store. */
  readonly acting: ActingOnAccounts & ActingOnClients & ActingOnConnections & ActingOnInvitations;
  readonly makeKeys: MakeKeys;
  readonly signedLives: SignedLives;
  readonly sender: CheckedSender;
  /** Speaks with the organisations' identity providers. */
  readonly upstream: Upstream;
  close(): Promise<void>;
}

/**
 * Opens an installation: environment, store, secrets. Throws `ConfigError` with every fault of the environment, or what
 * the database said. `clock` is the machine's own unless a test winds one.
 */
export async function openInstallation(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
): Promise<Installation> {
  const config = readConfig(environment, keyringFault);
  const keyring = await openKeyring(config);
  const fields = sealer(keyring);
  const database = { url: config.database.url.reveal(), pool: config.database.pool };
  const store = await openStore(database, { letters: letterSeal(keyring, fields), federation: federationSeal(fields) });
  const hasher = await passwordHasher(keyring, config.argon2, hashQueue(config.hashing));
  const sender = checkedSender(senderOf(config, clock));
  return {
    config,
    store,
    keyring,
    sealer: fields,
    acting: {
      work: store.work,
      clock,
      by: { actor: 'operator' },
      hasher,
      common: commonPasswords(),
      production: config.production,
      makeSecret: makeClientSecret,
      offered: offered(config),
      mailedLinks: { secrets: linkSecrets(keyring), issuer: config.issuer },
      checkSender: isSentOut(config.mail, config.production) ? sender.check : undefined,
    },
    sender,
    upstream: upstreamOf(config, clock),
    makeKeys: signingKeyMaker(fields),
    signedLives: signedLives(config),
    close: () => {
      sender.cancel();
      return store.close();
    },
  };
}

function signedLives({ lifetimes }: Config): SignedLives {
  return { token: Math.max(lifetimes.accessToken, FIXED_LIFETIMES.idToken), session: lifetimes.session.absolute };
}

function upstreamOf({ issuer, privateNetworkHosts, production }: Config, clock: Clock): Upstream {
  return upstreamWhenNeeded({ issuer, clock, privateHosts: privateNetworkHosts, loopback: !production });
}

function senderOf({ mail }: Config, clock: Clock): SenderCheckNeeds {
  const { spfTerms, dkimSelectors, dnsServers } = mail.proof;
  const domain = mail.from.slice(mail.from.lastIndexOf('@') + 1);
  return { domain, spfTerms, serverSelectors: dkimSelectors, dkim: mail.dkim, dnsServers, clock };
}

/** Certificates of clients come only through a proxy, and are of known authorities only where it says so. */
function offered({ clientCertificates }: Config): Offered {
  if (!clientCertificates) return { certificates: 'none' };
  return { certificates: clientCertificates.verdictHeader === undefined ? 'self-signed' : 'all' };
}

async function openKeyring({ keyring, database }: Config): Promise<Keyring> {
  return keyring === undefined ? localKeyring(database.url.reveal()) : parseKeyring(keyring.reveal());
}

function keyringFault(text: string): string | undefined {
  try {
    parseKeyring(text);
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError ? 'is not JSON' : `is wrong: ${(error as Error).message}`;
  }
}
