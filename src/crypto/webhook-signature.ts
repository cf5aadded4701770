import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../kernel/secret.ts';

/** What a signed message carries beside its body (Standard Webhooks 1.0.0, `webhook-…` headers). */
export interface SignedHead {
  readonly id: string;
  /** Seconds since 1970, as text. */
  readonly timestamp: string;
  /** `v1,<base64>`, several with a blank between. */
  readonly signature: string;
}

/** At most so many signatures are looked at: a key and its successor sign, not a crowd. */
const MOST_SIGNATURES = 10;

/**
 * Whether one of `secrets` (base64) has signed id, time and body: HMAC-SHA-256, compared in constant time. It says nothing
 * about how old the message is, nor whether it came before. `body` is the bytes as they came.
 */
export function webhookIsSigned(secrets: readonly Secret[], head: SignedHead, body: Buffer): boolean {
  const given = head.signature
    .split(' ', MOST_SIGNATURES)
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice('v1,'.length), 'base64'));
  return secrets.some((secret) => {
    const hmac = createHmac('sha256', Buffer.from(secret.reveal(), 'base64'));
    const right = hmac.update(`${head.id}.${head.timestamp}.`).update(body).digest();
    return given.some((one) => one.length === right.length && timingSafeEqual(one, right));
  });
}
