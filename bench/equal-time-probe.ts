// What is measured of equal time, and with what.
import type { challenges } from '../src/crypto/challenges.ts';
import type { Store } from '../src/domain/ports.ts';
import type { RunningCandidate } from './candidates.ts';
import type { Browser } from './driver/browser.ts';
import type { Kind } from './equal-time-kinds.ts';

/** What is measured: an answer to somebody of a kind. */
export interface Probe {
  readonly name: string;
  /** Kinds that it is asked about. */
  readonly kinds: readonly Kind[];
  /** Which share of the samples is taken; all where absent. */
  readonly share?: number;
  /** Before the kinds of a row are asked about, the `at`th accounts of each. */
  readonly prepare?: (at: number) => Promise<void>;
  /** Milliseconds that the answer took. */
  readonly sample: (kind: Kind, at: number) => Promise<number>;
}

/** What probes need. */
export interface ProbeNeeds {
  readonly product: RunningCandidate;
  readonly store: Store;
  /** Reads the product's pictures. */
  readonly pictures: ReturnType<typeof challenges>;
}

/** The code in the picture on a page. */
export function pictureOn({ pictures }: ProbeNeeds, html: string, browser: Browser, purpose: 'forgot' | 'sign-in'): string {
  const id = /name="challenge" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const code = pictures.open(id, purpose, browser.cookie('__Host-voordeur_browser') ?? '')?.code;
  if (code === undefined) throw new Error('a challenge of somebody else');
  return code;
}

/** An answer, and how many milliseconds it took. */
export async function timed<T>(ask: () => Promise<T>): Promise<{ readonly reply: T; readonly time: number }> {
  const begun = performance.now();
  const reply = await ask();
  return { reply, time: performance.now() - begun };
}

/** Another kind first in each row, and every other row the other way round, so that none always follows the same one. `row` from 0 on. */
export function inTurn<K>(kinds: readonly K[], row: number): readonly K[] {
  const first = Math.floor(row / 2) % kinds.length;
  const turned = [...kinds.slice(first), ...kinds.slice(0, first)];
  return row % 2 === 0 ? turned : turned.reverse();
}
