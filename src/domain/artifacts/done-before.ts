/**
 * Somebody else was first, in this very moment: the same person has ended this sign-in already, or has it behind them (`ended`), or another
 * sign-in has used what can be used once (`used`). Nothing that was written in the same round trip stays.
 */
export class DoneBeforeError extends Error {
  /** What was done. */
  readonly what: 'ended' | 'used';

  constructor(what: DoneBeforeError['what']) {
    super(what === 'ended' ? 'the sign-in was ended by another press' : 'what can be used once was used before');
    this.name = 'DoneBeforeError';
    this.what = what;
  }
}
