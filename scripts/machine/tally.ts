import { existsSync, readFileSync } from 'node:fs';

/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

const NOTHING: Results = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };

/**
 * Counts of a run of jest from its result file. A file of tests that could not be loaded counts as one failure, and so
 * does each thing the machine lacked (`missing`); a run that ended badly (`status`) without any failed test as well.
 */
export const countsOf = (file: string, status: number, missing: number): Counts => {
  const results: Results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : NOTHING;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const silent = status !== 0 && failed === 0 ? 1 : 0;
  return { passed: results.numPassedTests, failed: failed + silent + missing, skipped: results.numPendingTests + results.numTodoTests };
};

/** The last line of a run: `N passed, N failed`, with `, N skipped` where there are any. */
export const closingLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
