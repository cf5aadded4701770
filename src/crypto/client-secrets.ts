import { randomToken } from '../kernel/random.ts';
import { equalDigests, sha256 } from './digest.ts';

/** Begins every client secret of ours, so that scanners of source code can find one that leaked (security.md 2.2). */
const PREFIX = 'vds_';

/** A new client secret of 256 bits: shown once, kept as its hash. */
export function makeClientSecret(): { readonly secret: string; readonly hash: string } {
  const secret = PREFIX + randomToken();
  return { secret, hash: sha256(secret) };
}

/** Whether a presented secret is one of the kept ones, in constant time per hash. */
export function clientSecretMatches(presented: string, hashes: readonly string[]): boolean {
  const digest = Buffer.from(sha256(presented));
  return hashes.map((hash) => equalDigests(digest, Buffer.from(hash))).includes(true);
}
