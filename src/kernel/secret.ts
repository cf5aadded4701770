import { inspect } from 'node:util';

const SHOWN = '[secret]';

/** A value that cannot be printed by accident: in text, JSON and the inspector it shows as `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where it is used. */
  reveal(): string {
    return this.#value;
  }

  /** What template strings and logs get. */
  toString(): string {
    return SHOWN;
  }

  /** What JSON gets. */
  toJSON(): string {
    return SHOWN;
  }

  /** What the console and error reports get. */
  [inspect.custom](): string {
    return SHOWN;
  }
}
