import pino from 'pino';
import type { Log } from '../web/request-log.ts';

/** Bytes of lines that are written together, and how long the first may wait for the others, in milliseconds. */
const TOGETHER = 4096;
const LONGEST = 100;

/**
 * The server's log on standard output: JSON, one line an event. Callers name their fields; nothing is logged whole. What
 * merely happened waits a moment for more, since a write of its own costs as much as the line; what went wrong, and the end of
 * the process, are written at once.
 */
export function serverLog(level: string): Log {
  standardOutput ??= openOutput();
  const output = standardOutput;
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, output);
  return {
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => {
      log.warn(fields, message);
      output.flushSync();
    },
    error: (fields, message) => {
      log.error(fields, message);
      output.flushSync();
    },
  };
}

/** One for the process, however many logs there are. */
let standardOutput: ReturnType<typeof openOutput> | undefined;

function openOutput() {
  const output = pino.destination({ dest: 1, minLength: TOGETHER, periodicFlush: LONGEST, sync: true });
  process.on('exit', () => output.flushSync());
  return output;
}
