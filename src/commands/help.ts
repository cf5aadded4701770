import type { Command, Option, Subject } from './command.ts';
import { optionsOf } from './parse.ts';

const CALL = 'npm run voordeur --';

/** Help on everything: what there is to manage. */
export function helpOnAll(subjects: readonly Subject[]): string {
  const lines = columns(subjects.map((subject) => [subject.name, subject.summary]));
  return page(
    `${CALL} <subject> <command> [options]`,
    'Manages a Voordeur installation.',
    ['Subjects', ...lines],
    [`More: ${CALL} <subject> --help`],
  );
}

/** Help on one subject: its commands. */
export function helpOnSubject(subject: Subject): string {
  const lines = columns(subject.commands.map((command) => [usage(command), command.summary]));
  return page(
    `${CALL} ${subject.name} <command> [options]`,
    subject.summary,
    ['Commands', ...lines],
    [`More: ${CALL} ${subject.name} <command> --help`],
  );
}

/** Help on one command: its words and options. */
export function helpOnCommand(subject: Subject, command: Command): string {
  const words = command.words.length > 0 ? ['Words', ...columns(command.words.map((word) => [word.name, word.summary]))] : [];
  const options = ['Options', ...columns(optionsOf(command).map((option) => [spelled(option), option.summary]))];
  return page(`${CALL} ${subject.name} ${usage(command)} [options]`, command.summary, words, options);
}

function usage(command: Command): string {
  return [command.verb, ...command.words.map((word) => word.name)].join(' ');
}

function spelled(option: Option): string {
  const value = option.optional ? `[${option.value}]` : option.value;
  return [`--${option.negatable ? '[no-]' : ''}${option.name}`, value, option.many && '…'].filter(Boolean).join(' ');
}

function page(call: string, summary: string, ...blocks: readonly (readonly string[])[]): string {
  return [[`Usage: ${call}`], [summary], ...blocks.filter((block) => block.length > 0)].map((block) => block.join('\n')).join('\n\n');
}

function columns(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
