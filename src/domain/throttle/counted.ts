import { networkMatcher, surroundingsOf } from '../../kernel/networks.ts';
import type { CountedNetwork } from './limits.ts';

/**
 * An address as it is counted; undefined in a network that is not: the organisation's own (R8.7), and those the operator
 * tests from. There, misses count for the name and the browser alone.
 */
export function countedNetwork(network: string, uncounted: readonly string[]): CountedNetwork | undefined {
  if (uncounted.length > 0 && networkMatcher(uncounted)(network)) return undefined;
  return { address: network, surroundings: surroundingsOf(network) };
}
