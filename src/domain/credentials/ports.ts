// Credentials: what proves a person, as far as a password does. Owns the rules of passwords and the contracts of hashing
// and keeping them; never hashes anything itself, never knows whose sign-in it is.

/** A hashed password: a PHC string with its own parameters, and the id of the pepper it was keyed with. */
export interface PasswordHash {
  readonly phc: string;
  readonly pepperId: string;
}

/** Passwords that many people use. Shipped with the product, so that nothing about a password leaves it (security.md 1.9). */
export interface CommonPasswords {
  /** Whether the folded text (`foldedKey`) is one of them. */
  holds(folded: string): boolean;
}

/** Hashes passwords, behind a bounded queue. Every method may throw `BusyError` instead of waiting too long. */
export interface Hasher {
  /** Hashes a prepared password with the present parameters and pepper. */
  hash(password: string): Promise<PasswordHash>;
  /**
   * Whether one of the prepared passwords is the hashed one. All of them are always tried, and without a hash as many
   * decoys are, so that the time tells nothing (R3.13, security.md 2.1).
   */
  verify(hash: PasswordHash | undefined, passwords: readonly string[]): Promise<boolean>;
  /** Whether the hash was made with weaker parameters or an older pepper than the present ones. */
  needsRehash(hash: PasswordHash): boolean;
}
