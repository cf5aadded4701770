// Commands: the operator's command line (`settled.md` 49). Every command is data (names, options, what it says of itself,
// what it does), from which parsing, help and fault messages are made. Owns how the use-cases of `domain/administration`
// look in a terminal; never decides a rule, and never takes a secret from its arguments.
import type { Readable, Writable } from 'node:stream';
import type { Fault } from '../domain/fault.ts';
import type { Installation } from './installation.ts';

/** An option of a command. */
export interface Option {
  /** As typed after `--`. */
  readonly name: string;
  /** What stands for its value in the help; a switch has none. */
  readonly value?: string;
  /** May be given several times. */
  readonly many?: true;
  /** `--no-<name>` turns it off, or takes the value away. */
  readonly negatable?: true;
  /** The value may be left out. */
  readonly optional?: true;
  /** Fields of the use-case whose faults belong to this option, where they are not its name in camel case. */
  readonly fields?: readonly string[];
  readonly summary: string;
}

/** A word that stands by its place. */
export interface Positional {
  readonly name: string;
  readonly fields: readonly string[];
  readonly summary: string;
}

/** What was typed for one command, its options by name. */
export interface Given {
  readonly words: readonly string[];
  /** The option's value; undefined when it was not given. */
  text(name: string): string | undefined;
  /** All values of an option that may be given several times, or whose value is a list with commas. */
  list(name: string): string[] | undefined;
  /** Whether a switch is on or off; undefined when neither was said. */
  flag(name: string): boolean | undefined;
}

/** What a command works with. */
export interface Call {
  readonly given: Given;
  /** Opens the installation, once; a command that needs none never asks. */
  readonly open: () => Promise<Installation>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Where long work says how far it is. */
  readonly stderr: Writable;
}

/** A row or thing as `--json` prints it: names in camel case, times as ISO 8601 in UTC. */
export type View = Readonly<Record<string, unknown>>;

/**
 * What a command has to say: a list, one thing with a sentence about it, or what was wrong. `results`: what becomes of each of
 * many, which happens as they are printed; `end` then says what came of them all, and whether any was refused.
 */
export type Answer =
  | {
      readonly results: AsyncIterable<View>;
      readonly columns: readonly string[];
      readonly end: () => { readonly said: string; readonly refused: boolean };
    }
  | { readonly rows: AsyncIterable<View> | Iterable<View>; readonly columns: readonly string[] }
  | { readonly item: View; readonly said: string }
  | { readonly faults: readonly Fault[] };

/** One command, such as `organisation add`. */
export interface Command {
  readonly verb: string;
  readonly summary: string;
  readonly words: readonly Positional[];
  readonly options: readonly Option[];
  readonly run: (call: Call) => Promise<Answer>;
}

/** What commands are about: `organisation`, `account`, … */
export interface Subject {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

/** Where a command line runs. */
export interface Surroundings {
  readonly stdin: Call['stdin'];
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly open: () => Promise<Installation>;
}

/**
 * Exit codes: done; refused, with every reason on stderr; not understood; something broke (a database that is down); whoever
 * read our output stopped, as `head` does: what shells say of a program that SIGPIPE (13) ended.
 */
export const EXIT = { done: 0, refused: 1, usage: 2, broken: 3, cutOff: 128 + 13 } as const;
