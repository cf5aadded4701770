/**
 * A sign-in whose account was changed in the very moment of its end, or of what is changed in it or in its session: there is no session of it, nothing
 * that was written before goes out, and it has to begin anew (security.md 1.19).
 */
export class OvertakenError extends Error {
  constructor() {
    super('the account was changed while its sign-in was written');
    this.name = 'OvertakenError';
  }
}
