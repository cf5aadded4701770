import { days } from '../../kernel/duration.ts';
import type { TrustedBrowser } from './ports.ts';

/** Whether it still counts where browsers are trusted for `most` days at most: a shorter time holds for those that are there, too. */
export function stillTrusted({ createdAt, expiresAt }: TrustedBrowser, most: number, now: number): boolean {
  return now < Math.min(expiresAt, createdAt + days(most));
}
