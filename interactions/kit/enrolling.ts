// What setting up a second factor in the middle of a sign-in has in common, whatever is set up.
import type { Account } from '../../src/domain/accounts/account.ts';
import type { SecondMethod } from '../../src/domain/factors/facts.ts';
import { noFields } from './fields.ts';
import { action, type Outcome } from './page.ts';
import type { FlowVisit } from './visit.ts';

/** To put it off, and not to sign in at all. Who cannot wait stays where they are: the step is still needed. */
export const enrolmentActions = {
  later: action(noFields, async ({ journey }: FlowVisit): Promise<Outcome> => {
    return { kind: 'proceed', journey: { ...journey, putOff: true, shown: undefined } };
  }),
  cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
};

/** Where the other method is set up instead, if that is allowed, and whether one can go on without this once. */
export function enrolmentView(
  { demand: { second }, address }: Pick<FlowVisit, 'demand' | 'address'>,
  other: { readonly method: SecondMethod; readonly way: 'enrol-totp' | 'enrol-passkey' },
): { readonly mayWait: boolean; readonly otherHref?: string } {
  if (second.kind !== 'enrol') return { mayWait: false };
  const isOpen = second.methods.some((method) => method === other.method);
  return { mayWait: second.mayWait, ...(isOpen && { otherHref: `${address.slice(0, address.lastIndexOf('/'))}/${other.way}` }) };
}

/** Who changes what they have, where and when; a session of theirs in this browser stays (`settled.md` 38). */
export async function changeIn(visit: FlowVisit, account: Account) {
  const { organisation, flow, demand, network, device, now } = visit;
  const own = await visit.ownSession();
  const kept = own?.accountId === account.id ? own : undefined;
  return {
    organisation,
    account,
    facts: demand.twoStep,
    kept,
    stamp: demand.account?.stamp,
    audit: { client: flow.clientId, trace: flow.uid, address: network },
    device,
    now,
  };
}
