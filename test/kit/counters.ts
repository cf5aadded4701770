import { accountKey, type CountedNetwork, counterKeys } from '../../src/domain/throttle/limits.ts';
import { foldedKey } from '../../src/kernel/text.ts';

/** Keys of the counters of a name at an organisation, in a browser and on a network, in the order account, browser, network. */
export function countersOf(organisationId: string, username: string, browser = '', network = ''): [string, string, string] {
  const counted: CountedNetwork = { address: network, surroundings: network };
  const keys = counterKeys({ account: accountKey(organisationId, foldedKey(username)), browser, network: counted });
  return [keys.account, keys.browser, keys.network ?? ''];
}
