// What all servers of a run have in common: the same people, applications, addresses, keys and sizes.
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { generateKeyring } from '../src/crypto/keyring.ts';

/** Issuer of every server: each listens on the loopback behind what a proxy would say of this origin. */
export const ISSUER = 'https://login.bench.test';
/** Where the application's answers go; nobody opens it. */
export const CALLBACK = 'https://app.bench.test/callback';
/** An API with access tokens of its own. */
export const API = 'https://api.bench.test/results';
/** Password of everybody. */
export const PASSWORD = 'vier paarden in de wei';
/** The organisation's short name. */
export const PORTAL = 'acme';

/** An application: its id and secret. */
export interface Application {
  readonly id: string;
  readonly secret: string;
}

/** Applications of a server. `machine` has no people. */
export interface Applications {
  /** Confidential: its refresh token stays the same for most of its life. */
  readonly app: Application;
  /** Public, so with a new refresh token at each use; its secret is empty. */
  readonly spa: Application;
  readonly machine: Application;
}

/** What the floor is told. The password is looked at only when `hash` is there. */
export interface FloorPlan {
  readonly port: number;
  /** `memory`, `sqlite:<path>` or `postgres://…`. */
  readonly database: string;
  readonly applications: Applications;
  readonly people: readonly string[];
  readonly keys: readonly JWK[];
  /** Present: passwords are hashed with these parameters behind the product's gate. The keyring is JSON. */
  readonly hash?: { readonly keyring: string };
}

/** Names of `count` people. */
export function peopleNamed(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `person.${at + 1}`);
}

/** Keys of the kinds and sizes the product makes: P-256, and RSA of 3072 bits. */
export function makeKeys(): Promise<JWK[]> {
  const kinds = [{ alg: 'ES256' }, { alg: 'RS256', modulusLength: 3072 }];
  return Promise.all(
    kinds.map(async ({ alg, ...size }) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true, ...size });
      return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: alg };
    }),
  );
}

/** A keyring of the run, as JSON. */
export function makeKeyring(): string {
  return JSON.stringify(generateKeyring());
}
