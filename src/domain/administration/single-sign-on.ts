import type { Fault } from '../fault.ts';
import type { Connections } from '../federation/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';

/** What is wrong with a policy that asks for single sign-on while the organisation has nowhere to send people. Holds the connection. */
export async function singleSignOnFaults(
  connections: Pick<Connections, 'hold'>,
  { id, policy }: Pick<Organisation, 'id' | 'policy'>,
): Promise<Fault[]> {
  if (policy.singleSignOn === 'off' || (await connections.hold(id))?.state === 'on') return [];
  return [{ field: 'policy.singleSignOn', code: 'conflict', detail: 'needs a connection of the organisation that is on' }];
}

/** What speaks against switching the organisation's connection off, or taking it away; `field` is how that was asked for. */
export function stillUsedFaults(field: string, { policy }: Pick<Organisation, 'policy'>): Fault[] {
  if (policy.singleSignOn === 'off') return [];
  const detail = `is not possible while the policy has singleSignOn=${policy.singleSignOn}: set that to off first`;
  return [{ field, code: 'conflict', detail }];
}
