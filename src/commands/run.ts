import { ConfigError } from '../config/config.ts';
import { failureText } from '../config/failure.ts';
import { type Command, EXIT, type Given, type Subject, type Surroundings } from './command.ts';
import { helpOnAll, helpOnCommand, helpOnSubject } from './help.ts';
import type { Installation } from './installation.ts';
import { parse } from './parse.ts';
import { printAnswer, printFaults, printResults } from './print.ts';

/** Runs one command line over the given subjects and returns its exit code. */
export async function run(subjects: readonly Subject[], argv: readonly string[], around: Surroundings): Promise<number> {
  const [noun, verb, ...rest] = argv;
  if (noun === undefined || noun === '--help') return say(around, helpOnAll(subjects), noun !== undefined);
  const subject = subjects.find((known) => known.name === noun);
  if (!subject) return misunderstood(around, `There is no ${noun}.`, helpOnAll(subjects));
  if (verb === undefined || verb === '--help') return say(around, helpOnSubject(subject), verb !== undefined);
  const command = subject.commands.find((known) => known.verb === verb);
  if (!command) return misunderstood(around, `There is no ${noun} ${verb}.`, helpOnSubject(subject));
  const given = parse(command, rest);
  if ('misunderstood' in given) return misunderstood(around, given.misunderstood, helpOnCommand(subject, command));
  if (given.flag('help')) return say(around, helpOnCommand(subject, command), true);
  return carryOut(command, given, around);
}

/** Asked for, help is an answer; instead of a command, it is what was missing. */
function say(around: Surroundings, help: string, asked: boolean): number {
  (asked ? around.stdout : around.stderr).write(`${help}\n`);
  return asked ? EXIT.done : EXIT.usage;
}

function misunderstood(around: Surroundings, what: string, help: string): number {
  around.stderr.write(`${what}\n\n${help}\n`);
  return EXIT.usage;
}

async function carryOut(command: Command, given: Given, around: Surroundings): Promise<number> {
  let installation: Promise<Installation> | undefined;
  const open = () => (installation ??= around.open());
  try {
    const json = given.flag('json') === true || given.text('json') !== undefined;
    const answer = await command.run({ given, open, stdin: around.stdin, stderr: around.stderr });
    if ('faults' in answer) {
      await printFaults(command, answer.faults, json, around.stderr);
      return EXIT.refused;
    }
    if ('results' in answer) {
      await untilCutOff(printResults(answer.results, answer.columns, json, around.stdout), around);
      const { said, refused } = answer.end();
      around.stderr.write(`${said}\n`);
      return refused ? EXIT.refused : EXIT.done;
    }
    await printAnswer(answer, json, around.stdout);
    return EXIT.done;
  } catch (error) {
    if (isCutOff(error)) return EXIT.cutOff;
    around.stderr.write(`${failureText(error)}\n`);
    return error instanceof ConfigError ? EXIT.refused : EXIT.broken;
  } finally {
    await installation?.then(
      ({ close }) => close(),
      () => undefined,
    );
  }
}

/** Long work ends with its results, and not without a word: it is done as far as it got. */
async function untilCutOff(printed: Promise<void>, { stderr }: Surroundings): Promise<void> {
  try {
    await printed;
  } catch (error) {
    if (isCutOff(error)) stderr.write('Stopped: nobody reads the results any more. What is done stays; say it again to go on.\n');
    throw error;
  }
}

function isCutOff(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPIPE';
}
