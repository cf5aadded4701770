import { parseArgs } from 'node:util';

/** Engine whose bench is run. */
export type Engine = 'sqlite' | 'pg';

/** Kinds of runs: everything that is compared, the times of sign-ins that are refused, memory under steady load, invitations of many, no mail server for long. */
const KINDS = ['bench', 'equal-time', 'soak', 'mail', 'outage'] as const;

/** What one run of the bench does. */
export interface Options {
  readonly engine: Engine;
  readonly what: (typeof KINDS)[number];
  /** Share of the usual number of operations; below 1 while developing. */
  readonly scale: number;
  /** Rounds that count; one more goes before them to warm up. */
  readonly rounds: number;
  /** Only operations whose name begins so. */
  readonly only: string | undefined;
  /** Minutes of steady load in a soak, for each server; or without a mail server. */
  readonly minutes: number;
  /** Whether the flood and the start are measured too. */
  readonly flood: boolean;
  readonly start: boolean;
  /** Whether `docs/performance.md` is written. */
  readonly write: boolean;
}

/** How it is called. */
export const USAGE = `npm run bench -- [equal-time | soak | mail | outage] [--store sqlite|pg] [--minutes N]
while developing: [--scale SHARE] [--rounds N] [--only OPERATION] [--no-flood] [--no-start] [--no-write]`;

const GIVEN = {
  store: { type: 'string', default: 'pg' },
  scale: { type: 'string', default: '1' },
  rounds: { type: 'string', default: '3' },
  only: { type: 'string' },
  minutes: { type: 'string', default: '10' },
  'no-flood': { type: 'boolean', default: false },
  'no-start': { type: 'boolean', default: false },
  'no-write': { type: 'boolean', default: false },
} as const;

/** Reads the command line. Throws an error whose message is for the person who typed it. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({ args: [...args], options: GIVEN, allowPositionals: true });
  const [word = 'bench', ...more] = positionals;
  const what = KINDS.find((kind) => kind === word);
  if (what === undefined || more.length > 0) throw new Error(`unknown: ${positionals.join(' ')}`);
  if (values.store !== 'sqlite' && values.store !== 'pg') throw new Error('--store is sqlite or pg');
  return {
    engine: values.store,
    what,
    scale: within('scale', values.scale, 0.001, 100),
    rounds: within('rounds', values.rounds, 1, 99),
    only: values.only,
    minutes: within('minutes', values.minutes, 0.5, 600),
    flood: !values['no-flood'],
    start: !values['no-start'],
    // A run of less than everything must not pass for the whole one.
    write: !values['no-write'] && values.scale === '1' && values.only === undefined && Number(values.minutes) >= 10,
  };
}

function within(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!(value >= least && value <= most)) throw new Error(`--${name} is a number from ${least} to ${most}`);
  return value;
}
