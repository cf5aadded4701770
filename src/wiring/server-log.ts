import pino from 'pino';
import type { Log } from '../web/request-log.ts';

/** The server's log on standard output: JSON, one line an event. Callers name their fields; nothing is logged whole. */
export function serverLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
