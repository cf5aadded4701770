import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Command, Given, Option } from './command.ts';

/** Switches every command has; `client` replaces `json` by one of its own. */
export const COMMON_OPTIONS: readonly Option[] = [
  { name: 'json', summary: 'print JSON' },
  { name: 'help', summary: 'say what this command does' },
];

/** All options of a command. */
export function optionsOf(command: Pick<Command, 'options'>): readonly Option[] {
  const own = new Set(command.options.map((option) => option.name));
  return [...command.options, ...COMMON_OPTIONS.filter((option) => !own.has(option.name))];
}

/** What was typed after the command's name, or what was not understood, in English words. */
export function parse(command: Command, argv: readonly string[]): Given | { readonly misunderstood: string } {
  const options = optionsOf(command);
  try {
    const { values, positionals } = parseArgs({
      args: fillOptional(options, argv),
      options: Object.fromEntries(options.flatMap(configEntries)),
      allowPositionals: true,
      strict: true,
    });
    const misunderstood = values.help ? undefined : wordsMissing(command, positionals);
    return misunderstood === undefined ? given(values, positionals) : { misunderstood };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS')) return { misunderstood: message };
    throw error;
  }
}

function configEntries(option: Option): [string, ParseArgsOptionsConfig[string]][] {
  const config = { type: option.value === undefined ? ('boolean' as const) : ('string' as const), multiple: option.many === true };
  return option.negatable
    ? [
        [option.name, config],
        [`no-${option.name}`, { type: 'boolean' }],
      ]
    : [[option.name, config]];
}

/** An option whose value may be left out gets an empty one when another option, or nothing, follows. */
function fillOptional(options: readonly Option[], argv: readonly string[]): string[] {
  const optional = new Set(options.filter((option) => option.optional).map((option) => `--${option.name}`));
  return argv.map((word, at) => {
    const next = argv[at + 1];
    return optional.has(word) && (next === undefined || /^-./.test(next)) ? `${word}=` : word;
  });
}

function wordsMissing(command: Command, words: readonly string[]): string | undefined {
  const expected = command.words.map((word) => word.name);
  if (words.length < expected.length) return `${expected.slice(words.length).join(' and ')} missing`;
  return words.length > expected.length ? `too many words: ${words.slice(expected.length).join(' ')}` : undefined;
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function given(values: Values, words: readonly string[]): Given {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  return {
    words,
    text,
    list: (name) => {
      const value = values[name];
      if (Array.isArray(value)) return value.map(String);
      return text(name)
        ?.split(',')
        .map((part) => part.trim())
        .filter(Boolean);
    },
    flag: (name) => (values[`no-${name}`] ? false : values[name] ? true : undefined),
  };
}
