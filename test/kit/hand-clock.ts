import type { Clock } from '../../src/kernel/clock.ts';

/** A clock wound by hand: real time plus what was wound on. The protocol library reads `Date.now`, so that is wound too. */
export class HandClock implements Clock {
  readonly #real = Date.now.bind(Date);
  #ahead = 0;

  now(): number {
    return this.#real() + this.#ahead;
  }

  /** Winds on by `milliseconds`. */
  forward(milliseconds: number): void {
    this.#ahead += milliseconds;
    Date.now = () => this.now();
  }

  /** Back to real time. */
  release(): void {
    this.#ahead = 0;
    Date.now = this.#real;
  }
}
