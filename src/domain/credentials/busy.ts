/** Too many passwords are being hashed at once: come back in a moment (security.md 2.1, admission control). */
export class BusyError extends Error {
  /** Whole seconds after which trying again makes sense. */
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too many password checks are under way');
    this.name = 'BusyError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
