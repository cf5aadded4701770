import { accountKey, COUNTER_KEYS } from '../../src/domain/throttle/limits.ts';
import { foldedKey } from '../../src/kernel/text.ts';

/** Keys of the counters of a name at an organisation, in a browser and on a network, in the order account, browser, network. */
export function countersOf(organisationId: string, username: string, browser = '', network = ''): [string, string, string] {
  const account = accountKey(organisationId, foldedKey(username));
  const counted = { address: network, surroundings: network };
  return [COUNTER_KEYS.account({ account }), COUNTER_KEYS.browser({ browser }), COUNTER_KEYS.network(counted)];
}
