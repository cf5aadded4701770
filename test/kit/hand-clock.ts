import type { Clock } from '../../src/kernel/clock.ts';

/** A clock wound by hand: real time plus what was wound on. The protocol library reads `Date.now`, so that is wound too. */
export class HandClock implements Clock {
  readonly #real = Date.now.bind(Date);
  #ahead = 0;
  #held: number | undefined;

  now(): number {
    return (this.#held ?? this.#real()) + this.#ahead;
  }

  /** From now on time moves by being wound alone: for what is looked at to the second. */
  hold(): void {
    this.#held = this.#real();
    Date.now = () => this.now();
  }

  /** Winds on by `milliseconds`. */
  forward(milliseconds: number): void {
    this.#ahead += milliseconds;
    Date.now = () => this.now();
  }

  /** Back to real time. */
  release(): void {
    this.#ahead = 0;
    this.#held = undefined;
    Date.now = this.#real;
  }
}
