/** `n` seconds in milliseconds. */
export function seconds(n: number): number {
  return n * 1000;
}

/** `n` minutes in milliseconds. */
export function minutes(n: number): number {
  return seconds(n * 60);
}

/** `n` hours in milliseconds. */
export function hours(n: number): number {
  return minutes(n * 60);
}

/** `n` days of 24 hours in milliseconds. */
export function days(n: number): number {
  return hours(n * 24);
}

/** Milliseconds in whole seconds, rounded down: what protocols count in. */
export function inSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
