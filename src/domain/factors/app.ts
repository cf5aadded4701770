// An authenticator app: a secret that it shares with us, from which both make the same code at the same time (RFC 6238).
import { minutes } from '../../kernel/duration.ts';

/** Digits of its codes, apps of one person (R14.4), and how long one can be set up, in milliseconds (security.md 2.3). */
export const APP = { digits: 6, most: 2, setUpFor: minutes(10) } as const;

/** The most characters (code points) of the name that a person gives an app. */
export const FACTOR_NAME_MOST = 40;

/** An authenticator app of an account. Times are epoch milliseconds. */
export interface AppFactor {
  readonly id: string;
  readonly accountId: string;
  /** What the person calls it; empty where they have given it no name. */
  readonly name: string;
  /** Its secret, sealed to this row. */
  readonly sealed: string;
  /** The last time step whose code was taken: neither it nor an earlier one is taken again. */
  readonly lastStep: number;
  readonly createdAt: number;
  /** Undefined while it is being set up: until then it counts for nothing. */
  readonly confirmedAt: number | undefined;
  readonly usedAt: number | undefined;
}

/** An app that is being set up: in which place, and until when (epoch milliseconds). */
export interface AppSetUp {
  readonly factor: AppFactor;
  /** Uid of the sign-in or session: what is being set up in one place is shown and confirmed in no other. */
  readonly place: string;
  readonly expiresAt: number;
}

/** The digits of a typed code, however they were grouped and whichever their script's width; empty when nothing was typed. */
export function typedCode(typed: string): string {
  return typed.normalize('NFKC').replace(/[\p{White_Space}\p{Pd}.]+/gu, '');
}

/** Whether it can be a code of an app. */
export function isAppCode(digits: string): boolean {
  return digits.length === APP.digits && /^[0-9]+$/.test(digits);
}

/** A secret in base32 as people type it: in groups of four. */
export function inGroups(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ');
}
