// Kinds of variables of the environment: what may stand in one, and how the README says it.
import * as v from '@badrap/valita';

/** One variable of the environment. */
export interface Variable<Value = unknown> {
  readonly name: string;
  readonly meaning: string;
  readonly range: string;
  /** What the table says where the default is no fixed value. */
  readonly standard?: string;
  /** Name under which hosting platforms give the same value; ours wins. */
  readonly alias?: string;
  /** May also be given as a file whose path stands in `<name>_FILE`. */
  readonly secret?: true;
  /** Turns the text into the value; its messages go after the name. Undefined (absent) gives the default. */
  readonly schema: v.Type<Value>;
}

/** Text of this form. */
export function matching(form: RegExp, wrong: string): v.Type<string> {
  return v.string().assert((text) => form.test(text), wrong);
}

/** The same value, or undefined where the variable is absent. */
export function orNone<Value>(schema: v.Type<Value>): v.Type<Value | undefined> {
  return schema.optional(() => undefined);
}

/** A whole number from `least` to `most`. */
export function whole(name: string, meaning: string, least: number, most: number, standard: number): Variable<number> {
  const schema = matching(/^\d{1,9}$/, 'must be a whole number')
    .map(Number)
    .assert((value) => value >= least, `must be at least ${least}`)
    .assert((value) => value <= most, `must be at most ${most}`);
  return { name, meaning, range: `${least}–${most}`, schema: schema.optional(() => standard) };
}

/** One of these words. */
export function chosen<const Choice extends string>(name: string, meaning: string, choices: readonly Choice[], standard: NoInfer<Choice>) {
  const isChoice = (text: string): text is Choice => choices.some((choice) => choice === text);
  const schema = v.string().assert(isChoice, `must be one of ${choices.join(', ')}`);
  return { name, meaning, range: choices.map((choice) => `\`${choice}\``).join(' '), schema: schema.optional((): Choice => standard) };
}

/** Members with commas between, each of which must pass. */
export function list(name: string, meaning: string, range: string, isMember: (text: string) => boolean, wrong: string): Variable<string[]> {
  const schema = v
    .string()
    .map((text) => text.split(',').flatMap((member) => member.trim() || []))
    .assert((members) => members.every(isMember), wrong);
  return { name, meaning, range, standard: 'none', schema: schema.optional(() => []) };
}

/** The name of a header, in small letters; none by default. */
export function headerName(name: string, meaning: string): Variable<string | undefined> {
  const schema = matching(/^[A-Za-z][\w-]{0,63}$/, 'must be the name of a header, such as X-Client-Cert');
  return { name, meaning, range: 'name of a header', standard: 'none', schema: orNone(schema.map((text) => text.toLowerCase())) };
}

/** Where to listen. */
export function listener(name: string, meaning: string): Variable<string> {
  const schema = matching(/^[\w.:-]+$/, 'must be an IP address or a host name');
  return { name, meaning, range: 'IP address or host name', schema: schema.optional(() => '127.0.0.1') };
}

/** Whether a host name is this machine itself, for which plain http is allowed outside production (`settled.md` 13). */
export function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}
