// Bench arithmetic, and nothing else: what many samples come to.

/** The value that `share` (0–1) of the samples do not exceed (nearest rank). Throws without samples: a figure of nothing is a mistake. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('no samples');
  return value;
}

/** The middle of the samples; between the two middle ones when their number is even. Throws without samples. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('no samples');
  return (lower + upper) / 2;
}

/** A figure over several rounds: the median, and how far apart the rounds were. */
export interface Figure {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The figure of one value a round. Throws without values. */
export function figure(values: readonly number[]): Figure {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/**
 * How many times the other one's a value is: per round, since both were measured side by side in it, and then the
 * median, so that a disturbance of the machine hits both sides or one round.
 */
export function ratio(ours: readonly number[], others: readonly number[]): Figure {
  if (ours.length !== others.length) throw new Error('a ratio is of rounds that have both sides');
  return figure(ours.map((value, round) => value / (others[round] ?? Number.NaN)));
}

/** Whether `samples` are as quick as `reference`: medians within `least` ms or the share `within`, whichever is more (`settled.md` 42). */
export function sameTime(samples: readonly number[], reference: readonly number[], least = 4, within = 0.1): boolean {
  const expected = median(reference);
  return Math.abs(median(samples) - expected) <= Math.max(least, within * expected);
}
